import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("G12 feature codes of an agent with only a desk phone")
struct FeatureTests {
    @Test(
        "G12 codes and their arguments",
        arguments: [
            ("11", FeatureCode.logIn), ("12", .logOut), ("13", .ready), ("14", .notReady(reason: nil)),
            ("142", .notReady(reason: 2)), ("1412", .notReady(reason: 12)), ("15", .endWrapUp),
            ("161", .dispose(1)), ("1699", .dispose(99)),
        ])
    func codes(_ dialled: String, _ code: FeatureCode) {
        #expect(FeatureCode(dialled) == code)
    }

    @Test(
        "G12 what is no code is none",
        arguments: ["", "1", "10", "16", "160", "16x", "16123", "111", "140", "14x", "14123", "14-1", "99"])
    func noCodes(_ dialled: String) {
        #expect(FeatureCode(dialled) == nil)
    }

    /// What the phone of `who` hears after each code, and the agent's state then.
    private func dial(_ codes: [String], who: String = "anna", reasons: [NotReadyReason] = []) async -> [String] {
        let scene = await CoreScene(agents: ["anna"])
        await scene.core.load(
            Settings(
                queues: [QueueSettings(id: CoreScene.sales, name: "Sales")],
                agents: [
                    AgentSettings(
                        id: AgentID("anna"), name: "anna", endpoint: "PJSIP/anna", server: CoreScene.one,
                        queues: [CoreScene.sales], startsReady: true)
                ], reasons: reasons), numbers: NumberTable([], default: nil))
        await scene.up()
        var heard: [String] = []
        for (number, code) in codes.enumerated() {
            let channel = "f\(number)"
            let arguments = [Core.featureArgument, code]
            await scene.hear(
                .legEnteredApplication(
                    scene.leg(channel, in: arguments, name: "PJSIP/\(who)-0000000\(number)"),
                    ApplicationEntry(name: "mayday", arguments: arguments), replaced: nil))
            let answer = scene.orders.reversed().lazy.compactMap { order -> String? in
                if case .giveBack(ChannelID(channel), let place) = order { place?.extension } else { nil }
            }.first
            let agent = scene.state.agents[AgentID("anna")]
            let state = agent.map { "\($0.state.rawValue)\($0.reason.map { " \($0)" } ?? "")" }
            heard.append("\(answer ?? "nothing"): \(state ?? "nobody")")
        }
        #expect(scene.opened.isEmpty)
        return heard
    }

    @Test("G12 a day of an agent: each code does what it says, and is answered by the dialplan's words")
    func day() async {
        let reasons = [NotReadyReason(id: "lunch", name: "Lunch"), NotReadyReason(id: "tea", name: "Tea")]
        #expect(
            await dial(["12", "14", "11", "142", "149", "14", "13", "15", "77"], reasons: reasons) == [
                "logout: offline", "refused: offline", "login: ready", "paused: not_ready tea",
                "unknown: not_ready tea", "unknown: not_ready tea", "ready: ready", "refused: ready", "unknown: ready",
            ])
    }

    @Test("G12 a phone that is no agent's is told so, and nothing happens")
    func stranger() async {
        #expect(await dial(["12", "11"], who: "lobby") == ["unknown: ready", "unknown: ready"])
    }
}
