import Telephony
import Testing

@testable import Queueing

@Suite("G5 how calls went, and a wrap-up that lasts until it was said")
struct DispositionTests {
    /// Anna and bert in sales; after a call 10 s, and at most 60 s for a word where one is wanted.
    private func scene(required: Bool = true, wrapUp: Span = .seconds(10), agents: [String] = ["anna"]) -> Scene {
        var scene = Scene(
            agents: agents,
            queue: QueueSettings(
                id: Scene.sales, name: "Sales", wrapUp: wrapUp,
                disposition: DispositionRule(isRequired: required, longest: .seconds(60))))
        scene.reload { settings in
            settings.dispositions = [
                Disposition(id: "solved", name: "Solved"), Disposition(id: "callback", name: "Call back"),
            ]
        }
        return scene
    }

    private func given(
        _ entry: String, _ disposition: String = "solved", agent: String = "anna", note: String? = nil
    ) -> DispositionGiven {
        DispositionGiven(
            agent: AgentID(agent), entry: EntryID(entry), call: CallID("call\(entry.dropFirst())"), queue: Scene.sales,
            disposition: disposition, by: "desk", note: note)
    }

    private func missed(_ scene: Scene) -> [EntryID] {
        scene.journal.compactMap { if case .dispositionMissed(let fact) = $0.fact { fact.entry } else { nil } }
    }

    /// Anna has talked, and the caller has hung up.
    private func talked(_ scene: inout Scene) throws {
        scene.arrive()
        let offer = try scene.talk()
        scene.advance(30_000)
        let caller = try #require(scene.state.entries.values.first).channel
        scene.end(caller)
        scene.end(offer.channel)
    }

    @Test("G5 required: the wrap-up outlasts its own time and ends with the word")
    func waits() throws {
        var scene = scene()
        try talked(&scene)
        #expect(try scene.agent("anna").state == .wrapUp)
        scene.pass(10_000)
        #expect(try scene.agent("anna").state == .wrapUp)
        scene.pass(20_000)
        scene.send(.disposed(given("e1")))
        #expect(try scene.agent("anna").state == .ready)
        #expect(missed(scene).isEmpty)
    }

    @Test("G5 said early, the wrap-up lasts its own time, as where nothing is required")
    func early() throws {
        var scene = scene()
        try talked(&scene)
        scene.pass(4000)
        scene.send(.disposed(given("e1")))
        #expect(try scene.agent("anna").state == .wrapUp)
        scene.pass(5999)
        #expect(try scene.agent("anna").state == .wrapUp)
        scene.pass(1)
        #expect(try scene.agent("anna").state == .ready)
        #expect(missed(scene).isEmpty)
    }

    @Test("G5 never said: after the longest time it is noted as missing, and said later it counts all the same")
    func missing() throws {
        var scene = scene()
        try talked(&scene)
        scene.pass(59_999)
        #expect(try scene.agent("anna").state == .wrapUp)
        scene.pass(1)
        #expect(try scene.agent("anna").state == .ready)
        #expect(missed(scene) == [EntryID("e1")])
        scene.send(.disposed(given("e1")))
        #expect(scene.facts == [.dispositionGiven(given("e1"))])
        #expect(try scene.agent("anna").lastTalk?.isDisposed == true)
    }

