import Queueing
import SeededValues
import Telephony
import Testing

@testable import Statistics

/// Random, possible days: agents and callers who do what the engine would let them do.
private struct RandomDay {
    var script = Script(agents: RandomDay.agents)
    var random: SplitMix64
    var seconds: Int64 = 0
    var waiting: [String] = []
    var free: [AgentID] = []
    var offered: [(entry: String, agent: AgentID, offer: String)] = []
    var talking: [(entry: String, agent: AgentID)] = []
    var wrapping: [AgentID] = []
    var entries = 0
    var offers = 0

    static let agents = (1...4).map { AgentID("agent\($0)") }

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    private static func pick<Element>(_ list: inout [Element], _ random: inout SplitMix64) -> Element? {
        list.isEmpty ? nil : list.remove(at: Int.random(in: 0..<list.count, using: &random))
    }

    mutating func step() {
        seconds += Int64.random(in: 0...40, using: &random)
        let now = after(seconds)
        switch Int.random(in: 0..<12, using: &random) {
        case 0...3:
            entries += 1
            let back = Int.random(in: 0..<10, using: &random) == 0 ? Int64.random(in: 0...2000, using: &random) : 0
            script.enters("e\(entries)", now, since: Instant(milliseconds: now.milliseconds - back * 1000))
            waiting.append("e\(entries)")
        case 4:
            let absent = Self.agents.filter { agent in
                !free.contains(agent) && !wrapping.contains(agent) && !offered.contains { $0.agent == agent }
                    && !talking.contains { $0.agent == agent }
            }
            guard let agent = absent.randomElement(using: &random) else { return }
            script.becomes(.ready, now, agent)
            free.append(agent)
        case 5, 6:
            guard let agent = free.first, let entry = waiting.first else { return }
            free.removeFirst()
            waiting.removeFirst()
            offers += 1
            script.offers(entry, now, to: agent, as: "o\(offers)")
            script.add(now, .offerRinging(OfferID("o\(offers)")))
            offered.append((entry, agent, "o\(offers)"))
        case 7, 8:
            guard let offer = Self.pick(&offered, &random) else { return }
            if Int.random(in: 0..<3, using: &random) == 0 {
                let why = LostOffer.allCases.randomElement(using: &random) ?? .failed
                script.loses(offer.entry, now, why, by: offer.agent, offer: offer.offer)
                script.becomes(.notReady, now, offer.agent, reason: "missed")
                waiting.append(offer.entry)
            } else {
                script.connects(offer.entry, now, with: offer.agent, offer: offer.offer)
                talking.append((offer.entry, offer.agent))
            }
        case 9:
            guard let talk = Self.pick(&talking, &random) else { return }
            script.ends(talk.entry, now, .answered, by: Party.allCases.randomElement(using: &random) ?? .caller)
            script.becomes(.wrapUp, now, talk.agent)
            wrapping.append(talk.agent)
        case 10:
            guard let agent = Self.pick(&wrapping, &random) else { return }
            script.becomes(Bool.random(using: &random) ? .ready : .offline, now, agent)
            if script.fold.presence(agent)?.state == .ready { free.append(agent) }
        default:
            guard let entry = Self.pick(&waiting, &random) else { return }
            let outcome = EntryOutcome.allCases.filter { $0 != .answered }.randomElement(using: &random) ?? .abandoned
            script.ends(entry, now, outcome, inferred: Int.random(in: 0..<9, using: &random) == 0)
        }
    }
}

@Suite("The figures are a fold")
struct RebuildTests {
    @Test("K1 after every fact the columns add up, in any possible day", arguments: 1...20 as ClosedRange<UInt64>)
    func columns(_ seed: UInt64) {
        var day = RandomDay(seed: seed)
        for _ in 0..<600 {
            day.step()
            guard day.script.fold.addsUp else {
                Issue.record("seed \(seed), second \(day.seconds)")
                return
            }
        }
        #expect(day.script.fold.anomalies == 0)
        // Counted once more, from the script's own books.
        let counts = day.script.fold.counts(sales, from: Instant(milliseconds: 0), until: forever)
        #expect(counts.offered == Int64(day.entries))
        #expect(counts.waiting == Int64(day.waiting.count + day.offered.count))
        #expect(counts.answered - counts.talks == Int64(day.talking.count))
        #expect(counts.offers.open == Int64(day.offered.count))
        let login = RandomDay.agents.map {
            day.script.fold.counts($0, from: Instant(milliseconds: 0), until: forever, now: after(day.seconds)).talking
        }.reduce(0, +)
        let talks = day.script.fold.entries.values.filter { $0.connectedAt != nil }
            .map { (after(day.seconds) - ($0.connectedAt ?? after(0))).milliseconds }.reduce(0, +)
        #expect(login == counts.talkTime + talks)
    }

