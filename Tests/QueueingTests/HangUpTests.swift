import Queueing
import Telephony
import Testing

@Suite("Calls that somebody has hung up")
struct HangUpTests {
    private static let c1 = ChannelID("c1")

    private func scene(agents: [String] = ["anna"], strategy: Strategy = .ordered, callback: Bool = false) -> Scene {
        var queue = QueueSettings(id: Scene.sales, name: "Sales", wrapUp: .seconds(10), strategy: strategy)
        if callback { queue.callback = CallbackRules(endpoint: "PJSIP/{number}@trunk") }
        return Scene(agents: agents, queue: queue)
    }

    private func hangUp(
        _ entry: EntryID, _ scene: inout Scene, leg: ChannelID? = nil, reason: HangupReason = .normal
    ) {
        scene.send(.callerCommanded(entry, .hangUp(leg: leg, reason: reason)))
    }

    private func closed(_ scene: Scene) -> [EntryClosed] { scene.journal.compactMap(\.fact.closed) }

    @Test("C3 who waits is withdrawn by order, hung up and told why, and does not count as abandoned")
    func waiting() throws {
        var scene = scene(agents: [])
        let entry = scene.arrive()
        hangUp(entry, &scene)
        #expect(scene.asked == [.release(Self.c1, to: .hangUp)])
        let fact = try #require(closed(scene).first)
        #expect(fact.outcome == .withdrawn && fact.by == .order && fact.to == .hangUp && !fact.inferred)
        scene.end(Self.c1)
        #expect(closed(scene).count == 1 && scene.state.leaving.isEmpty)
        let other = scene.arrive()
        hangUp(other, &scene, reason: .busy)
        #expect(scene.asked == [.hangUp(ChannelID("c2"), .busy)])
    }

    @Test("C3 an agent whose phone rings loses nothing by it: neither turn nor rest", arguments: [false, true])
    func ringing(withLeg: Bool) throws {
        var scene = scene(agents: ["anna", "bert"], strategy: .ringAll)
        let idle = try ["anna", "bert"].map { try scene.agent($0).idleSince }
        scene.advance(5000)
        let entry = scene.arrive()
        let legs = scene.state.offers.values.map(\.channel)
        for leg in legs { scene.ringing(leg) }
        hangUp(entry, &scene, leg: withLeg ? Self.c1 : nil)
        #expect(scene.facts.compactMap(\.lost?.why) == [.withdrawn, .withdrawn])
        #expect(closed(scene).map(\.outcome) == [.withdrawn])
        #expect(Set(scene.asked).isSuperset(of: legs.map { Effect.Action.hangUp($0, .normal) }))
        for leg in legs { scene.end(leg) }
        for (name, since) in zip(["anna", "bert"], idle) {
            let agent = try scene.agent(name)
            #expect(agent.isAvailable && agent.idleSince == since && agent.failures == 0)
        }
    }

    @Test("C3 an agent who has picked up is free again; the bridge that was asked for changes nothing")
    func pickedUp() throws {
        var scene = scene()
        let entry = scene.arrive()
        let offer = try scene.running()
        scene.answer(offer.channel)
        let connect = try #require(scene.effects.first { if case .connect = $0.action { true } else { false } })
        hangUp(entry, &scene, leg: offer.channel)
        #expect(scene.facts.compactMap(\.lost?.why) == [.withdrawn])
        #expect(scene.asked.contains(.release(Self.c1, to: .hangUp)))
        try scene.finish(connect, .done)
        scene.send(.legBridged(Scene.one, Self.c1, offer.bridge))
        scene.end(Self.c1)
        scene.end(offer.channel)
        #expect(closed(scene).map(\.outcome) == [.withdrawn])
        #expect(try scene.agent("anna").isAvailable)
    }

