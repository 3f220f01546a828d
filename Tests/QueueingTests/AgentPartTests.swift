import Telephony
import Testing

@testable import Queueing

@Suite("G1 G2 an agent's part in single queues, and at which phone they sit")
struct AgentPartTests {
    private static let support = QueueID("support")

    /// Anna and bert serve sales and support, offline.
    private func scene(_ agents: [String] = ["anna", "bert"]) -> Scene {
        var scene = Scene(agents: [], ready: false)
        let queues = [Scene.sales, Self.support]
        scene.send(
            .settingsLoaded(
                Settings(
                    queues: queues.map { QueueSettings(id: $0, name: $0.raw, wrapUp: .zero) },
                    agents: agents.enumerated().map { position, name in
                        AgentSettings(
                            id: AgentID(name), name: name, endpoint: "PJSIP/\(name)", server: Scene.one, queues: queues,
                            position: position)
                    })))
        return scene
    }

    private func asked(_ scene: Scene) -> [String] { scene.facts.compactMap { $0.made?.agent.raw } }

    @Test("G1 a login for one queue: calls of that queue only, until they log in to the other")
    func oneQueue() throws {
        var scene = scene()
        scene.command("anna", .logInTo(Scene.sales, endpoint: nil))
        #expect(try scene.agent("anna").state == .ready)
        #expect(try scene.agent("anna").part(in: Self.support) == .loggedOut)
        scene.arrive(queue: Self.support)
        #expect(asked(scene).isEmpty)
        scene.arrive()
        #expect(asked(scene) == ["anna"])
        scene.end(try scene.running().channel, cause: 21)
        scene.command("anna", .logOutOf(Scene.sales))
        #expect(try scene.agent("anna").state == .offline)
        scene.command("anna", .logInTo(Scene.sales, endpoint: nil))
        scene.command("anna", .logInTo(Self.support, endpoint: nil))
        #expect(try scene.agent("anna").absences.isEmpty)
        scene.command("anna", .logInTo(QueueID("nothing"), endpoint: nil))
        #expect(try scene.agent("anna").state != .offline)
    }