    @Test(
        "K1 the same facts give the same bytes, at once or over a checkpoint", arguments: 1...10 as ClosedRange<UInt64>)
    func sameBytes(_ seed: UInt64) throws {
        var day = RandomDay(seed: seed)
        for _ in 0..<500 { day.step() }
        var again = StatisticsFold()
        var interrupted = StatisticsFold()
        var random = SplitMix64(seed: seed)
        for fact in day.script.facts {
            again.apply(fact)
            interrupted.apply(fact)
            if Int.random(in: 0..<40, using: &random) == 0 {
                interrupted = try StatisticsFold(checkpoint: interrupted.checkpoint)
            }
        }
        #expect(again.checkpoint == day.script.fold.checkpoint)
        #expect(interrupted.checkpoint == day.script.fold.checkpoint)
        #expect(interrupted == day.script.fold)
    }

    @Test(
        "K1 when a day begins and what is forgotten changes no figure that is kept",
        arguments: 1...10 as ClosedRange<UInt64>)
    func daysAndForgetting(_ seed: UInt64) throws {
        var day = RandomDay(seed: seed)
        for _ in 0..<500 { day.step() }
        let midnight = after(2700)
        var live = StatisticsFold()
        live.beginDay(at: after(0))
        var hasBegun = false
        for fact in day.script.facts {
            if fact.at > midnight, !hasBegun {
                hasBegun = true
                live.beginDay(at: midnight)
                live.forget(before: midnight)
            }
            live.apply(fact)
        }
        var rebuilt = day.script.fold
        let whole = rebuilt.counts(sales, from: midnight, until: forever)
        rebuilt.forget(before: midnight)
        rebuilt.beginDay(at: midnight)
        #expect(live.checkpoint == rebuilt.checkpoint)
        #expect(live == rebuilt)
        #expect(live.today(sales) == whole)
        #expect(live.today(sales).addsUp)
        let now = after(day.seconds)
        for agent in RandomDay.agents {
            #expect(
                live.today(agent, now: now)
                    == day.script.fold.counts(agent, from: midnight, until: forever, now: now))
        }
    }

    @Test("K1 nothing is kept of entries that have ended")
    func nothingKept() {
        var script = Script()
        script.becomes(.ready, after(0))
        var sizes: [Int] = []
        for number in 0..<2000 as Range<Int64> {
            script.facts = []
            script.enters("\(number)", after(1))
            script.offers("\(number)", after(1))
            script.connects("\(number)", after(2))
            script.ends("\(number)", after(3), .answered)
            script.becomes(.ready, after(3))
            #expect(script.fold.openCount == 0)
            if number == 1000 || number == 1999 { sizes.append(script.fold.checkpoint.count) }
        }
        #expect(sizes[1] - sizes[0] < 10)
    }

    @Test("K1 a damaged checkpoint is an error, never a crash")
    func damaged() {
        var day = RandomDay(seed: 3)
        for _ in 0..<100 { day.step() }
        let bytes = day.script.fold.checkpoint
        var random = SplitMix64(seed: 5)
        for length in stride(from: 0, to: bytes.count, by: 97) {
            #expect(throws: CheckpointError.self) { try StatisticsFold(checkpoint: Array(bytes[..<length])) }
        }
        for _ in 0..<300 {
            var damaged = bytes
            damaged[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            _ = try? StatisticsFold(checkpoint: damaged)
        }
        #expect(throws: CheckpointError.tooNew(version: 2)) {
            try StatisticsFold(checkpoint: Array("{\"version\":2}".utf8))
        }
    }
}