    @Test("C3 a talk ends by order with either leg or none named, on hold or not", arguments: 0..<4)
    func talking(_ way: Int) throws {
        var scene = scene()
        let entry = scene.arrive()
        let offer = try scene.talk()
        scene.pass(4000)
        if way == 3 { scene.send(.legHeld(Scene.one, offer.channel, true)) }
        hangUp(entry, &scene, leg: [nil, Self.c1, offer.channel, nil][way], reason: way == 0 ? .congestion : .normal)
        let fact = try #require(closed(scene).first)
        #expect(fact.outcome == .answered && fact.by == .order && !fact.inferred)
        #expect(scene.asked.contains(.hangUp(Self.c1, way == 0 ? .congestion : .normal)))
        #expect(scene.asked.contains(.hangUp(offer.channel, .normal)))
        #expect(scene.asked.contains(.dissolve(offer.bridge)))
        scene.end(offer.channel)
        scene.end(Self.c1)
        #expect(closed(scene).count == 1)
        #expect(try scene.agent("anna").state == .wrapUp)
    }

    /// Anna has a headset, to which the first caller is being put through.
    private func headsetScene() throws -> (Scene, EntryID, QueueState.Offer) {
        var scene = Scene(ready: false)
        scene.reload { $0.agents[0].connection = .nailedUp }
        scene.command("anna", .logIn)
        scene.answer(try #require(scene.agent("anna").headset).channel)
        try scene.finish(scene.effects.first { if case .seat = $0.action { true } else { false } }, .done)
        let entry = scene.arrive()
        return (scene, entry, try scene.running())
    }

    @Test("C3 Q16 a caller who may be in a headset's bridge already is not met there by the next: it is called anew")
    func joining() throws {
        var (scene, entry, offer) = try headsetScene()
        #expect(scene.asked.contains(.join(offer.bridge, caller: Self.c1, answers: false)))
        let next = scene.arrive()
        hangUp(entry, &scene)
        #expect(scene.facts.compactMap(\.lost?.why) == [.withdrawn])
        #expect(closed(scene).map(\.outcome) == [.withdrawn])
        #expect(
            scene.asked.contains(.hangUp(offer.channel, .normal))
                && scene.asked.contains(.release(Self.c1, to: .hangUp)))
        #expect(scene.entry(next)?.running == [], "nobody is put through to the old one")
        scene.end(Self.c1)
        scene.end(offer.channel)
        scene.pass(5000)
        let headset = try #require(scene.agent("anna").headset)
        #expect(headset.bridge != offer.bridge)
        scene.answer(headset.channel)
        try scene.finish(scene.effects.first { if case .seat = $0.action { true } else { false } }, .done)
        #expect(scene.asked.contains(.join(headset.bridge, caller: ChannelID("c2"), answers: false)))
    }

    @Test("C3 a headset stays connected when the call on it is hung up")
    func headset() throws {
        var (scene, entry, offer) = try headsetScene()
        scene.send(.legBridged(Scene.one, Self.c1, offer.bridge))
        #expect(scene.entry(entry)?.stage == .connected)
        hangUp(entry, &scene)
        #expect(closed(scene).map(\.by) == [.order])
        #expect(scene.asked == [.hangUp(Self.c1, .normal)])
        #expect(try scene.agent("anna").headset?.isUp == true)
    }

    @Test("C3 with the leg of an agent whose phone rings that ring alone ends: no turn is lost, the caller waits on")
    func oneRing() throws {
        var scene = scene(agents: ["anna", "bert"])
        let idle = try scene.agent("anna").idleSince
        let entry = scene.arrive()
        let offer = try scene.running()
        scene.ringing(offer.channel)
        hangUp(entry, &scene, leg: offer.channel, reason: .busy)
        #expect(scene.facts.compactMap(\.lost?.why) == [.withdrawn])
        #expect(closed(scene).isEmpty)
        #expect(try scene.agent("anna").idleSince == idle)
        #expect(try scene.running().agent == AgentID("bert"), "the one whose ring was ended rests first")
        hangUp(entry, &scene, leg: offer.channel)
        #expect(scene.facts.isEmpty, "a ring that is over ends nothing")
    }

