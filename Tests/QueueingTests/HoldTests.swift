import Queueing
import Telephony
import Testing

@Suite("G3 callers whom their agent has on hold")
struct HoldTests {
    private func scene(agents: [String] = ["anna"], capacity: Int = 1) -> Scene {
        var scene = Scene(agents: agents)
        scene.reload { settings in
            settings.queues[0].wrapUp = .seconds(10)
            settings.queues[0].isExclusive = capacity == 1
            settings.agents[0].capacity = capacity
        }
        return scene
    }

    /// The caller of an entry talks with the agent whose phone rings for them.
    private func connect(_ entry: EntryID, _ scene: inout Scene) throws -> QueueState.Offer {
        let offer = try #require(scene.state.offers.values.first { $0.entry == entry })
        scene.answer(offer.channel)
        try scene.finish(scene.effects.first { if case .connect = $0.action { true } else { false } }, .done)
        return try #require(scene.state.offers[offer.id])
    }

    private func hold(_ offer: QueueState.Offer, _ isHeld: Bool, _ scene: inout Scene) {
        scene.send(.legHeld(Scene.one, offer.channel, isHeld))
    }

    private func isHeld(_ entry: EntryID, _ scene: Scene) -> Bool {
        scene.entry(entry).map(scene.state.isHeld) ?? false
    }
    private func held(_ offer: QueueState.Offer, _ scene: Scene) -> Span? {
        scene.state.offers[offer.id].map { scene.state.heldTime(of: $0, at: scene.time) }
    }

    /// What the server has: both legs, in their bridge.
    private func picture(_ offer: QueueState.Offer, _ scene: Scene, isHeld: Bool?) -> ServerPicture {
        ServerPicture(
            legs: [
                .init(channel: ChannelID("c1"), isUp: true, bridge: offer.bridge),
                .init(
                    channel: offer.channel, isUp: true, bridge: offer.bridge, endpoint: "PJSIP/anna", isHeld: isHeld),
            ], bridges: [offer.bridge], blindFrom: scene.time, blindUntil: scene.time)
    }