    @Test("G5 said during the talk: an ordinary wrap-up follows, none where the queue gives none")
    func during() throws {
        for (wrapUp, state) in [(Span.seconds(10), AgentState.wrapUp), (.zero, .ready)] {
            var scene = scene(wrapUp: wrapUp)
            scene.arrive()
            let offer = try scene.talk()
            scene.send(.disposed(given("e1", "callback")))
            #expect(try scene.agent("anna").state == .talking)
            scene.end(try #require(scene.state.entries.values.first).channel)
            scene.end(offer.channel)
            #expect(try scene.agent("anna").state == state)
            #expect(try scene.agent("anna").whenDisposed == nil)
            scene.pass(10_000)
            #expect(missed(scene).isEmpty)
        }
    }

    @Test("G5 without a wrap-up of its own, the queue's agent is kept until the word all the same")
    func noWrapUp() throws {
        var scene = scene(wrapUp: .zero)
        try talked(&scene)
        #expect(try scene.agent("anna").state == .wrapUp)
        scene.send(.disposed(given("e1")))
        #expect(try scene.agent("anna").state == .ready)
    }

    @Test("G5 ready and end-wrap-up do not get round it; a pause, a logout and a supervisor do, and it is noted")
    func waysOut() throws {
        for command in [AgentCommand.ready, .endWrapUp] {
            var scene = scene()
            try talked(&scene)
            scene.command("anna", command)
            #expect(scene.facts.isEmpty)
            #expect(try scene.agent("anna").state == .wrapUp)
        }
        let ways: [(AgentCommand, AgentState)] = [
            (.notReady(reason: "tea"), .notReady), (.logOut, .offline), (.complete, .ready),
        ]
        for (command, state) in ways {
            var scene = scene()
            try talked(&scene)
            scene.command("anna", command)
            #expect(try scene.agent("anna").state == state)
            #expect(missed(scene) == [EntryID("e1")])
        }
    }

    @Test("G5 who asked in the call to pause afterwards does so, and it is noted as missing unless it was said before")
    func afterCall() throws {
        for isSaid in [false, true] {
            var scene = scene()
            scene.arrive()
            let offer = try scene.talk()
            scene.command("anna", .notReady(reason: "tea"))
            if isSaid { scene.send(.disposed(given("e1"))) }
            scene.end(try #require(scene.state.entries.values.first).channel)
            scene.end(offer.channel)
            #expect(try scene.agent("anna").state == .notReady)
            #expect(missed(scene) == (isSaid ? [] : [EntryID("e1")]))
        }
    }

    @Test("G5 a wrap-up that is made longer stays the longer one, with the word and without")
    func extended() throws {
        var scene = scene()
        try talked(&scene)
        scene.command("anna", .extendWrapUp(by: .seconds(20)))
        scene.send(.disposed(given("e1")))
        scene.pass(29_000)
        #expect(try scene.agent("anna").state == .wrapUp)
        scene.pass(1000)
        #expect(try scene.agent("anna").state == .ready)
        try { (scene: inout Scene) in
            try talked(&scene)
            scene.command("anna", .extendWrapUp(by: .seconds(20)))
            scene.pass(79_000)
            #expect(try scene.agent("anna").state == .wrapUp)
            scene.pass(1000)
            #expect(missed(scene) == [EntryID("e2")])
        }(&scene)
    }

    @Test("G5 said again, it is kept again; of another call or of nobody's it ends no wrap-up")
    func again() throws {
        var scene = scene(agents: ["anna", "bert"])
        try talked(&scene)
        scene.send(.disposed(given("e7")))
        scene.send(.disposed(given("e1", agent: "bert")))
        scene.send(.disposed(given("e1", agent: "nobody")))
        #expect(try scene.agent("anna").whenDisposed != nil)
        scene.send(.disposed(given("e1")))
        scene.send(.disposed(given("e1", "callback", note: "n1")))
        let words = scene.journal.compactMap { dated -> String? in
            if case .dispositionGiven(let fact) = dated.fact, fact.agent.raw == "anna", fact.entry.raw == "e1" {
                fact.disposition
            } else {
                nil
            }
        }
        #expect(words == ["solved", "callback"])
    }

    @Test("G5 optional: nothing changes, and the last call is known")
    func optional() throws {
        var scene = scene(required: false)
        try talked(&scene)
        #expect(try scene.agent("anna").whenDisposed == nil)
        #expect(scene.state.talk(of: AgentID("anna"))?.call == CallID("call1"))
        scene.pass(10_000)
        #expect(try scene.agent("anna").state == .ready)
        #expect(missed(scene).isEmpty)
    }

    @Test("G5 an agent or a queue that is removed meanwhile leaves no wrap-up behind")
    func removed() throws {
        var agentGone = scene()
        try talked(&agentGone)
        agentGone.reload { $0.agents = [] }
        #expect(agentGone.state.agents.isEmpty)
        #expect(missed(agentGone) == [EntryID("e1")])
        var queueGone = scene()
        try talked(&queueGone)
        queueGone.reload { settings in
            settings.queues = []
            settings.agents[0].memberships = []
        }
        queueGone.send(.disposed(given("e1")))
        queueGone.pass(10_000)
        #expect(try queueGone.agent("anna").state == .ready)
    }

    @Test("G5 a restart in the middle knows who owes what, during the talk and afterwards")
    func restart() throws {
        var scene = scene()
        scene.arrive()
        let offer = try scene.talk()
        scene.send(.disposed(given("e1")))
        #expect(try EngineCheckpoint.state(from: EngineCheckpoint.bytes(of: scene.state)) == scene.state)
        scene.end(try #require(scene.state.entries.values.first).channel)
        scene.end(offer.channel)
        scene.pass(10_000)
        try talked(&scene)
        #expect(try scene.agent("anna").whenDisposed != nil)
        #expect(try EngineCheckpoint.state(from: EngineCheckpoint.bytes(of: scene.state)) == scene.state)
    }
}
