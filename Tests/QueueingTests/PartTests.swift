import Queueing
import Telephony
import Testing

@Suite("Parts of the engine")
struct PartTests {
    @Test("Q3 the ordered index does what a sorted array does, in any order of events")
    func orderedIndex() {
        var index = OrderedIndex<Int>()
        var plain: [Int] = []
        var seed: UInt64 = 7
        for step in 0..<20_000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let value = Int(seed >> 33) % 900
            let place = plain.firstIndex { $0 >= value } ?? plain.count
            let isThere = place < plain.count && plain[place] == value
            #expect(index.contains(value) == isThere)
            #expect(index.rank(of: value) == place)
            if step % 5 < (step < 10_000 ? 3 : 2) {
                #expect(index.insert(value) == !isThere)
                if !isThere { plain.insert(value, at: place) }
            } else {
                #expect(index.remove(value) == isThere)
                if isThere { plain.remove(at: place) }
            }
            #expect(index.count == plain.count && index.first == plain.first)
        }
        #expect(Array(index) == plain)
    }

    @Test("K1 the moments of facts never run backwards, whatever the wall clock does")
    func clock() throws {
        var scene = Scene()
        scene.pass(1000)
        let before = try #require(scene.state.latest as Instant?)
        scene.time = Instant(milliseconds: scene.time.milliseconds - 3_600_000)
        let entry = scene.arrive()
        #expect(try #require(scene.entry(entry)).enteredAt >= before)
        let deadline = try #require(scene.engine.nextDeadline)
        #expect(deadline - scene.time >= .seconds(5) && deadline - scene.time <= .seconds(6))
        // The ring still ends after its time, give or take the tenth by which the clocks approach each other.
        scene.pass(14_000)
        #expect(!scene.state.offers.isEmpty)
        scene.pass(3_000)
        #expect(scene.state.offers.isEmpty)
    }

    @Test("K1 nothing is due before the next deadline")
    func nextDeadline() throws {
        var scene = Scene()
        scene.arrive()
        for effect in scene.effects { try scene.finish(effect, .done) }
        #expect(scene.engine.nextDeadline == scene.time + .seconds(15))
        scene.pass(14_999)
        #expect(scene.facts.isEmpty && scene.asked.isEmpty)
        scene.pass(1)
        #expect(!scene.facts.isEmpty)
    }

    @Test("K1 whom a fact concerns is told from the state before it")
    func subjects() throws {
        var scene = Scene()
        scene.arrive()
        let offer = try scene.talk()
        scene.end(offer.channel)
        var state = QueueState()
        var subjects: [FactCoding.Kind: FactSubject] = [:]
        for fact in scene.journal {
            subjects[FactCoding.kind(of: fact.fact)] = state.subject(of: fact.fact)
            state.apply(fact)
        }
        let whole = FactSubject(
            entry: EntryID("e1"), call: CallID("call1"), queue: Scene.sales, agent: AgentID("anna"), group: "default")
        #expect(subjects[.entryClosed] == whole)
        #expect(subjects[.offerAnswered] == whole)
        #expect(subjects[.entryOpened]?.call == CallID("call1"))
    }
}
