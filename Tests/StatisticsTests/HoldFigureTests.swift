import Queueing
import Telephony
import Testing

@testable import Statistics

@Suite("Figures of callers on hold")
struct HoldFigureTests {
    private static func hold(_ entry: String) -> Hold {
        Hold(agent: anna, call: .init(offer: OfferID("o-" + entry), entry: EntryID(entry), queue: sales))
    }

    private func script() -> Script {
        var script = Script()
        script.becomes(.ready, after(0))
        script.enters("1", after(800))
        script.offers("1", after(800))
        script.connects("1", after(810))
        script.add(after(850), .holdBegun(Self.hold("1")))
        script.becomes(.held, after(850))
        script.add(after(920), .holdEnded(Self.hold("1")))
        script.becomes(.talking, after(920))
        script.add(after(940), .holdBegun(Self.hold("1")))
        script.becomes(.held, after(940))
        return script
    }

    @Test("G3 K6 hold is a part of the talk, apart from it, and split at the interval's boundary")
    func agent() {
        var script = script()
        script.ends("1", after(950), .answered)
        script.becomes(.wrapUp, after(950))
        script.becomes(.ready, after(960))
        let first = script.fold.counts(anna, from: morning, until: after(900), now: after(1000))
        let second = script.fold.counts(anna, from: after(900), until: after(1800), now: after(1000))
        #expect((first.talking, first.held, first.talk) == (40_000, 50_000, 90_000))
        #expect((second.talking, second.held, second.talk) == (20_000, 30_000, 50_000))
        #expect(first.occupancy == Ratio(100_000, 900_000))
        #expect(second.wrapUp == 10_000)
        #expect((second.talks, second.talkTime, second.handled) == (1, 140_000, 1), "one call, whatever was on hold")
    }

    @Test("G3 a queue's conversations that were on hold, and for how long")
    func queue() {
        var script = script()
        script.ends("1", after(950), .answered)
        script.enters("2", after(960))
        script.offers("2", after(960))
        script.connects("2", after(965))
        script.ends("2", after(975), .answered)
        #expect((script.all.talks, script.all.talkTime) == (2, 150_000))
        #expect((script.all.holds, script.all.holdTime) == (1, 80_000))
        #expect(script.all.averageHold == Ratio(80_000, 1))
        #expect(script.fold.anomalies == 0)
    }

    @Test("G3 what was on hold before the connection counts from there; an offer that is lost takes its hold along")
    func early() {
        var script = Script()
        script.becomes(.ready, after(0))
        script.enters("1", after(0))
        script.offers("1", after(0))
        script.add(after(5), .holdBegun(Self.hold("1")))
        script.loses("1", after(6), .failed)
        script.becomes(.ready, after(6))
        script.offers("1", after(10), as: "o2")
        script.add(after(12), .holdBegun(Self.hold("1")))
        script.connects("1", after(15), offer: "o2")
        script.becomes(.held, after(15))
        script.ends("1", after(40), .answered)
        #expect((script.all.holds, script.all.holdTime) == (1, 25_000))
        #expect(script.fold.anomalies == 0)
    }

    @Test("G3 R2 a checkpoint in the middle of a hold changes nothing")
    func checkpoint() throws {
        var script = script()
        var restored = try StatisticsFold(checkpoint: script.fold.checkpoint)
        #expect(restored == script.fold)
        let end = DatedFact(
            at: after(950),
            fact: .entryClosed(
                EntryClosed(entry: EntryID("1"), queue: sales, outcome: .answered, by: .agent, inferred: false)))
        restored.apply(end)
        script.add(end.at, end.fact)
        #expect(restored == script.fold)
        #expect(restored.counts(sales, from: morning, until: forever).holdTime == 80_000)
    }
}
