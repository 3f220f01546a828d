import Queueing
import Telephony
import Testing

@Suite("A call in a queue")
struct CallTests {
    @Test("Q1 a caller waits, is offered, talks; every step is a fact")
    func wholeCall() throws {
        var scene = Scene()
        let entry = scene.arrive()
        #expect(scene.asked.first == .welcome(ChannelID("c1"), music: "default"))
        guard case .dial(let leg, let agent, let endpoint, _, let timeout) = scene.asked.last else {
            Issue.record("no dial: \(scene.asked)")
            return
        }
        #expect(agent == AgentID("anna") && endpoint == "PJSIP/anna" && timeout == .seconds(15))
        scene.advance(100)
        scene.ringing(leg)
        #expect(try scene.agent("anna").state == .ringing)
        scene.advance(3000)
        scene.answer(leg)
        let offer = try scene.running()
        #expect(scene.asked == [.connect(offer.bridge, caller: ChannelID("c1"), agent: leg, answers: true)])
        #expect(scene.entry(entry)?.stage == .offered)
        scene.advance(20)
        try scene.finish(scene.effects.first, .done)
        #expect(scene.entry(entry)?.stage == .connected)
        #expect(try scene.agent("anna").state == .talking)
        scene.advance(60_000)
        scene.end(ChannelID("c1"))
        #expect(
            scene.facts.first?.closed
                == EntryClosed(entry: entry, queue: Scene.sales, outcome: .answered, by: .caller, inferred: false))
        #expect(scene.asked == [.hangUp(leg, .normal), .dissolve(offer.bridge)])
        #expect(try scene.agent("anna").state == .wrapUp)
        scene.end(leg)
        scene.pass(10_000)
        #expect(try scene.agent("anna").state == .ready)
        #expect(scene.state.entries.isEmpty && scene.state.offers.isEmpty && scene.state.legs.isEmpty)
    }

    @Test("Q7 the agent hangs up: the caller is hung up and forgotten when their leg has ended")
    func agentHangsUp() throws {
        var scene = Scene()
        scene.arrive()
        let offer = try scene.talk()
        scene.end(offer.channel)
        #expect(scene.facts.first?.closed?.by == .agent)
        #expect(scene.asked == [.hangUp(ChannelID("c1"), .normal), .dissolve(offer.bridge)])
        scene.end(ChannelID("c1"))
        #expect(scene.facts == [.callerLeft(Scene.one, ChannelID("c1"))])
        #expect(scene.state.legs.isEmpty)
    }

    @Test("Q3 callers are served by priority, then by when they entered, then by arrival")
    func order() throws {
        var scene = Scene(ready: false)
        let first = scene.arrive()
        let second = scene.arrive()
        scene.advance(1000)
        let urgent = scene.arrive(priority: 5)
        let earlier = scene.arrive(enteredAt: Instant(milliseconds: 990_000))
        #expect(scene.state.line(of: Scene.sales).map(\.id) == [urgent, earlier, first, second])
        #expect([urgent, earlier, first, second].map { scene.state.position(of: $0) } == [1, 2, 3, 4])
        scene.command("anna", .logIn)
        #expect(try scene.running().entry == urgent)
        #expect(scene.state.position(of: second) == 4)
    }

    @Test("Q1 longest idle: the agent who has been free the longest is asked")
    func longestIdle() throws {
        var scene = Scene(agents: ["anna", "bert", "carl"], ready: false)
        for name in ["carl", "anna", "bert"] {
            scene.advance(10)
            scene.command(name, .logIn)
        }
        scene.arrive()
        #expect(scene.facts.compactMap(\.made?.agent) == [AgentID("carl")])
        scene.arrive()
        #expect(scene.facts.compactMap(\.made?.agent) == [AgentID("anna")])
    }

    @Test("Q8 a ring that times out gives the agent a rest and asks the next; the caller keeps the place")
    func ringTimeout() throws {
        var scene = Scene(agents: ["anna", "bert"])
        let entry = scene.arrive()
        let first = try scene.running()
        scene.ringing(first.channel)
        scene.pass(15_000)
        #expect(scene.facts.first?.lost?.why == .timeout)
        #expect(scene.asked.contains(.hangUp(first.channel, .noAnswer)))
        #expect(scene.facts.compactMap(\.made?.agent) == [AgentID("bert")])
        #expect(scene.entry(entry)?.offers == 2)
        scene.end(first.channel)
        #expect(try scene.agent("anna").restUntil == scene.time + .seconds(2))
        scene.pass(2000)
        #expect(try scene.agent("anna").isAvailable)
    }

    @Test(
        "Q8 what the phone answers decides",
        arguments: [(17, LostOffer.busy), (21, .rejected), (23, .rejected), (19, .timeout), (16, .failed)])
    func causes(cause: Int, why: LostOffer) throws {
        var scene = Scene()
        scene.arrive()
        scene.end(try scene.running().channel, cause: cause)
        #expect(scene.facts.first?.lost?.why == why)
        #expect(try scene.agent("anna").restUntil == scene.time + .seconds(2))
        scene.pass(2000)
        #expect(scene.facts.compactMap(\.made).count == 1)
    }

    @Test("Q9 the longest wait ends with a release; a running offer may finish")
    func maxWait() throws {
        var scene = Scene(queue: QueueSettings(id: Scene.sales, name: "Sales", maxWait: .seconds(20)))
        let first = scene.arrive()
        scene.pass(10_000)
        let second = scene.arrive()
        scene.pass(5000)
        #expect(scene.facts.first?.lost?.entry == first)
        scene.pass(2000)
        #expect(scene.facts.compactMap(\.made?.entry) == [first])
        scene.pass(13_000)
        #expect(scene.facts.contains(.entryOverdue(first)))
        #expect(scene.facts.compactMap(\.closed?.entry) == [second])
        #expect(scene.facts.compactMap(\.closed?.outcome) == [.timeout])
        #expect(scene.asked.contains(.release(ChannelID("c2"), to: .hangUp)))
        #expect(scene.entry(first)?.stage == .offered)
        scene.pass(2000)
        #expect(scene.facts.compactMap(\.closed?.entry) == [first])
    }
}
