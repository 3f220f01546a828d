import ARITelephony
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("What the core makes of a gap")
struct ReconcileTests {
    private func pulse(after begun: Instant) -> TelephonyEvent.Kind {
        .userEvent(nil, nil, name: Pulse.name(after: begun))
    }

    @Test("A9 what is heard while the snapshot is fetched follows it")
    func held() async {
        let scene = await CoreScene()
        await scene.core.linkConnected(CoreScene.one)
        let snapshot = scene.snapshot([scene.leg("c1")])
        scene.clock.pass(.seconds(1))
        await scene.hear(scene.entrance("c2"), scene.goodbye("c1"), scene.exit("c1"))
        #expect(scene.facts.allSatisfy { if case .settingsChanged = $0 { true } else { false } })
        _ = await scene.core.reconcile(CoreScene.one, with: snapshot)
        #expect(scene.opened.map(\.channel) == [ChannelID("c1"), ChannelID("c2")])
        #expect(scene.closed.map(\.entry) == [scene.opened.first?.entry])
    }

    @Test("A11 what the server stamped before the snapshot is in it, and is dropped")
    func stampedBefore() async {
        let scene = await CoreScene()
        let early = scene.clock.now
        scene.clock.pass(.seconds(5))
        await scene.up()
        await scene.hear(at: early, [scene.entrance("c1")])
        #expect(scene.opened.isEmpty)
        await scene.hear(scene.entrance("c2"))
        #expect(scene.opened.map(\.channel) == [ChannelID("c2")])
    }

    @Test("A11 the link's own pulse ends that, so that a clock that is set back silences nobody")
    func pulseLifts() async {
        let scene = await CoreScene()
        scene.clock.pass(.seconds(5))
        let begun = scene.clock.now
        await scene.up()
        let before = Instant(milliseconds: begun.milliseconds - 3_600_000)
        await scene.hear(at: before, [pulse(after: before), scene.entrance("c1")])
        #expect(scene.opened.isEmpty, "a pulse that was kept from an earlier connection says nothing")
        await scene.hear(at: before, [pulse(after: begun), scene.entrance("c2")])
        #expect(scene.opened.map(\.channel) == [ChannelID("c2")])
    }

    @Test("G3 an agent who logs in is unreachable if the picture says that their phone is away, or an event did since")
    func phoneAway() async throws {
        let scene = await CoreScene(agents: ["anna", "bert"])
        for agent in ["anna", "bert"] { await scene.core.command(AgentID(agent), .logOut) }
        let phones = ["anna", "bert"].map { EndpointID(technology: "PJSIP", resource: $0) }
        await scene.up(
            scene.snapshot(endpoints: [
                Endpoint(id: phones[0], state: .offline), Endpoint(id: phones[1], state: .online),
            ]))
        for agent in ["anna", "bert"] { await scene.core.command(AgentID(agent), .logIn) }
        #expect(scene.state.agents.mapValues(\.state) == [AgentID("anna"): .unreachable, AgentID("bert"): .ready])
        await scene.core.command(AgentID("bert"), .logOut)
        await scene.hear(
            .endpointChanged(Endpoint(id: phones[0], state: .online)),
            .endpointChanged(Endpoint(id: phones[1], state: .offline)))
        await scene.core.command(AgentID("bert"), .logIn)
        #expect(scene.state.agents.mapValues(\.state) == [AgentID("anna"): .ready, AgentID("bert"): .unreachable])
    }

    @Test(
        "G3 a phone's device state says whether it can be reached",
        arguments: [
            (DeviceState.State.unavailable, AgentState.unreachable), (.invalid, .unreachable), (.notInUse, .ready),
            (.unknown, .ready),
        ])
    func deviceState(_ state: DeviceState.State, _ expected: AgentState) async {
        let scene = await CoreScene(agents: ["anna"])
        await scene.up()
        await scene.hear(.deviceStateChanged(DeviceState(name: "PJSIP/anna", state: state)))
        #expect(scene.state.agents[AgentID("anna")]?.state == expected)
        await scene.hear(.deviceStateChanged(DeviceState(name: "PJSIP/anna", state: .notInUse)))
        #expect(scene.state.agents[AgentID("anna")]?.state == .ready)
    }

    @Test(
        "G3 a phone that rings or talks without a queue's doing is in another call",
        arguments: [DeviceState.State.inUse, .busy, .ringing, .ringInUse, .onHold])
    func otherCall(_ state: DeviceState.State) async {
        let scene = await CoreScene(agents: ["anna"])
        await scene.up()
        await scene.hear(.deviceStateChanged(DeviceState(name: "PJSIP/anna", state: state)))
        #expect(scene.state.agents[AgentID("anna")]?.state == .otherCall)
        await scene.hear(.deviceStateChanged(DeviceState(name: "PJSIP/anna", state: .notInUse)))
        #expect(scene.state.agents[AgentID("anna")]?.state == .ready)
    }