    @Test("C3 an order for a ring is refused once that was picked up, talked on or not", arguments: [false, true])
    func ringPickedUp(talks: Bool) throws {
        var scene = scene()
        let entry = scene.arrive()
        let offer = try scene.running()
        scene.ringing(offer.channel)
        let order = CallerCommand.hangUp(leg: offer.channel, onlyRing: true)
        #expect(scene.engine.refusal(of: order, about: entry) == nil)
        if talks { _ = try scene.talk() } else { scene.answer(offer.channel) }
        #expect(scene.engine.refusal(of: order, about: entry) == .pickedUp)
        scene.send(.callerCommanded(entry, order))
        #expect(scene.facts.isEmpty && scene.asked.isEmpty)
        #expect(scene.engine.refusal(of: .hangUp(leg: offer.channel), about: entry) == nil, "the call is meant")
    }

    @Test("C3 Q14 who is to be called back is not, asked for or being dialled", arguments: [false, true])
    func callback(isDialled: Bool) throws {
        var scene = scene(callback: true)
        scene.command("anna", .notReady(reason: "break"))
        let entry = scene.arrive()
        scene.send(
            .callerCommanded(entry, .callBack(CallbackRequest(customer: CallerToken("k1"), key: nil))))
        scene.end(Self.c1)
        guard isDialled else {
            hangUp(entry, &scene)
            #expect(
                scene.facts == [
                    .callbackEnded(CallbackEnded(entry: entry, queue: Scene.sales, why: .cancelled))
                ])
            return
        }
        scene.command("anna", .ready)
        scene.answer(try scene.running().channel)
        let customer = try #require(scene.entry(entry)?.channel)
        scene.ringing(customer)
        hangUp(entry, &scene, reason: .busy)
        let fact = try #require(closed(scene).first)
        #expect(fact.outcome == .callback && fact.detail == CallbackEnd.cancelled.rawValue && fact.by == .order)
        #expect(scene.facts.compactMap(\.lost?.why) == [.withdrawn])
        #expect(scene.asked.contains(.hangUp(customer, .busy)), "\(scene.asked)")
        scene.end(customer)
        #expect(closed(scene).count == 1 && scene.state.entries.isEmpty)
    }

    @Test("C3 Q17 killed between the order and the hang-up: both legs go after the start, and the entry closed once")
    func killed() throws {
        var scene = scene()
        let entry = scene.arrive()
        let offer = try scene.talk()
        hangUp(entry, &scene)
        var state = QueueState()
        for fact in scene.journal { state.apply(fact) }
        scene.engine = QueueEngine(state: state, boot: "t2")
        scene.send(.settingsLoaded(state.settings))
        // The caller is told of as whoever is found in the application.
        scene.send(
            .callerArrived(
                Arrival(
                    entry: EntryID("again"), call: CallID("again"), server: Scene.one, channel: Self.c1,
                    queue: Scene.sales, caller: CallerToken("again"), enteredAt: scene.time, wasLetIn: true)))
        scene.reconcile(
            ServerPicture(
                legs: [
                    .init(channel: Self.c1, isUp: true, bridge: offer.bridge),
                    .init(channel: offer.channel, isUp: true, bridge: offer.bridge, endpoint: "PJSIP/anna"),
                ], bridges: [offer.bridge], blindFrom: scene.time, blindUntil: scene.time))
        #expect(scene.asked.contains(.hangUp(Self.c1, .normal)))
        #expect(scene.asked.contains(.hangUp(offer.channel, .normal)))
        scene.end(Self.c1)
        scene.end(offer.channel)
        #expect(closed(scene).map(\.by) == [.order])
        #expect(scene.state.entries.isEmpty && scene.state.leaving.isEmpty)
    }

    @Test("C3 on a silent server nothing is done")
    func silent() throws {
        var scene = scene()
        let entry = scene.arrive()
        _ = try scene.talk()
        scene.send(.serverLost(Scene.one))
        #expect(scene.engine.refusal(of: .hangUp(), about: entry) == .serverAway)
        hangUp(entry, &scene)
        #expect(scene.facts.isEmpty && closed(scene).isEmpty)
        #expect(scene.engine.refusal(of: .hangUp(), about: EntryID("nobody")) == .unknown)
    }
}