    @Test("G3 on hold and off again: the entry, the agent and the times; told twice, it counts once")
    func once() throws {
        var scene = scene()
        let entry = scene.arrive()
        let offer = try connect(entry, &scene)
        scene.pass(5000)
        hold(offer, true, &scene)
        let call = Hold.Held(offer: offer.id, entry: entry, queue: Scene.sales)
        #expect(
            scene.facts == [
                .holdBegun(Hold(agent: AgentID("anna"), call: call)),
                .agentChanged(AgentChanged(agent: AgentID("anna"), state: .held)),
            ])
        #expect(isHeld(entry, scene))
        #expect(try scene.agent("anna").since == scene.time)
        scene.advance(1000)
        hold(offer, true, &scene)
        #expect(scene.facts.isEmpty)
        scene.advance(2000)
        hold(offer, false, &scene)
        #expect(
            scene.facts == [
                .holdEnded(Hold(agent: AgentID("anna"), call: call)),
                .agentChanged(AgentChanged(agent: AgentID("anna"), state: .talking)),
            ])
        hold(offer, false, &scene)
        #expect(scene.facts.isEmpty)
        scene.pass(10_000)
        hold(offer, true, &scene)
        scene.pass(400)
        #expect(held(offer, scene) == Span(milliseconds: 3400))
        #expect(scene.asked.isEmpty, "the music is Asterisk's")
    }

    @Test(
        "G3 every end of a call on hold is as that of any other", arguments: ["caller", "agent", "complete", "restart"])
    func ends(_ how: String) throws {
        var scene = scene()
        let entry = scene.arrive()
        let offer = try connect(entry, &scene)
        hold(offer, true, &scene)
        scene.pass(3000)
        switch how {
        case "caller": scene.end(ChannelID("c1"))
        case "agent": scene.end(offer.channel)
        case "complete": scene.command("anna", .complete)
        default:
            scene.send(.serverLost(Scene.one))
            scene.reconcile(
                ServerPicture(
                    legs: [], bridges: [], blindFrom: scene.time, blindUntil: scene.time, startedAt: scene.time))
        }
        #expect(scene.facts.lazy.compactMap(\.closed).first?.outcome == .answered)
        #expect(scene.entry(entry) == nil)
        #expect(try scene.agent("anna").state == .wrapUp)
    }

    @Test("G3 what is asked of an agent who holds happens when the call ends: pause, logout, removal")
    func afterwards() throws {
        for (command, expected): (AgentCommand?, AgentState?) in [
            (.notReady(reason: "tea"), .notReady), (.logOut, .offline), (nil, nil),
        ] {
            var scene = scene()
            let offer = try connect(scene.arrive(), &scene)
            hold(offer, true, &scene)
            if let command {
                scene.command("anna", command)
            } else {
                scene.reload { $0.agents = [] }
            }
            #expect(try scene.agent("anna").state == .held)
            hold(offer, false, &scene)
            #expect(try scene.agent("anna").state == .talking)
            #expect(try scene.agent("anna").afterCall != nil)
            hold(offer, true, &scene)
            scene.end(ChannelID("c1"))
            #expect(scene.state.agents[AgentID("anna")]?.state == expected)
        }
    }

    @Test("G3 who holds cannot be asked, as who talks, and why says so")
    func asked() throws {
        var scene = scene()
        let offer = try connect(scene.arrive(), &scene)
        hold(offer, true, &scene)
        scene.arrive()
        #expect(scene.state.offers.count == 1)
        scene.command("anna", .ready)
        scene.command("anna", .endWrapUp)
        #expect(try scene.agent("anna").state == .held)
    }

    @Test("G3 Q6 of several calls the most active says what the agent does")
    func several() throws {
        var scene = scene(capacity: 2)
        let first = try connect(scene.arrive(), &scene)
        hold(first, true, &scene)
        #expect(try scene.agent("anna").state == .held)
        let entry = scene.arrive()
        #expect(scene.state.offers.count == 2, "who holds has room for a further call")
        scene.ringing(try #require(scene.state.offers.values.first { $0.entry == entry }).channel)
        #expect(try scene.agent("anna").state == .held, "whatever rings beside")
        scene.advance(1000)
        let second = try connect(entry, &scene)
        #expect(try scene.agent("anna").state == .talking)
        #expect(try scene.agent("anna").since == scene.time)
        scene.advance(1000)
        hold(second, true, &scene)
        #expect(try scene.agent("anna").state == .held)
        hold(first, false, &scene)
        #expect(try scene.agent("anna").state == .talking)
        scene.end(first.channel)
        #expect(try scene.agent("anna").state == .held, "the one that is left is on hold")
        #expect(try scene.agent("anna").restUntil != nil || scene.agent("anna").hasRoom)
        scene.end(second.channel)
        #expect(try scene.agent("anna").state == .wrapUp)
    }

    @Test("G3 a hold that is told before the connection counts from there; of an offer that is lost nothing is left")
    func early() throws {
        var scene = scene()
        let entry = scene.arrive()
        let offer = try scene.running()
        hold(offer, true, &scene)
        #expect(scene.facts.isEmpty, "nobody has picked up")
        scene.ringing(offer.channel)
        scene.answer(offer.channel)
        hold(offer, true, &scene)
        #expect(!isHeld(entry, scene))
        #expect(try scene.agent("anna").state == .ringing)
        scene.advance(700)
        scene.send(.legBridged(Scene.one, ChannelID("c1"), offer.bridge))
        #expect(isHeld(entry, scene))
        #expect(try scene.agent("anna").state == .held)
        scene.pass(300)
        #expect(held(offer, scene) == Span(milliseconds: 300))

        scene = self.scene()
        scene.arrive()
        let other = try scene.running()
        scene.answer(other.channel)
        hold(other, true, &scene)
        scene.end(other.channel)
        #expect(scene.state.offers.values.allSatisfy { $0.heldSince == nil })
    }

    @Test("G3 a caller's own phone, a strange leg and one that is gone hold nobody")
    func strangers() throws {
        var scene = scene()
        let offer = try connect(scene.arrive(), &scene)
        for channel in [ChannelID("c1"), ChannelID("17.9"), ChannelID("t0-a7")] {
            scene.send(.legHeld(Scene.one, channel, true))
            #expect(scene.facts.isEmpty)
        }
        scene.end(ChannelID("c1"))
        hold(offer, true, &scene)
        #expect(scene.facts.isEmpty)
    }

    @Test("G3 R2 a kill while on hold: the state is in the journal; what the server says of it afterwards counts")
    func restart() throws {
        for told: Bool? in [true, false, nil] {
            var scene = scene()
            let entry = scene.arrive()
            let offer = try connect(entry, &scene)
            hold(offer, true, &scene)
            let since = scene.time
            scene.pass(2000)
            var state = QueueState()
            for fact in scene.journal { state.apply(fact) }
            #expect(state == scene.state)
            #expect(try EngineCheckpoint.state(from: EngineCheckpoint.bytes(of: state)) == state)
            scene.engine = QueueEngine(state: state, boot: "t2")
            scene.advance(1000)
            scene.send(.settingsLoaded(state.settings))
            #expect(try scene.agent("anna").state == .held)
            scene.reconcile(picture(offer, scene, isHeld: told))
            #expect(isHeld(entry, scene) == (told ?? true))
            #expect(try scene.agent("anna").state == (told == false ? .talking : .held))
            let ended = Hold.Held(offer: offer.id, entry: entry, queue: Scene.sales)
            let fact = Fact.holdEnded(Hold(agent: AgentID("anna"), call: ended, inferred: true))
            #expect(scene.facts.contains(fact) == (told == false))
            if told != false { #expect(try scene.agent("anna").since == since) }
            #expect(held(offer, scene) == Span(milliseconds: 3000))
        }
    }

    @Test("G3 a hold that began in a gap is found, and marked as inferred")
    func begunInGap() throws {
        var scene = scene()
        let entry = scene.arrive()
        let offer = try connect(entry, &scene)
        scene.send(.serverLost(Scene.one))
        scene.pass(4000)
        scene.reconcile(picture(offer, scene, isHeld: true))
        #expect(isHeld(entry, scene))
        #expect(try scene.agent("anna").state == .held)
        #expect(held(offer, scene) == .zero, "from the moment at which it was found")
    }

    @Test("G3 Q16 nobody is put through to a headset on hold; its agent is ready when it is off hold")
    func headset() throws {
        var scene = Scene(agents: ["anna"], ready: false)
        scene.reload { $0.agents[0].connection = .nailedUp }
        scene.command("anna", .logIn)
        let headset = try #require(scene.agent("anna").headset)
        scene.answer(headset.channel)
        try scene.finish(scene.effects.first, .done)
        let first = scene.arrive()
        scene.send(.legBridged(Scene.one, ChannelID("c1"), headset.bridge))
        scene.send(.legHeld(Scene.one, headset.channel, true))
        #expect(isHeld(first, scene))
        scene.end(ChannelID("c1"))
        scene.command("anna", .endWrapUp)
        #expect(try scene.agent("anna").state == .unreachable)
        #expect(try scene.agent("anna").reason == "headset")
        let second = scene.arrive()
        #expect(scene.entry(second)?.stage == .waiting)
        scene.send(.legHeld(Scene.one, headset.channel, false))
        #expect(scene.facts.first == .holdEnded(Hold(agent: AgentID("anna"))))
        #expect(scene.entry(second)?.stage == .offered)
        scene.send(.legBridged(Scene.one, ChannelID("c2"), headset.bridge))
        #expect(try scene.agent("anna").state == .talking)
        scene.end(ChannelID("c2"))
        scene.command("anna", .endWrapUp)
        scene.send(.legHeld(Scene.one, headset.channel, true))
        #expect(try scene.agent("anna").state == .unreachable, "also between calls")
        scene.send(.serverLost(Scene.one))
        scene.reconcile(
            ServerPicture(
                legs: [
                    .init(
                        channel: headset.channel, isUp: true, bridge: headset.bridge, endpoint: "PJSIP/anna",
                        isHeld: false)
                ], bridges: [headset.bridge], blindFrom: scene.time, blindUntil: scene.time))
        #expect(try scene.agent("anna").state == .ready, "as Asterisk says after a gap")
    }

    @Test("G3 Q13 who holds is in a call, for queues that count talking as absence")
    func absence() throws {
        var scene = scene()
        scene.reload { settings in
            settings.queues[0].limits.joinEmpty = [.talking]
            settings.queues[0].limits.onJoinEmpty = .hangUp
        }
        let offer = try connect(scene.arrive(), &scene)
        for isHeld in [true, false] {
            hold(offer, isHeld, &scene)
            scene.arrive()
            #expect(scene.facts.contains { $0.closed?.outcome == .joinEmpty })
        }
    }
}
