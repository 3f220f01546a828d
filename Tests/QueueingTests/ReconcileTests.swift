import Queueing
import Telephony
import Testing

@Suite("After a gap and after a restart")
struct ReconcileTests {
    private func leg(_ id: ChannelID, up: Bool = true, in bridge: BridgeID? = nil, endpoint: String? = nil)
        -> ServerPicture.Leg
    {
        ServerPicture.Leg(channel: id, isUp: up, bridge: bridge, endpoint: endpoint)
    }

    private func picture(
        _ scene: Scene, _ legs: [ServerPicture.Leg], elsewhere: [ChannelID] = [], bridges: [BridgeID] = []
    ) -> ServerPicture {
        ServerPicture(
            legs: legs, elsewhere: elsewhere, bridges: bridges, blindFrom: scene.time, blindUntil: scene.time)
    }

    /// A new process: the state from the journal, nothing else.
    private func restart(_ scene: Scene, boot: String = "t2") -> Scene {
        var next = scene
        var state = QueueState()
        for fact in scene.journal { state.apply(fact) }
        next.engine = QueueEngine(state: state, boot: boot)
        return next
    }

    @Test("Q17 kill -9 with callers waiting and talking: nobody is dropped, same order, same waits")
    func restartKeepsEverybody() throws {
        var scene = Scene()
        let talking = scene.arrive()
        let offer = try scene.talk()
        scene.advance(500)
        let second = scene.arrive()
        let third = scene.arrive(priority: 2)
        let before = scene.state
        scene.advance(4000)
        var next = restart(scene)
        next.send(.settingsLoaded(before.settings))
        #expect(next.facts == [.serverLost(Scene.one)])
        next.reconcile(
            picture(
                next,
                [
                    leg(ChannelID("c1"), in: offer.bridge), leg(offer.channel, in: offer.bridge), leg(ChannelID("c2")),
                    leg(ChannelID("c3")),
                ], bridges: [offer.bridge]))
        #expect(next.state.line(of: Scene.sales).map(\.id) == [third, second])
        #expect(next.entry(second)?.enteredAt == before.entries[second]?.enteredAt)
        #expect(next.entry(talking)?.connectedAt == before.entries[talking]?.connectedAt)
        #expect(
            Set(next.asked) == [
                .welcome(ChannelID("c2"), music: "default"), .welcome(ChannelID("c3"), music: "default"),
            ])
        #expect(next.facts.count == 1, "no figure counts twice: \(next.facts)")
    }

    @Test("Q17 an agent who picked up in the gap is connected")
    func answeredMeanwhile() throws {
        var scene = Scene()
        scene.arrive()
        let offer = try scene.running()
        scene.send(.serverLost(Scene.one))
        scene.advance(1000)
        scene.reconcile(picture(scene, [leg(ChannelID("c1")), leg(offer.channel)]))
        #expect(scene.facts.contains(.offerAnswered(offer.id)))
        #expect(scene.asked == [.connect(offer.bridge, caller: ChannelID("c1"), agent: offer.channel, answers: true)])
    }

    @Test(
        "A9 a pair that the picture has apart is put together, unless it was connected after that was taken",
        arguments: [(-1, false), (0, true), (1, true)])
    func apart(taken: Int64, expected: Bool) throws {
        var scene = Scene()
        scene.arrive()
        let offer = try scene.talk()
        let connectedAt = scene.time
        scene.advance(5)
        var seen = picture(scene, [leg(ChannelID("c1")), leg(offer.channel)])
        seen.takenAt = connectedAt + Span(milliseconds: taken)
        scene.reconcile(seen)
        let isConnected = scene.effects.contains { if case .connect = $0.action { true } else { false } }
        #expect(isConnected == expected)
        #expect(try scene.agent("anna").state == .talking)
    }

    @Test("Q17 a pair that was joined while nobody listened is connected")
    func joinedMeanwhile() throws {
        var scene = Scene()
        let entry = scene.arrive()
        let offer = try scene.running()
        scene.answer(offer.channel)
        var next = restart(scene)
        next.reconcile(
            picture(
                next, [leg(ChannelID("c1"), in: offer.bridge), leg(offer.channel, in: offer.bridge)],
                bridges: [offer.bridge]))
        #expect(next.entry(entry)?.stage == .connected)
        #expect(next.asked.isEmpty)
    }

    @Test("Q17 a pair whose facts a full disk lost talks on")
    func adopted() throws {
        var scene = Scene()
        let entry = scene.arrive()
        scene.command("anna", .notReady(reason: "x"))
        scene.command("anna", .ready)
        scene.reconcile(
            picture(
                scene,
                [
                    leg(ChannelID("c1"), in: BridgeID("zz-b4")),
                    leg(ChannelID("zz-a4"), in: BridgeID("zz-b4"), endpoint: "PJSIP/anna"),
                ], bridges: [BridgeID("zz-b4")]))
        #expect(scene.entry(entry)?.stage == .connected)
        #expect(try scene.agent("anna").state == .talking)
        // Whether music and guard were ended, nobody knows any more.
        #expect(scene.asked == [.free(ChannelID("c1"))])
    }

    @Test("A9 who is missing is closed, marked as inferred; who lives elsewhere has moved")
    func missing() throws {
        var scene = Scene(ready: false)
        scene.arrive()
        scene.arrive()
        scene.send(.serverLost(Scene.one))
        scene.reconcile(picture(scene, [], elsewhere: [ChannelID("c2")]))
        #expect(
            scene.facts.compactMap(\.closed) == [
                EntryClosed(
                    entry: EntryID("e1"), queue: Scene.sales, outcome: .abandoned, by: .caller, inferred: true),
                EntryClosed(
                    entry: EntryID("e2"), queue: Scene.sales, outcome: .overflow, by: .system, inferred: true),
            ])
    }

    @Test("K5 who was lost with the server has not abandoned: the system failed them; who came since has")
    func serverRestarted() throws {
        var scene = Scene()
        scene.arrive()
        _ = try scene.talk()
        scene.arrive()
        let started = scene.time
        scene.advance(1000)
        scene.arrive()
        scene.send(.serverLost(Scene.one))
        scene.advance(60_000)
        var seen = picture(scene, [])
        seen.startedAt = started
        seen.deadMenRan = true
        scene.reconcile(seen)
        let closed = scene.facts.compactMap(\.closed)
        #expect(closed.map(\.outcome) == [.answered, .failed, .overflow])
        #expect(closed.allSatisfy { $0.inferred && $0.by == .system })
        #expect(scene.state.legs.isEmpty)
    }

    @Test("Q18 who waited longer than the dead-man does was moved, whatever became of them; who talked hung up")
    func deadMenRan() throws {
        var scene = Scene()
        scene.arrive()
        _ = try scene.talk()
        scene.arrive()
        scene.send(.serverLost(Scene.one))
        var seen = picture(scene, [])
        seen.deadMenRan = true
        scene.reconcile(seen)
        let closed = scene.facts.compactMap(\.closed)
        #expect(closed.map(\.outcome) == [.answered, .overflow])
        #expect(closed.map(\.by) == [.caller, .system])
        #expect(closed.allSatisfy { $0.inferred })
    }

    @Test("A9 a half of a talking pair ends the call; strange legs and bridges of ours are cleared, others are not")
    func leftovers() throws {
        var scene = Scene()
        scene.arrive()
        let offer = try scene.talk()
        scene.send(.serverLost(Scene.one))
        scene.reconcile(
            picture(
                scene,
                [
                    leg(ChannelID("c1"), in: offer.bridge), leg(ChannelID("zz-a1")),
                    leg(ChannelID("pbx-170000.5")),
                ], bridges: [offer.bridge, BridgeID("zz-b9"), BridgeID("holding")]))
        #expect(scene.facts.compactMap(\.closed?.by) == [.agent])
        #expect(
            Set(scene.asked) == [
                .hangUp(ChannelID("c1"), .normal), .hangUp(ChannelID("zz-a1"), .normal), .dissolve(BridgeID("zz-b9")),
                .dissolve(offer.bridge),
            ])
    }

    @Test("A9 a silent server gets no offers, and its deadlines stand still")
    func silence() throws {
        var scene = Scene(queue: QueueSettings(id: Scene.sales, name: "Sales", maxWait: .seconds(30)), ready: false)
        let entry = scene.arrive()
        scene.send(.serverLost(Scene.one))
        scene.command("anna", .logIn)
        #expect(scene.facts.compactMap(\.made).isEmpty)
        scene.pass(100_000)
        #expect(scene.entry(entry) != nil)
        scene.reconcile(picture(scene, [leg(ChannelID("c1"))]))
        #expect(scene.facts.compactMap(\.closed?.outcome) == [.timeout])
    }

    @Test("Q17 a caller who was being sent out when the process died is sent out, and is no new caller")
    func leavingSurvives() throws {
        var scene = Scene(queue: QueueSettings(id: Scene.sales, name: "Sales", maxWait: .seconds(5)), ready: false)
        scene.arrive()
        scene.pass(5000)
        #expect(scene.asked == [.release(ChannelID("c1"), to: .hangUp)])
        var next = restart(scene)
        next.send(
            .callerArrived(
                Arrival(
                    entry: EntryID("again"), call: CallID("k"), server: Scene.one, channel: ChannelID("c1"),
                    queue: Scene.sales, caller: CallerToken("k"), enteredAt: next.time)))
        #expect(next.facts == [.serverLost(Scene.one)])
        next.reconcile(picture(next, [leg(ChannelID("c1"))]))
        #expect(next.asked == [.release(ChannelID("c1"), to: .hangUp)])
    }
}
