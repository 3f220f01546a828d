import Queueing
import Telephony
import Testing

@testable import QueueLog

@Suite("Lines of agents and settings")
struct AgentLineTests {
    @Test("Q21 the journal's beginning, and each change of the settings")
    func settings() {
        var script = Script()
        script.settings(after(0))
        script.settings(after(60), [])
        #expect(script.told() == ["0|NONE|NONE|NONE|QUEUESTART|", "60|NONE|NONE|NONE|CONFIGRELOAD|"])
    }

    @Test("Q21 an agent logs in and out: the person, and a member of each queue")
    func login() {
        var script = Script.staffed()
        script.becomes(.ready, after(10))
        #expect(
            script.told() == [
                "10|NONE|NONE|PJSIP/anna|AGENTLOGIN|PJSIP/anna",
                "10|NONE|sales|PJSIP/anna|ADDMEMBER|",
                "10|NONE|support|PJSIP/anna|ADDMEMBER|",
            ])
        script.becomes(.offline, after(3610, 500))
        #expect(
            script.told() == [
                "3610|NONE|sales|PJSIP/anna|REMOVEMEMBER|",
                "3610|NONE|support|PJSIP/anna|REMOVEMEMBER|",
                "3610|NONE|NONE|PJSIP/anna|AGENTLOGOFF|PJSIP/anna|3600",
            ])
        script.becomes(.offline, after(3611))
        #expect(script.told() == [])
    }

    @Test("Q21 a pause in all queues: one line for all and one for each, with the reason")
    func pause() {
        var script = Script.staffed()
        script.becomes(.ready, after(10))
        _ = script.told()
        script.becomes(.notReady, after(20), reason: "lunch")
        script.becomes(.notReady, after(21), reason: "lunch")
        #expect(
            script.told() == [
                "20|NONE|NONE|PJSIP/anna|PAUSEALL|lunch",
                "20|NONE|sales|PJSIP/anna|PAUSE|lunch",
                "20|NONE|support|PJSIP/anna|PAUSE|lunch",
            ])
        script.becomes(.notReady, after(22), reason: "training")
        #expect(script.told().filter { $0.contains("PAUSE|training") }.count == 2)
        script.becomes(.ready, after(30))
        #expect(
            script.told() == [
                "30|NONE|NONE|PJSIP/anna|UNPAUSEALL|",
                "30|NONE|sales|PJSIP/anna|UNPAUSE|",
                "30|NONE|support|PJSIP/anna|UNPAUSE|",
            ])
    }

    @Test("Q21 who logs out of a pause is no longer a member, and comes back without it")
    func logoutOfPause() {
        var script = Script.staffed()
        script.becomes(.ready, after(10))
        script.becomes(.notReady, after(20))
        _ = script.told()
        script.becomes(.offline, after(30))
        #expect(script.told().allSatisfy { !$0.contains("PAUSE") })
        script.becomes(.ready, after(40))
        #expect(script.told().allSatisfy { !$0.contains("PAUSE") })
    }

    @Test(
        "Q21 what app_queue has no word for leaves no line",
        arguments: [AgentState.ready, .wrapUp, .unreachable, .otherCall, .talking])
    func silent(_ state: AgentState) {
        var script = Script.staffed()
        script.becomes(.ready, after(10))
        _ = script.told()
        script.becomes(state, after(20), reason: "x")
        #expect(script.told() == [])
    }

    @Test("Q21 new settings while an agent is logged in: queues that came and went")
    func queues() {
        var script = Script.staffed()
        script.becomes(.ready, after(10))
        script.becomes(.notReady, after(11), reason: "lunch")
        _ = script.told()
        script.settings(after(20), [Script.agent(anna, queues: [support, QueueID("vip")]), Script.agent(ben)])
        #expect(
            script.told() == [
                "20|NONE|NONE|NONE|CONFIGRELOAD|",
                "20|NONE|sales|PJSIP/anna|REMOVEMEMBER|",
                "20|NONE|vip|PJSIP/anna|ADDMEMBER|PAUSED",
            ])
    }

    @Test("Q21 an agent with another phone is another agent to whoever reads by endpoint, and the same by id")
    func endpoint() {
        var byEndpoint = Script.staffed()
        var byID = Script.staffed(.id)
        for moment in [after(10), after(20)] {
            let moved = [Script.agent(anna, endpoint: "PJSIP/7", queues: [sales])]
            if moment == after(10) {
                byEndpoint.becomes(.ready, moment)
                byID.becomes(.ready, moment)
            } else {
                byEndpoint.lines = []
                byID.lines = []
                byEndpoint.settings(moment, moved)
                byID.settings(moment, moved)
            }
        }
        #expect(
            byEndpoint.told().dropFirst() == [
                "20|NONE|sales|PJSIP/anna|REMOVEMEMBER|", "20|NONE|support|PJSIP/anna|REMOVEMEMBER|",
                "20|NONE|NONE|PJSIP/anna|AGENTLOGOFF|PJSIP/anna|10", "20|NONE|NONE|PJSIP/7|AGENTLOGIN|PJSIP/7",
                "20|NONE|sales|PJSIP/7|ADDMEMBER|",
            ])
        #expect(byID.told().dropFirst() == ["20|NONE|support|anna|REMOVEMEMBER|"])
    }

    @Test(
        "Q21 agents by endpoint, name or id",
        arguments: [(AgentNaming.endpoint, "PJSIP/anna"), (.name, "ANNA"), (.id, "anna")])
    func naming(_ naming: AgentNaming, _ shown: String) {
        var script = Script.staffed(naming)
        script.becomes(.ready, after(1))
        script.enters("1", after(2))
        script.offers("o1", of: "1", after(2))
        script.connects("o1", of: "1", after(3))
        let agents = script.told().map { $0.split(separator: "|")[3] }
        #expect(agents == [shown, shown, shown, "NONE", shown].map { Substring($0) })
    }

    @Test("Q21 an agent removed from the settings in a call is logged off when it is over, and forgotten")
    func removed() {
        var script = Script.staffed()
        script.becomes(.ready, after(1))
        _ = script.told()
        script.settings(after(5), [Script.agent(ben)])
        #expect(script.told() == ["5|NONE|NONE|NONE|CONFIGRELOAD|"])
        script.becomes(.offline, after(9))
        #expect(script.told().last == "9|NONE|NONE|PJSIP/anna|AGENTLOGOFF|PJSIP/anna|8")
        #expect(script.fold.members.keys.sorted() == [ben])
    }
}
