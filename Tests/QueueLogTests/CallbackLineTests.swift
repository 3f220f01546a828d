import Queueing
import Telephony
import Testing

@testable import QueueLog

@Suite("What queue_log says of callers who are called back")
struct CallbackLineTests {
    private func asked(key: String?) -> Script {
        var script = Script.staffed()
        script.enters("1", after(0))
        script.enters("2", after(5))
        script.add(
            after(20),
            .callbackTaken(
                CallbackTaken(
                    entry: EntryID("1"), queue: sales, customer: CallerToken("t-1"), key: key, to: .hangUp, until: nil))
        )
        return script
    }

    @Test("Q14 out with a key, or taken out; connected later, as the same call, with the whole wait")
    func connected() throws {
        var script = asked(key: "2")
        #expect(script.told().last == "20|c-1|sales|NONE|EXITWITHKEY|2|1|1|20")
        script.fold = try QueueLogFold(checkpoint: script.fold.checkpoint, naming: .endpoint)
        script.offers("o", of: "1", after(100))
        script.add(after(104), .offerAnswered(OfferID("o")))
        script.add(
            after(104),
            .callbackDialled(
                CallbackDialled(
                    entry: EntryID("1"), queue: sales, offer: OfferID("o"), agent: anna, channel: ChannelID("x"),
                    deadline: after(130))))
        #expect(script.told().isEmpty)
        script.connects("o", of: "1", after(110))
        script.ends("1", after(150), .answered)
        #expect(
            script.told() == [
                "110|c-1|sales|PJSIP/anna|CONNECT|110|l-o|4", "150|c-1|sales|PJSIP/anna|COMPLETECALLER|110|40|1",
            ])
        let other = asked(key: nil)
        #expect(other.lines.last == "20|c-1|sales|NONE|WITHDRAW|1|1|20|callback")
    }

    @Test("Q14 they stand in line, and what came of the call back otherwise is not told a second time")
    func place() {
        var script = asked(key: "2")
        _ = script.told()
        script.ends("2", after(30), .abandoned)
        #expect(script.told() == ["30|c-2|sales|NONE|ABANDON|2|2|25"])
        script.add(after(40), .callbackEnded(CallbackEnded(entry: EntryID("1"), queue: sales, why: .expired)))
        #expect(script.told().isEmpty)
        script.enters("3", after(50))
        #expect(script.told() == ["50|c-3|sales|NONE|ENTERQUEUE||n-3|1"])
    }
}
