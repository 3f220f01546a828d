import Queueing
import Telephony
import Testing

@Suite("Q16 headsets that stay connected")
struct HeadsetTests {
    /// Anna is nailed up and logged in; her phone has been called and has answered.
    private func scene(queue: QueueSettings = QueueSettings(id: Scene.sales, name: "Sales")) throws -> Scene {
        var scene = Scene(agents: ["anna", "bert"], queue: queue, ready: false)
        scene.reload { settings in
            for index in settings.agents.indices where settings.agents[index].id == AgentID("anna") {
                settings.agents[index].connection = .nailedUp
            }
        }
        scene.command("anna", .logIn)
        return scene
    }

    private func called(_ scene: Scene) throws -> QueueState.Headset { try #require(scene.agent("anna").headset) }

    private func raise(_ scene: inout Scene) throws -> QueueState.Headset {
        let headset = try called(scene)
        scene.answer(headset.channel)
        try scene.finish(scene.effects.first { if case .seat = $0.action { true } else { false } }, .done)
        return try called(scene)
    }

    private func join(_ scene: Scene) -> Effect? {
        scene.effects.first { if case .join = $0.action { true } else { false } }
    }

    @Test("Q16 the headset is called at the login; its agent is ready when it is in its bridge")
    func call() throws {
        var scene = try scene()
        let headset = try called(scene)
        #expect(try scene.agent("anna").state == .unreachable)
        #expect(try scene.agent("anna").reason == "headset")
        #expect(
            scene.asked == [
                .callHeadset(
                    headset.channel, agent: AgentID("anna"), endpoint: "PJSIP/anna", timeout: .seconds(30))
            ])
        scene.answer(headset.channel)
        #expect(scene.asked == [.seat(headset.bridge, headset.channel)])
        try scene.finish(scene.effects.first, .done)
        #expect(try scene.agent("anna").state == .ready)
    }

    @Test("Q16 a caller is put through with one effect, without a ring; the headset stays for the next one")
    func connect() throws {
        var scene = try scene()
        let headset = try raise(&scene)
        let first = scene.arrive()
        #expect(scene.asked.contains(.join(headset.bridge, caller: ChannelID("c1"))))
        #expect(!scene.asked.contains { if case .dial = $0 { true } else { false } })
        scene.send(.legBridged(Scene.one, ChannelID("c1"), headset.bridge))
        #expect(scene.entry(first)?.stage == .connected)
        scene.end(ChannelID("c1"))
        #expect(!scene.asked.contains(.hangUp(headset.channel, .normal)))
        #expect(!scene.asked.contains(.dissolve(headset.bridge)))
        #expect(try scene.agent("anna").state == .wrapUp)
        scene.command("anna", .endWrapUp)
        scene.arrive()
        #expect(scene.asked.contains(.join(headset.bridge, caller: ChannelID("c2"))))
    }

    @Test("Q16 that the two are together is told by Asterisk; the answer to the request alone is not enough")
    func together() throws {
        var scene = try scene()
        let headset = try raise(&scene)
        let entry = scene.arrive()
        try scene.finish(join(scene), .done)
        #expect(scene.entry(entry)?.stage == .offered)
        scene.pass(2000)
        #expect(scene.asked == [.join(headset.bridge, caller: ChannelID("c1"))], "asked again")
        // The headset was hung up at that moment.
        scene.end(headset.channel)
        #expect(scene.entry(entry)?.stage == .waiting)
        #expect(scene.asked.contains(.welcome(ChannelID("c1"), music: "default")))
    }

    @Test("Q16 the next caller is not put through before the last one is out of the bridge")
    func guest() throws {
        var scene = try scene(queue: QueueSettings(id: Scene.sales, name: "Sales", wrapUp: .zero))
        let headset = try raise(&scene)
        scene.arrive()
        scene.send(.legBridged(Scene.one, ChannelID("c1"), headset.bridge))
        scene.arrive()
        scene.send(.keyPressed(Scene.one, headset.channel, "*"))
        #expect(scene.facts.first?.closed?.by == .agent)
        #expect(scene.asked == [.hangUp(ChannelID("c1"), .normal)])
        scene.end(ChannelID("c1"))
        #expect(scene.asked.contains(.join(headset.bridge, caller: ChannelID("c2"))))
    }

    @Test("Q16 a last caller who does not leave keeps that bridge to himself: the headset is called anew")
    func guestStays() throws {
        var scene = try scene(queue: QueueSettings(id: Scene.sales, name: "Sales", wrapUp: .zero))
        let headset = try raise(&scene)
        scene.arrive()
        scene.send(.legBridged(Scene.one, ChannelID("c1"), headset.bridge))
        scene.send(.keyPressed(Scene.one, headset.channel, "*"))
        scene.pass(5000)
        #expect(scene.asked.contains(.hangUp(headset.channel, .normal)))
        #expect(scene.asked.contains(.dissolve(headset.bridge)))
        scene.pass(2000)
        #expect(try called(scene).bridge != headset.bridge)
    }

