import Queueing
import Telephony
import Testing

@testable import Statistics

@Suite("Figures of an agent")
struct AgentFigureTests {
    private func script() -> Script {
        var script = Script()
        script.becomes(.ready, after(0))
        script.enters("1", after(100))
        script.offers("1", after(100))
        script.add(after(101), .offerRinging(OfferID("o-1")))
        script.add(after(109), .offerAnswered(OfferID("o-1")))
        script.connects("1", after(110))
        script.ends("1", after(950), .answered)
        script.becomes(.wrapUp, after(950))
        script.becomes(.ready, after(960))
        script.becomes(.notReady, after(1000), reason: "lunch")
        script.becomes(.notReady, after(1100), reason: "meeting")
        script.becomes(.notReady, after(1100), reason: "meeting")
        script.becomes(.offline, after(1150))
        return script
    }

    @Test("K6 time by state adds up to the login time, split at the interval to the millisecond")
    func times() {
        let fold = script().fold
        let first = fold.counts(anna, from: morning, until: after(900), now: after(5000))
        let second = fold.counts(anna, from: after(900), until: after(1800), now: after(5000))
        #expect((first.ready, first.dialling, first.ringing, first.talking) == (100_000, 1000, 9000, 790_000))
        #expect(first.login == 900_000)
        #expect((second.talking, second.wrapUp, second.ready, second.notReady) == (50_000, 10_000, 40_000, 150_000))
        #expect(second.login == 250_000)
        #expect(
            second.notReadyByReason.parts.map(\.reason) == ["lunch", "meeting"])
        #expect(second.notReadyByReason.parts.map(\.milliseconds) == [100_000, 50_000])
        #expect(first.occupancy == Ratio(800_000, 900_000))
        #expect(second.utilisation == Ratio(60_000, 250_000))
    }

    @Test("Q6 K6 two talks at a time: the agent's time counts once, each talk for its own call")
    func twoTalks() {
        var script = Script()
        script.becomes(.ready, after(0))
        for entry in ["1", "2"] { script.enters(entry, after(0)) }
        script.offers("1", after(0))
        script.connects("1", after(10))
        script.offers("2", after(10))
        script.add(after(12), .offerRinging(OfferID("o-2")))
        script.connects("2", after(20))
        script.ends("1", after(100), .answered)
        script.ends("2", after(150), .answered)
        script.becomes(.wrapUp, after(150))
        script.becomes(.ready, after(160))
        let counts = script.fold.counts(anna, from: morning, until: after(900), now: after(160))
        #expect((counts.dialling, counts.ringing, counts.talking, counts.wrapUp) == (10_000, 0, 140_000, 10_000))
        #expect(counts.login == 160_000)
        #expect((counts.talks, counts.talkTime) == (2, 90_000 + 130_000))
        #expect((counts.handled, counts.handledTalkTime, counts.handledWrapUpTime) == (2, 220_000, 10_000))
        #expect((script.all.talks, script.all.talkTime, script.all.handled) == (2, 220_000, 2))
    }

    @Test("Q6 K6 a talk that ends while the phone rings for another, which is lost: its wrap-up counts for it")
    func endsWhileRinging() {
        var script = Script()
        script.becomes(.ready, after(0))
        for entry in ["1", "2"] { script.enters(entry, after(0)) }
        script.offers("1", after(0))
        script.connects("1", after(10))
        script.offers("2", after(10))
        script.ends("1", after(50), .answered)
        script.becomes(.dialling, after(50))
        script.loses("2", after(55), .withdrawn)
        script.becomes(.wrapUp, after(55))
        script.becomes(.ready, after(75))
        let counts = script.fold.counts(anna, from: morning, until: after(900), now: after(75))
        #expect((counts.dialling, counts.talking, counts.wrapUp) == (15_000, 40_000, 20_000))
        #expect((counts.handled, counts.handledTalkTime, counts.handledWrapUpTime) == (1, 40_000, 20_000))
    }

    @Test("K6 the present state counts up to now, and only within the span that is asked for")
    func presentState() {
        var script = Script()
        script.becomes(.ready, after(100))
        func ready(_ from: Int64, _ until: Int64, now: Int64) -> Int64 {
            script.fold.counts(anna, from: after(from), until: after(until), now: after(now)).ready
        }
        #expect(ready(0, 900, now: 200) == 100_000)
        #expect(ready(0, 900, now: 1000) == 800_000)
        #expect(ready(900, 1800, now: 1000) == 100_000)
        #expect(ready(1800, 2700, now: 1000) == 0)
        #expect(script.fold.presence(anna)?.loggedInAt == after(100))
        // A state that is told again does not begin again.
        script.becomes(.ready, after(500))
        #expect(script.fold.presence(anna)?.since == after(100))
    }

    @Test("K5 offers lost by agent and cause; offers add up")
    func lostOffers() {
        let bert = AgentID("bert")
        var script = Script(agents: [anna, bert])
        script.enters("1", after(0))
        for (index, why) in LostOffer.allCases.enumerated() {
            script.offers("1", after(Int64(index)), as: "o\(index)")
            script.loses("1", after(Int64(index)), why, offer: "o\(index)")
            script.becomes(.ready, after(Int64(index)))
        }
        script.offers("1", after(20), to: bert, as: "last")
        #expect(script.fold.addsUp)
        let hers = script.fold.today(anna, now: after(30)).offers
        #expect((hers.made, hers.answered, hers.lost, hers.open) == (8, 0, 8, 0))
        #expect([hers.timedOut, hers.busy, hers.rejected, hers.unreachable] == [1, 1, 1, 1])
        #expect([hers.failed, hers.withdrawn, hers.agentLeft, hers.answeredElsewhere] == [1, 1, 1, 1])
        #expect(hers.letDown == 5)
        let his = script.fold.today(bert, now: after(30)).offers
        #expect((his.made, his.open) == (1, 1))
        script.connects("1", after(25), with: bert, offer: "last")
        #expect(script.fold.today(bert, now: after(30)).offers.answered == 1)
        #expect(script.all.offers.made == 9)
        #expect(script.fold.addsUp)
    }

    @Test("K6 without wrap-up a call is handled at once; a call during wrap-up ends it")
    func noWrapUp() {
        var script = Script()
        for number in 0..<3 as Range<Int64> {
            script.enters("\(number)", after(number * 100))
            script.offers("\(number)", after(number * 100))
            script.connects("\(number)", after(number * 100 + 10))
            script.ends("\(number)", after(number * 100 + 40), .answered, by: .agent)
            script.becomes(number == 1 ? .wrapUp : .ready, after(number * 100 + 40))
        }
        #expect((script.all.handled, script.all.handledTalkTime, script.all.handledWrapUpTime) == (3, 90_000, 60_000))
        #expect(script.fold.today(anna, now: after(400)).handled == 3)
    }

    @Test("K6 a clock that was set by years neither fills the memory nor the figures")
    func clockSet() {
        var script = Script()
        script.add(Instant(milliseconds: 0), .agentChanged(AgentChanged(agent: anna, state: .ready)))
        script.becomes(.notReady, after(0), reason: "x")
        #expect(script.fold.anomalies == 1)
        #expect(script.fold.counts(anna, from: Instant(milliseconds: 0), until: forever, now: after(0)).login == 0)
    }
}
