import Queueing
import Telephony
import Testing

@Suite("When a caller is answered")
struct AnswerPolicyTests {
    private func scene(_ policy: AnswerPolicy, announces: Bool = false, ready: Bool = true) -> Scene {
        var queue = QueueSettings(id: Scene.sales, name: "Sales")
        queue.answer = policy
        if announces { queue.announcements = Announcements(position: .always, after: .seconds(5)) }
        return Scene(queue: queue, ready: ready)
    }

    private func connections(_ scene: Scene) -> [Bool] {
        scene.asked.compactMap { if case .connect(_, _, _, let answers) = $0 { answers } else { nil } }
    }

    @Test(
        "Q23 the welcome does as the queue says, and who is answered late is answered with the connection",
        arguments: AnswerPolicy.allCases)
    func policies(_ policy: AnswerPolicy) throws {
        var scene = scene(policy)
        scene.arrive()
        #expect(scene.asked.first == .welcome(ChannelID("c1"), music: "default", answer: policy))
        try scene.finish(scene.effects.first, .done)
        scene.answer(try scene.running().channel)
        #expect(connections(scene) == [policy != .answer])
    }

    @Test("Q23 a welcome of which nothing was heard may not have answered: the connection does")
    func lostWelcome() throws {
        var scene = scene(.answer)
        scene.arrive()
        scene.answer(try scene.running().channel)
        #expect(connections(scene) == [true])
    }

    @Test("Q23 after a gap the connection answers, whatever was asked before")
    func gap() throws {
        var scene = scene(.answer)
        scene.arrive()
        try scene.finish(scene.effects.first, .done)
        let offer = try scene.running()
        scene.send(.serverLost(Scene.one))
        let legs = [ChannelID("c1"), offer.channel].map { ServerPicture.Leg(channel: $0, isUp: true, bridge: nil) }
        scene.reconcile(ServerPicture(legs: legs, bridges: [], blindFrom: scene.time, blindUntil: scene.time))
        #expect(connections(scene) == [true])
    }

    @Test("Q23 Q11 who rings is told nothing, also not what was announced before the queue was changed")
    func announcements() {
        var quiet = scene(.ring, announces: true, ready: false)
        quiet.arrive()
        quiet.pass(30_000)
        #expect(quiet.asked.allSatisfy { if case .announce = $0 { false } else { true } })
        var told = scene(.earlyMedia, announces: true, ready: false)
        told.arrive()
        told.reload { $0.queues[0].answer = .ring }
        told.pass(30_000)
        #expect(told.asked.allSatisfy { if case .announce = $0 { false } else { true } })
    }

    @Test("Q23 Q20 another policy is told to those who wait, and not to who is about to talk")
    func reload() throws {
        var scene = scene(.ring, ready: false)
        scene.arrive()
        scene.reload { $0.queues[0].answer = .answer }
        #expect(scene.asked == [.welcome(ChannelID("c1"), music: "default", answer: .answer)])
        scene.command("anna", .logIn)
        scene.answer(try scene.running().channel)
        scene.reload { $0.queues[0].answer = .earlyMedia }
        #expect(scene.asked == [])
    }

    @Test("Q23 settings keep the policy, and older ones answer at once")
    func coding() throws {
        let settings = scene(.earlyMedia).state.settings
        let body = FactCoding.body(of: .settingsChanged(settings))
        #expect(String(decoding: body, as: UTF8.self).contains(#""answer":"early_media""#))
        #expect(try FactCoding.fact(kind: "settings_changed", version: 1, body: body) == .settingsChanged(settings))
        let old = FactCoding.body(of: .settingsChanged(scene(.answer).state.settings))
        #expect(!String(decoding: old, as: UTF8.self).contains("answer\":"))
    }
}