    @Test(
        "Q18 an agent who talks in the fall-back queue counts as busy; where no device states are told, nobody does",
        arguments: [([], AgentState.otherCall), (["PJSIP"], .ready)])
    func busyInTheFallback(_ subscribed: [String], _ expected: AgentState) async {
        let scene = await CoreScene(agents: ["anna", "bert"])
        let phones = ["anna", "bert"].map {
            Endpoint(id: EndpointID(technology: "PJSIP", resource: $0), state: .online)
        }
        var snapshot = scene.snapshot([scene.leg("f1", in: nil, name: "PJSIP/anna-00000007")], endpoints: phones)
        snapshot.applications = [.init(name: "mayday", endpoints: subscribed)]
        await scene.up(snapshot)
        #expect(scene.state.agents.mapValues(\.state) == [AgentID("anna"): expected, AgentID("bert"): .ready])
    }

    @Test("G3 a channel that was made and not dialled yet keeps no phone busy")
    func notDialledYet() async {
        let scene = await CoreScene(agents: ["anna"])
        let made = scene.leg("f1", state: .down, in: nil, name: "PJSIP/anna-00000007")
        var snapshot = scene.snapshot(
            [made], endpoints: [Endpoint(id: EndpointID(technology: "PJSIP", resource: "anna"), state: .online)])
        snapshot.applications = [.init(name: "mayday", endpoints: [])]
        await scene.up(snapshot)
        #expect(scene.state.agents.mapValues(\.state) == [AgentID("anna"): .ready])
    }

    @Test("A9 what happened after the server was asked is not judged by its answers", arguments: [true, false])
    func connectedMeanwhile(_ isNoted: Bool) async throws {
        let scene = await CoreScene(agents: ["anna"])
        await scene.up()
        let askedAt = scene.clock.now
        scene.clock.pass(Span(milliseconds: 5))
        let offer = try await scene.talk()
        scene.clock.pass(Span(milliseconds: 5))
        var snapshot = scene.snapshot([
            scene.leg("c1"), scene.leg(offer.channel.raw, in: ["agent"], name: "PJSIP/anna-00000001"),
        ])
        if isNoted { snapshot.askedAt = askedAt }
        await scene.up(snapshot)
        let connects = scene.asked.count { if case .connect = $0 { true } else { false } }
        #expect(connects == (isNoted ? 1 : 2))
    }

    @Test("A9 who left in a gap has abandoned, who is in the dialplan has moved; both are marked as inferred")
    func gone() async {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        await scene.enter("c2")
        await scene.enter("c3")
        await scene.core.linkLost(CoreScene.one)
        await scene.up(scene.snapshot([scene.leg("c2", in: nil), scene.leg("c3")]))
        #expect(scene.closed.map(\.outcome) == [.abandoned, .overflow])
        #expect(scene.closed.allSatisfy { $0.inferred })
        #expect(scene.state.entries.values.map(\.channel) == [ChannelID("c3")])
    }

    @Test("Q17 after a restart those who wait are welcomed again, and nobody counts twice")
    func restart() async {
        let first = await CoreScene()
        await first.up()
        await first.enter("c1")
        let second = await CoreScene(recovered: first.state, clock: first.clock, boot: "t2")
        await second.up(second.snapshot([second.leg("c1")]))
        #expect(second.opened.isEmpty)
        #expect(second.asked == [.welcome(ChannelID("c1"), music: "default")])
    }

    @Test("Q17 a pair who talk go on, though a full disk took the facts of it")
    func lostTalk() async throws {
        let scene = await CoreScene(agents: ["anna"])
        let agent = scene.leg("t0-a1", in: [AgentLeg.argument, "call"], name: "PJSIP/anna-00000001")
        let bridge = BridgeSnapshot(id: BridgeID("t0-b1"), members: [ChannelID("c1"), ChannelID("t0-a1")])
        await scene.up(scene.snapshot([scene.leg("c1"), agent], bridges: [bridge]))
        #expect(!scene.orders.contains(.discard(ChannelID("t0-a1"))))
        #expect(scene.state.entries.values.map(\.stage) == [.connected])
        // Whether music and guard were ended, nobody knows any more; nothing else is asked for.
        #expect(scene.asked == [.free(ChannelID("c1"))])
    }

