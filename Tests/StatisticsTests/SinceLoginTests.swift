import Queueing
import Telephony
import Testing

@testable import Statistics

@Suite("G7 an agent's figures since the login")
struct SinceLoginTests {
    private func session(_ script: inout Script, _ number: Int64) {
        let begin = 10_000 * number
        script.becomes(.ready, after(begin))
        script.enters("\(number)", after(begin + 10))
        script.offers("\(number)", after(begin + 10), as: "a\(number)")
        script.loses("\(number)", after(begin + 25), .timeout, offer: "a\(number)")
        script.becomes(.ready, after(begin + 25))
        script.offers("\(number)", after(begin + 30), as: "b\(number)")
        script.add(after(begin + 31), .offerRinging(OfferID("b\(number)")))
        script.connects("\(number)", after(begin + 40), offer: "b\(number)")
        script.ends("\(number)", after(begin + 1240), .answered)
        script.becomes(.wrapUp, after(begin + 1240))
        script.becomes(.notReady, after(begin + 1300), reason: "lunch")
        script.becomes(.ready, after(begin + 2000))
    }

    @Test("G7 it is what the intervals of the session say, and begins anew with the next login")
    func sessions() {
        var script = Script()
        session(&script, 0)
        #expect(
            script.fold.sinceLogin(anna, now: after(2100))
                == script.fold.counts(anna, from: morning, until: after(9000), now: after(2100)))
        script.becomes(.offline, after(3000))
        #expect(script.fold.sinceLogin(anna, now: after(3100)) == nil)
        session(&script, 1)
        let second = script.fold.sinceLogin(anna, now: after(12_500))
        #expect(second == script.fold.counts(anna, from: after(9900), until: after(20_000), now: after(12_500)))
        #expect(second?.offers.made == 2)
        #expect(second?.offers.timedOut == 1)
        #expect(second?.handled == 1)
        #expect(second?.login == 2_500_000)
        #expect(second?.notReadyByReason.parts == [.init(reason: "lunch", milliseconds: 700_000)])
        #expect(script.fold.today(anna, now: after(12_500)).offers.made == 4)
    }

    @Test("G7 a restart in the middle changes nothing, nor does what is forgotten")
    func restart() throws {
        var script = Script()
        session(&script, 0)
        var fold = script.fold
        fold = try StatisticsFold(checkpoint: fold.checkpoint)
        #expect(fold == script.fold)
        #expect(fold.sinceLogin(anna, now: after(2500)) == script.fold.sinceLogin(anna, now: after(2500)))
        fold.forget(before: after(90_000))
        #expect(fold.sinceLogin(anna, now: after(2500)) == script.fold.sinceLogin(anna, now: after(2500)))
    }
}