    @Test("Q16 whoever hangs up an idle headset is not ready, and is called again when they are")
    func hangUpIdle() throws {
        var scene = try scene()
        let headset = try raise(&scene)
        scene.end(headset.channel)
        #expect(try scene.agent("anna").state == .notReady)
        #expect(try scene.agent("anna").reason == "headset")
        scene.arrive()
        #expect(try scene.agent("anna").work.isEmpty)
        scene.command("anna", .ready)
        #expect(try called(scene).channel != headset.channel)
    }

    @Test("Q16 whoever hangs up in a call has ended it, and is called again after the wrap-up")
    func hangUpInCall() throws {
        var scene = try scene()
        let headset = try raise(&scene)
        scene.arrive()
        scene.send(.legBridged(Scene.one, ChannelID("c1"), headset.bridge))
        scene.end(headset.channel)
        #expect(scene.facts.first?.closed?.outcome == .answered)
        #expect(try scene.agent("anna").state == .wrapUp)
        scene.pass(10_000)
        #expect(try called(scene).channel != headset.channel)
    }

    @Test(
        "Q16 a headset that is not picked up makes its agent not ready; one that cannot be reached is tried again",
        arguments: [(17, AgentState.notReady), (21, .notReady), (19, .notReady), (18, .unreachable), (1, .unreachable)])
    func noAnswer(cause: Int, state: AgentState) throws {
        var scene = try scene()
        scene.end(try called(scene).channel, cause: cause)
        #expect(try scene.agent("anna").state == state)
        scene.pass(30_000)
        #expect(try (scene.agent("anna").headset != nil) == (state == .unreachable))
    }

    @Test("Q16 a ring that nobody ends is ended after half a minute")
    func ringsOut() throws {
        var scene = try scene()
        let headset = try called(scene)
        try scene.finish(scene.effects.first, .done)
        scene.pass(30_000)
        #expect(scene.asked.contains(.hangUp(headset.channel, .normal)))
        #expect(try scene.agent("anna").state == .notReady)
    }