    @Test(
        "Q17 an agent's leg that an earlier life created and nobody dialled is hung up, and charged to nobody",
        arguments: [("t2", LegState.down, true), ("t2", .ringing, false), ("t1", .down, false)])
    func undialled(_ boot: String, _ state: LegState, _ isLost: Bool) async throws {
        let first = await CoreScene(agents: ["anna"])
        await first.up()
        await first.enter("c1")
        let offer = try #require(first.state.offers.values.first)
        let second = await CoreScene(agents: ["anna"], recovered: first.state, clock: first.clock, boot: boot)
        await second.up(
            second.snapshot([
                second.leg("c1"), second.leg(offer.channel.raw, state: state, in: ["agent"], name: "PJSIP/anna-0001"),
            ]))
        #expect(second.asked.contains(.hangUp(offer.channel, .normal)) == isLost)
        #expect((second.state.offers[offer.id] == nil) == isLost)
        #expect(second.asked.contains { if case .hangUp(_, .noAnswer) = $0 { true } else { false } } == false)
    }

    @Test("Q7 a leg of an earlier life that belongs to nothing is hung up")
    func lostLeg() async {
        let scene = await CoreScene(agents: ["anna"])
        let agent = scene.leg("t0-a1", in: [AgentLeg.argument, "call"], name: "PJSIP/anna-00000001")
        await scene.up(scene.snapshot([agent]))
        #expect(scene.asked.contains(.hangUp(ChannelID("t0-a1"), .normal)))
    }

    @Test("A9 nothing is decided on while the server is away, and it is told once")
    func away() async {
        let scene = await CoreScene()
        await scene.up()
        await scene.core.linkLost(CoreScene.one)
        await scene.core.linkLost(CoreScene.one)
        await scene.enter("c1")
        _ = await scene.core.reconcile(CoreScene.one, with: scene.snapshot([scene.leg("c1")]))
        #expect(scene.opened.isEmpty)
        #expect(scene.facts.filter { $0 == .serverLost(CoreScene.one) }.count == 1)
    }

    @Test("A9 the blind time reaches from the last that was heard to the snapshot")
    func blindTime() async {
        let scene = await CoreScene()
        await scene.up()
        scene.clock.pass(.seconds(3))
        await scene.hear(.connected)
        let heard = scene.clock.now
        scene.clock.pass(.seconds(7))
        await scene.core.linkLost(CoreScene.one)
        await scene.up()
        #expect(scene.facts.last == .serverReconciled(CoreScene.one, blindFrom: heard, blindUntil: scene.clock.now))
    }

    @Test("A9 after a restart we were blind since the journal's last word")
    func blindSinceTheLastLife() async {
        let first = await CoreScene()
        await first.up()
        let clock = ManualClock(first.clock.now + .seconds(60))
        let second = await CoreScene(recovered: first.state, clock: clock, boot: "t2")
        await second.up()
        #expect(
            second.facts.contains(
                .serverReconciled(CoreScene.one, blindFrom: first.clock.now, blindUntil: clock.now)))
    }

    @Test("G3 the snapshot says which phones can be reached; an offer goes to no other")
    func reachability() async {
        let scene = await CoreScene(agents: ["anna"])
        let phone = EndpointID(technology: "PJSIP", resource: "anna")
        await scene.up(scene.snapshot(endpoints: [Endpoint(id: phone, state: .offline)]))
        await scene.enter("c1")
        #expect(!scene.asked.contains { $0.isDial })
        await scene.hear(.endpointChanged(Endpoint(id: phone, state: .unknown)))
        #expect(!scene.asked.contains { $0.isDial })
        await scene.hear(
            .contactChanged(Endpoint(id: phone, state: .unknown), Contact(uri: "sip:a", status: "Reachable")))
        #expect(scene.asked.contains { $0.isDial })
    }

    @Test(
        "A9 more events than are kept while the server is asked: it is asked again, and nothing is decided on half of them"
    )
    func tooManyHeld() async throws {
        let scene = await CoreScene()
        await scene.core.linkConnected(CoreScene.one)
        let noise = [TelephonyEvent.Kind](repeating: scene.goodbye("x"), count: Core.heldLimit)
        await scene.hear(at: scene.clock.now, noise)
        await scene.enter("c1")
        #expect(await scene.core.reconcile(CoreScene.one, with: scene.snapshot()) == false)
        #expect(scene.opened.isEmpty)
        #expect(await scene.core.reconcile(CoreScene.one, with: scene.snapshot([scene.leg("c1")])))
        #expect(scene.opened.count == 1)
    }

    @Test("C2 a server that the configuration does not name any more keeps nobody")
    func removedServer() async throws {
        let before = await CoreScene(agents: ["anna"])
        await before.up()
        await before.enter("c1")
        let scene = await CoreScene(recovered: before.state, boot: "t2")
        #expect(scene.state.agents.isEmpty == false)
        await scene.core.forget(serversOtherThan: [])
        #expect(scene.state.agents.isEmpty)
        #expect(scene.closed.map(\.outcome) == [.abandoned])
        await scene.core.drain()
    }
}