    @Test("G2 paused in one queue: a ringing offer of that queue goes to another, calls of the other queue come")
    func pauseInOne() throws {
        var scene = scene()
        scene.command("anna", .logIn)
        scene.command("bert", .logIn)
        scene.arrive()
        #expect(asked(scene) == ["anna"])
        scene.command("anna", .pauseIn(Scene.sales, reason: "mail"))
        #expect(asked(scene) == ["bert"])
        #expect(try scene.agent("anna").state == .ready)
        #expect(try scene.agent("anna").absence(from: Scene.sales)?.reason == "mail")
        // Her phone has stopped ringing.
        scene.pass(3000)
        scene.arrive(queue: Self.support)
        #expect(asked(scene) == ["anna"])
        let why = Explanation(ofWaiting: scene.arrive(), at: scene.time, in: scene.state)
        #expect(why?.skipped.map(\.reason).contains(.offeredToAnother) == true)
        scene.end(try #require(scene.state.offers.values.first { $0.agent.raw == "anna" }).channel, cause: 21)
        scene.command("anna", .ready)
        #expect(try scene.agent("anna").absences.isEmpty)
        #expect(asked(scene) == ["anna"])
    }

    @Test("G2 ready for one queue takes that pause back and no other")
    func resumeOne() throws {
        var scene = scene(["anna"])
        scene.command("anna", .logIn)
        scene.command("anna", .pauseIn(Scene.sales, reason: "mail"))
        scene.command("anna", .pauseIn(Self.support, reason: "mail"))
        scene.arrive()
        #expect(asked(scene).isEmpty)
        scene.command("anna", .resumeIn(Self.support))
        #expect(asked(scene).isEmpty)
        scene.command("anna", .resumeIn(Scene.sales))
        #expect(asked(scene) == ["anna"])
        scene.command("anna", .pauseIn(QueueID("nothing"), reason: "x"))
        #expect(try scene.agent("anna").absences.isEmpty)
    }

    @Test("G10 parts and the phone survive a checkpoint and a replay; a logout forgets them")
    func survive() throws {
        var scene = scene()
        scene.command("anna", .logInTo(Scene.sales, endpoint: "PJSIP/desk7"))
        scene.command("bert", .logIn)
        scene.command("bert", .pauseIn(Self.support, reason: "mail"))
        let bytes = EngineCheckpoint.bytes(of: scene.state)
        #expect(try EngineCheckpoint.state(from: bytes) == scene.state)
        var replayed = QueueState()
        for dated in scene.journal {
            let kind = FactCoding.kind(of: dated.fact)
            let body = FactCoding.body(of: dated.fact)
            replayed.apply(
                DatedFact(
                    at: dated.at,
                    fact: try FactCoding.fact(kind: kind.rawValue, version: kind.version, body: body)))
        }
        #expect(replayed == scene.state)
        #expect(replayed.agentsAtEndpoint == scene.state.agentsAtEndpoint)
        scene.command("anna", .logOut)
        #expect(try scene.agent("anna").absences.isEmpty)
        #expect(try scene.agent("anna").endpoint == "PJSIP/anna")
    }

    @Test("G1 an agent rings where they log in; whoever sat there is logged out")
    func hotDesk() throws {
        var scene = scene()
        scene.command("bert", .logIn)
        scene.command("anna", .logInAt(endpoint: "PJSIP/bert"))
        #expect(try scene.agent("bert").state == .offline)
        scene.arrive()
        #expect(
            scene.asked.contains {
                if case .dial(_, agent: AgentID("anna"), endpoint: "PJSIP/bert", _, _) = $0 { true } else { false }
            })
        scene.end(try scene.running().channel, cause: 21)
        scene.command("bert", .logIn)
        #expect(try scene.agent("anna").state == .offline)
        #expect(asked(scene) == ["bert"])
    }

    @Test("G1 the phone's call goes on when another logs in there, who gets calls when it is over")
    func hotDeskInCall() throws {
        var scene = scene()
        scene.command("bert", .logIn)
        scene.arrive()
        let offer = try scene.talk()
        scene.command("anna", .logInAt(endpoint: "PJSIP/bert"))
        #expect(try scene.agent("bert").state == .talking)
        #expect(try scene.agent("anna").state == .otherCall)
        scene.end(offer.channel)
        #expect(try scene.agent("bert").state == .offline)
        #expect(try scene.agent("anna").state == .ready)
    }

    @Test("G9 a stuck state is completed: a wrap-up, a phone taken for busy, a ring, a call")
    func complete() throws {
        var scene = Scene()
        scene.send(.endpointBusy(Scene.one, endpoint: "PJSIP/anna", true))
        #expect(try scene.agent("anna").state == .otherCall)
        scene.command("anna", .complete)
        #expect(try scene.agent("anna").state == .ready)
        scene.arrive()
        _ = try scene.talk()
        scene.command("anna", .complete)
        #expect(scene.facts.contains { $0.closed?.by == .order })
        #expect(try scene.agent("anna").state == .wrapUp)
        scene.command("anna", .complete)
        #expect(try scene.agent("anna").state == .ready)
        scene.pass(3000)
        scene.arrive()
        scene.command("anna", .complete)
        #expect(scene.facts.contains { $0.lost?.why == .failed })
    }

    @Test("G9 who gave an order is a fact of its own that changes nothing")
    func order() throws {
        var scene = Scene()
        let before = scene.state
        let order = OrderGiven(
            by: "desk", agent: AgentID("anna"), queue: Scene.sales, order: "not-ready", detail: "lunch")
        scene.send(.ordered(order))
        #expect(scene.facts == [.orderGiven(order)])
        #expect(scene.state.agents == before.agents)
        let body = FactCoding.body(of: .orderGiven(order))
        #expect(try FactCoding.fact(kind: "order_given", version: 1, body: body) == .orderGiven(order))
    }
}