    @Test("Q16 log-out, another connection and a phone that is away end the headset")
    func release() throws {
        for change: (inout Scene) -> Void in [
            { $0.command("anna", .logOut) },
            { $0.command("anna", .logInAt(endpoint: "PJSIP/desk")) },
            { scene in
                scene.reload { settings in
                    for index in settings.agents.indices { settings.agents[index].connection = .ring }
                }
            },
            { $0.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", false)) },
        ] {
            var scene = try scene()
            let headset = try raise(&scene)
            change(&scene)
            #expect(scene.asked.contains(.hangUp(headset.channel, .normal)))
            #expect(scene.asked.contains(.dissolve(headset.bridge)))
        }
    }

    @Test("Q16 a phone that was away during a call may have lost its headset: it is called anew when the call is over")
    func doubtful() throws {
        for isHeld in [false, true] {
            var scene = try scene()
            let headset = try raise(&scene)
            scene.arrive()
            scene.send(.legBridged(Scene.one, ChannelID("c1"), headset.bridge))
            if isHeld { scene.send(.legHeld(Scene.one, headset.channel, true)) }
            scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", false))
            scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", true))
            scene.end(ChannelID("c1"))
            #expect(!scene.asked.contains(.hangUp(headset.channel, .normal)), "whoever talks is not disturbed")
            scene.command("anna", .endWrapUp)
            #expect(scene.asked.contains(.hangUp(headset.channel, .normal)))
            scene.end(headset.channel)
            #expect(try called(scene).channel != headset.channel)
            let again = try raise(&scene)
            scene.arrive()
            #expect(scene.asked.contains(.join(again.bridge, caller: ChannelID("c2"))))
        }
    }

    @Test("Q16 an idle headset on hold is given up with its phone, or by a supervisor, and called anew")
    func heldIdle() throws {
        for change: (inout Scene) -> Void in [
            { scene in
                scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", false))
                scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", true))
            }, { $0.command("anna", .complete) },
        ] {
            var scene = try scene()
            let headset = try raise(&scene)
            scene.send(.legHeld(Scene.one, headset.channel, true))
            #expect(try scene.agent("anna").state == .unreachable)
            change(&scene)
            #expect(scene.state.agents[AgentID("anna")]?.headset?.channel != headset.channel)
            scene.end(headset.channel)
            let again = try raise(&scene)
            #expect(again.channel != headset.channel)
            #expect(try scene.agent("anna").state == .ready)
        }
    }

    @Test("Q16 with the server's restart the headset is gone, and called again")
    func restart() throws {
        var scene = try scene()
        let headset = try raise(&scene)
        scene.send(.serverLost(Scene.one))
        scene.reconcile(ServerPicture(legs: [], bridges: [], blindFrom: scene.time, blindUntil: scene.time))
        #expect(try called(scene).channel != headset.channel)
        #expect(try scene.agent("anna").state == .unreachable)
    }

    @Test("Q16 after a gap a headset that is in its bridge is taken as it is; one outside is put back")
    func gap() throws {
        for isInside in [true, false] {
            var scene = try scene()
            let headset = try raise(&scene)
            scene.send(.serverLost(Scene.one))
            let leg = ServerPicture.Leg(
                channel: headset.channel, isUp: true, bridge: isInside ? headset.bridge : nil, endpoint: "PJSIP/anna")
            scene.reconcile(
                ServerPicture(legs: [leg], bridges: [headset.bridge], blindFrom: scene.time, blindUntil: scene.time))
            #expect(try called(scene) == headset)
            #expect(scene.asked == (isInside ? [] : [.seat(headset.bridge, headset.channel)]))
        }
    }

    @Test(
        "Q16 Q17 music and guard are ended beside the bridging: what fails there is asked for again, without a new bridging",
        arguments: [EffectResult.unknown, .refused("500")])
    func freed(_ result: EffectResult) throws {
        var scene = try scene()
        let headset = try raise(&scene)
        scene.arrive()
        let effect = join(scene)
        scene.send(.legBridged(Scene.one, ChannelID("c1"), headset.bridge))
        try scene.finish(effect, result)
        #expect(scene.asked.isEmpty)
        scene.pass(5000)
        #expect(scene.asked == [.free(ChannelID("c1"))])
        try scene.finish(scene.effects.first, .done)
        scene.pass(60_000)
        #expect(scene.asked.isEmpty)
    }

    @Test("Q16 Q17 whoever was put through shortly before a gap is freed after it; who talks longer may be on hold")
    func freedAfterGap() throws {
        for (talked, freed) in [(1000, true), (59_000, true), (61_000, false)] {
            var scene = try scene()
            let headset = try raise(&scene)
            scene.arrive()
            let effect = join(scene)
            scene.send(.legBridged(Scene.one, ChannelID("c1"), headset.bridge))
            try scene.finish(effect, .done)
            scene.pass(Int64(talked))
            let lost = scene.time
            scene.send(.serverLost(Scene.one))
            scene.pass(3000)
            let legs = [headset.channel, ChannelID("c1")].map {
                ServerPicture.Leg(channel: $0, isUp: true, bridge: headset.bridge)
            }
            scene.reconcile(
                ServerPicture(legs: legs, bridges: [headset.bridge], blindFrom: lost, blindUntil: scene.time))
            #expect(scene.asked == (freed ? [.free(ChannelID("c1"))] : []), "after \(talked) ms")
        }
    }

    @Test(
        "A9 Q16 what was asked for after a picture was taken goes on: words to the agent are ended before the join",
        arguments: [0, 1] as [Int64])
    func pictureBeforeTheWords(_ late: Int64) throws {
        let queue = QueueSettings(
            id: Scene.sales, name: "Sales", wrapUp: .zero, announcements: Announcements(agent: [.sound("hello")]))
        var scene = try scene(queue: queue)
        let headset = try raise(&scene)
        let taken = scene.time
        scene.pass(late)
        scene.arrive()
        let words = try #require(scene.effects.first { if case .brief = $0.action { true } else { false } })
        let legs = [
            ServerPicture.Leg(channel: headset.channel, isUp: true, bridge: headset.bridge, endpoint: "PJSIP/anna"),
            ServerPicture.Leg(channel: ChannelID("c1"), isUp: false, bridge: nil),
        ]
        scene.reconcile(
            ServerPicture(
                legs: legs, bridges: [headset.bridge], blindFrom: taken, blindUntil: scene.time, takenAt: taken))
        let join = Effect.Action.join(headset.bridge, caller: ChannelID("c1"), answers: true)
        // What was asked for before may have been overtaken: nobody knows what is being said.
        #expect(scene.asked == (late > 0 ? [] : [join]))
        guard late > 0 else { return }
        try scene.finish(words, .done)
        #expect(scene.asked == [join])
    }

    @Test("Q12 Q16 who is briefed about a caller who hangs up hears no more of it, and takes nobody until then")
    func briefing() throws {
        let queue = QueueSettings(
            id: Scene.sales, name: "Sales", wrapUp: .zero, announcements: Announcements(agent: [.sound("hello")]))
        var scene = try scene(queue: queue)
        let headset = try raise(&scene)
        scene.arrive()
        let words = try #require(
            scene.effects.first { if case .brief = $0.action { true } else { false } })
        scene.end(ChannelID("c1"))
        #expect(scene.asked.contains { if case .hush(headset.channel, _) = $0 { true } else { false } })
        scene.arrive()
        #expect(scene.facts.compactMap(\.made).isEmpty)
        try scene.finish(words, .done)
        #expect(scene.facts.compactMap(\.made?.agent) == [AgentID("anna")])
    }

    @Test("Q16 G10 a headset survives as it is in the checkpoint")
    func checkpoint() throws {
        var scene = try scene(queue: QueueSettings(id: Scene.sales, name: "Sales", wrapUp: .zero))
        let headset = try raise(&scene)
        scene.arrive()
        scene.send(.legBridged(Scene.one, ChannelID("c1"), headset.bridge))
        scene.send(.keyPressed(Scene.one, headset.channel, "*"))
        let read = try EngineCheckpoint.state(from: EngineCheckpoint.bytes(of: scene.state))
        #expect(read == scene.state)
        #expect(read.agents[AgentID("anna")]?.headset?.guest?.channel == ChannelID("c1"))
    }
}
