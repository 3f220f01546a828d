import Queueing
import Telephony
import Testing

@testable import CallCenter

/// Whom a feature code means, dialled at a phone at which somebody else may sit.
@Suite("G11 G12 feature codes at phones that are shared")
struct SeatCodeTests {
    /// What somebody does before a code is dialled.
    enum Step: Sendable {
        case command(String, AgentCommand)
        /// A caller comes, and this agent, the only one who is ready, picks up.
        case talks(String)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var what: String
        var before: [Step]
        var code: String
        var phone: String
        /// What the phone hears, and Anna and Bert afterwards: their states, and where they sit.
        var after: [String]

        var testDescription: String { what }
    }

    private static let desk = "PJSIP/desk"
    private static let annasPhone = "PJSIP/anna"
    private static func bertSits(at endpoint: String) -> [Step] { [.command("bert", .logInAt(endpoint: endpoint))] }
    private static let bertIsAnnasGuest = bertSits(at: annasPhone)
    private static let annaIsAtTheDesk = [Step.command("anna", .logInAt(endpoint: desk))]

    private static let cases = [
        Case(
            what: "nobody sits there: the owner logs in", before: [], code: "11", phone: annasPhone,
            after: ["login", "ready at PJSIP/anna", "offline at PJSIP/bert"]),
        Case(
            what: "a guest sits there: the owner has the seat, the guest is out", before: bertIsAnnasGuest, code: "11",
            phone: annasPhone, after: ["login", "ready at PJSIP/anna", "offline at PJSIP/bert"]),
        Case(
            what: "a guest talks there: the owner has the seat, the guest is out when the call ends",
            before: bertIsAnnasGuest + [.talks("bert")], code: "11", phone: annasPhone,
            after: ["login", "other_call at PJSIP/anna", "talking at PJSIP/anna, then offline"]),
        Case(
            what: "the owner has the seat of a guest who still talks: a code means the owner",
            before: bertIsAnnasGuest + [.talks("bert"), .command("anna", .logIn)], code: "14", phone: annasPhone,
            after: ["paused", "not_ready at PJSIP/anna", "talking at PJSIP/anna, then offline"]),
        Case(
            what: "the owner sits elsewhere: they come back", before: annaIsAtTheDesk, code: "11", phone: annasPhone,
            after: ["login", "ready at PJSIP/anna", "offline at PJSIP/bert"]),
        Case(
            what: "the owner sits elsewhere and a guest here: they come back, and the guest is out",
            before: annaIsAtTheDesk + bertIsAnnasGuest, code: "11", phone: annasPhone,
            after: ["login", "ready at PJSIP/anna", "offline at PJSIP/bert"]),
        Case(
            what: "the owner talks elsewhere: they stay there", before: annaIsAtTheDesk + [.talks("anna")], code: "11",
            phone: annasPhone, after: ["refused", "talking at PJSIP/desk", "offline at PJSIP/bert"]),
        Case(
            what: "the owner sits there: nothing changes", before: [.command("anna", .logIn)], code: "11",
            phone: annasPhone, after: ["login", "ready at PJSIP/anna", "offline at PJSIP/bert"]),
        Case(
            what: "a guest at a desk that is nobody's: nothing changes", before: bertSits(at: desk), code: "11",
            phone: desk, after: ["login", "offline at PJSIP/anna", "ready at PJSIP/desk"]),
        Case(
            what: "nobody at a desk that is nobody's", before: [], code: "11", phone: desk,
            after: ["unknown", "offline at PJSIP/anna", "offline at PJSIP/bert"]),
        Case(
            what: "a guest pauses, not the owner", before: bertIsAnnasGuest, code: "14", phone: annasPhone,
            after: ["paused", "offline at PJSIP/anna", "not_ready at PJSIP/anna"]),
        Case(
            what: "a guest is ready again, not the owner",
            before: bertIsAnnasGuest + [.command("bert", .notReady(reason: ""))], code: "13", phone: annasPhone,
            after: ["ready", "offline at PJSIP/anna", "ready at PJSIP/anna"]),
        Case(
            what: "a guest logs out, not the owner who sits elsewhere", before: annaIsAtTheDesk + bertIsAnnasGuest,
            code: "12", phone: annasPhone, after: ["logout", "ready at PJSIP/desk", "offline at PJSIP/bert"]),
        Case(
            what: "who is not logged in is told so, and nobody else is ready", before: bertSits(at: desk), code: "13",
            phone: annasPhone, after: ["refused", "offline at PJSIP/anna", "ready at PJSIP/desk"]),
        Case(
            what: "who is not logged in cannot pause", before: [], code: "14", phone: annasPhone,
            after: ["refused", "offline at PJSIP/anna", "offline at PJSIP/bert"]),
        Case(
            what: "who sits elsewhere has left their own phone to nobody: a code means them", before: annaIsAtTheDesk,
            code: "14", phone: annasPhone,
            after: ["paused", "not_ready at PJSIP/desk", "offline at PJSIP/bert"]),
        Case(
            what: "who sits elsewhere is not meant at a phone that is another's", before: bertSits(at: annasPhone),
            code: "13", phone: "PJSIP/lobby", after: ["unknown", "offline at PJSIP/anna", "ready at PJSIP/anna"]),
    ]

    @Test("G11 G12 a code means who sits there, then whose phone it is; the last login wins", arguments: cases)
    func meant(_ example: Case) async throws {
        let scene = await CoreScene()
        await scene.core.load(
            Settings(
                queues: [QueueSettings(id: CoreScene.sales, name: "Sales")],
                agents: ["anna", "bert"].map {
                    AgentSettings(
                        id: AgentID($0), name: $0, endpoint: "PJSIP/\($0)", server: CoreScene.one,
                        queues: [CoreScene.sales])
                }), numbers: NumberTable([("700", CoreScene.sales)]))
        await scene.up()
        for step in example.before {
            switch step {
            case .command(let agent, let command): await scene.core.command(AgentID(agent), command)
            case .talks(let agent):
                #expect(try await scene.talk().agent == AgentID(agent))
            }
        }
        let arguments = [Core.featureArgument, example.code]
        await scene.hear(
            .legEnteredApplication(
                scene.leg("f1", in: arguments, name: "\(example.phone)-00000001"),
                ApplicationEntry(name: "mayday", arguments: arguments), replaced: nil))
        let answer = scene.orders.reversed().lazy.compactMap { order -> String? in
            if case .giveBack(ChannelID("f1"), let place) = order { place?.extension } else { nil }
        }.first
        let people = try ["anna", "bert"].map { name in
            let agent = try #require(scene.state.agents[AgentID(name)])
            let then = agent.afterCall == .offline ? ", then offline" : ""
            return "\(agent.state.rawValue) at \(agent.endpoint)\(then)"
        }
        #expect([answer ?? "nothing"] + people == example.after)
    }
}
