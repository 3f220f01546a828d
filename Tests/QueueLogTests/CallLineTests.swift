import Queueing
import Telephony
import Testing

@testable import QueueLog

@Suite("Lines of calls")
struct CallLineTests {
    @Test("Q21 a caller who enters: number and place, the field for a URL empty")
    func enters() {
        var script = Script.staffed()
        script.enters("1", after(5, 999))
        #expect(script.told() == ["5|c-1|sales|NONE|ENTERQUEUE||n-1|1"])
    }

    @Test("Q21 the place counts everyone of the queue who is not connected, by priority and then by time")
    func places() {
        var script = Script.staffed()
        script.enters("1", after(1))
        script.enters("2", after(2))
        script.enters("elsewhere", after(2), queue: support)
        script.enters("vip", after(3), priority: 5)
        script.enters("back", after(4), since: after(0))
        script.offers("o1", of: "vip", after(5))
        script.enters("3", after(6))
        script.connects("o1", of: "vip", after(7))
        script.enters("4", after(8))
        let places = script.told().filter { $0.contains("ENTERQUEUE") }.map { $0.split(separator: "|").last }
        #expect(places == ["1", "2", "1", "1", "2", "5", "5"])
    }

    @Test("Q21 an answered call: hold, agent's channel and ring; then hold, talk and the first place")
    func answered() {
        var script = Script.staffed()
        script.enters("1", after(0, 900))
        script.offers("o1", of: "1", after(10))
        script.add(after(11), .offerRinging(OfferID("o1")))
        script.add(after(13, 900), .offerAnswered(OfferID("o1")))
        script.connects("o1", of: "1", after(14, 100))
        script.ends("1", after(74, 50), .answered)
        #expect(
            script.told() == [
                "0|c-1|sales|NONE|ENTERQUEUE||n-1|1",
                "14|c-1|sales|PJSIP/anna|CONNECT|14|l-o1|3",
                "74|c-1|sales|PJSIP/anna|COMPLETECALLER|14|60|1",
            ])
    }

    @Test(
        "Q21 who ended a talk: the caller, or this side",
        arguments: [
            (Party.caller, "COMPLETECALLER"), (.agent, "COMPLETEAGENT"), (.system, "COMPLETEAGENT"),
            (.order, "COMPLETEAGENT"),
        ])
    func party(_ party: Party, _ word: String) {
        var script = Script.staffed()
        script.enters("1", after(0))
        script.offers("o1", of: "1", after(0))
        script.connects("o1", of: "1", after(2))
        _ = script.told()
        script.ends("1", after(9), .answered, by: party)
        #expect(script.told() == ["9|c-1|sales|PJSIP/anna|\(word)|2|7|1"])
    }

    @Test(
        "Q21 every way to leave without an answer",
        arguments: [
            (EntryOutcome.abandoned, "ABANDON|1|2|30"), (.timeout, "EXITWITHTIMEOUT|1|2|30"),
            (.joinEmpty, "EXITEMPTY|1|2|30"), (.leaveEmpty, "EXITEMPTY|1|2|30"), (.key, "EXITWITHKEY||1|2|30"),
            (.closed, "WITHDRAW|1|2|30|closed"),
            (.full, "WITHDRAW|1|2|30|full"), (.withdrawn, "WITHDRAW|1|2|30|withdrawn"),
            (.moved, "WITHDRAW|1|2|30|moved"), (.callback, "WITHDRAW|1|2|30|callback"),
            (.overflow, "WITHDRAW|1|2|30|overflow"), (.failed, "WITHDRAW|1|2|30|failed"),
        ])
    func exits(_ outcome: EntryOutcome, _ line: String) {
        var script = Script.staffed()
        script.enters("1", after(0))
        script.enters("2", after(5))
        script.ends("1", after(6), .abandoned)
        _ = script.told()
        script.ends("2", after(35), outcome)
        #expect(script.told() == ["35|c-2|sales|NONE|\(line)"])
        #expect(script.fold.openCount == 0)
    }

    @Test("Q9 Q21 the key that led out")
    func key() {
        var script = Script.staffed()
        script.enters("1", after(0))
        _ = script.told()
        script.add(
            after(7),
            .entryClosed(
                EntryClosed(
                    entry: EntryID("1"), queue: sales, outcome: .key, by: .caller, inferred: false, to: .hangUp,
                    detail: "#")))
        #expect(script.told() == ["7|c-1|sales|NONE|EXITWITHKEY|#|1|1|7"])
    }

    @Test(
        "Q21 every way in which an offer comes to nothing",
        arguments: [
            (LostOffer.timeout, "RINGNOANSWER|4200"), (.busy, "RINGNOANSWER|4200"), (.rejected, "RINGNOANSWER|4200"),
            (.unreachable, "RINGNOANSWER|4200"), (.failed, "RINGNOANSWER|4200"), (.withdrawn, "RINGCANCELED|4200"),
            (.agentLeft, "RINGCANCELED|4200"),
        ])
    func lost(_ why: LostOffer, _ line: String) {
        var script = Script.staffed()
        script.enters("1", after(0))
        script.offers("o1", of: "1", after(1))
        _ = script.told()
        script.loses("o1", of: "1", after(5, 200), why)
        #expect(script.told() == ["5|c-1|sales|PJSIP/anna|\(line)"])
    }

    @Test("Q21 a ring that ran out lasted as long as it might, though it was noticed later")
    func ranOut() {
        var script = Script.staffed()
        script.enters("1", after(0))
        script.offers("o1", of: "1", after(1))
        _ = script.told()
        script.loses("o1", of: "1", after(16, 7), .timeout)
        #expect(script.told() == ["16|c-1|sales|PJSIP/anna|RINGNOANSWER|15000"])
    }

    @Test("Q21 several phones ring for one caller: each is told of by itself, those that were beaten not at all")
    func several() {
        var script = Script.staffed()
        script.enters("1", after(0))
        script.offers("o1", of: "1", after(1), to: anna)
        script.offers("o2", of: "1", after(2), to: ben)
        script.offers("o3", of: "1", after(2), to: AgentID("carla"))
        script.loses("o1", of: "1", after(3), .busy, by: anna)
        script.add(after(4), .offerAnswered(OfferID("o2")))
        script.loses("o3", of: "1", after(4), .answeredElsewhere, by: AgentID("carla"))
        script.connects("o2", of: "1", after(5), with: ben)
        #expect(
            script.told() == [
                "0|c-1|sales|NONE|ENTERQUEUE||n-1|1",
                "3|c-1|sales|PJSIP/anna|RINGNOANSWER|2000",
                "5|c-1|sales|PJSIP/ben|CONNECT|5|l-o2|2",
            ])
    }

    @Test("Q21 an agent who picked up and was gone before the connection dumped the caller")
    func dumped() {
        var script = Script.staffed()
        script.enters("1", after(0))
        script.offers("o1", of: "1", after(1), to: anna)
        script.add(after(4), .offerAnswered(OfferID("o1")))
        script.loses("o1", of: "1", after(6), .failed, by: anna)
        script.offers("o2", of: "1", after(7), to: ben)
        script.loses("o2", of: "1", after(8), .failed, by: ben)
        #expect(
            script.told() == [
                "0|c-1|sales|NONE|ENTERQUEUE||n-1|1", "6|c-1|sales|PJSIP/anna|AGENTDUMP|",
                "8|c-1|sales|PJSIP/ben|RINGNOANSWER|1000",
            ])
    }

    @Test("Q21 who came back has waited since the first arrival")
    func back() {
        var script = Script.staffed()
        script.enters("1", after(100), since: after(40))
        script.ends("1", after(110), .abandoned)
        #expect(
            script.told() == ["100|c-1|sales|NONE|ENTERQUEUE||n-1|1", "110|c-1|sales|NONE|ABANDON|1|1|70"])
    }

    @Test("Q21 facts whose beginning is missing give no line, and none twice")
    func holes() {
        var script = Script.staffed()
        script.loses("o9", of: "9", after(1), .busy)
        script.connects("o9", of: "9", after(1))
        script.ends("9", after(2), .abandoned)
        script.add(after(2), .offerAnswered(OfferID("o9")))
        #expect(script.told() == [])
        script.enters("1", after(3))
        _ = script.told()
        script.enters("1", after(3))
        #expect(script.told() == [])
        script.connects("o9", of: "1", after(4))
        #expect(script.told() == ["4|c-1|sales|PJSIP/anna|CONNECT|1||0"])
    }

    @Test("Q21 answered without a connection: the talk is not known")
    func withoutConnection() {
        var script = Script.staffed()
        script.enters("1", after(3))
        _ = script.told()
        script.ends("1", after(9), .answered)
        #expect(script.told() == ["9|c-1|sales|NONE|COMPLETECALLER|6|0|1"])
    }

    @Test("Q21 no field ends its field or the line, and a withheld number leaves its field empty")
    func clean() {
        let line = QueueLogLine(
            at: after(0), call: "a|b", queue: "s\n", agent: "PJSIP/1", event: .enterQueue,
            data: [.text(""), .number(CallerToken("t")), .text("x|y\r")])
        #expect(line.text { _ in nil } == "1772438400|a_b|s_|PJSIP/1|ENTERQUEUE|||x_y_")
        #expect(line.text { _ in "Ä|1" } == "1772438400|a_b|s_|PJSIP/1|ENTERQUEUE||Ä_1|x_y_")
        #expect(line.caller == CallerToken("t"))
    }

    @Test("Q21 what concerns servers only leaves no line")
    func servers() {
        var script = Script.staffed()
        script.add(after(1), .serverLost(ServerID("a")))
        script.add(
            after(2), .serverReconciled(ServerID("a"), blindFrom: after(1), blindUntil: after(2)))
        script.add(after(3), .callerLeft(ServerID("a"), ChannelID("c-1")))
        #expect(script.told() == [])
    }
}
