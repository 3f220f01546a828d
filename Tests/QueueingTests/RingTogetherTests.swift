import Queueing
import Telephony
import Testing

@Suite("Q7 several phones ring for one caller")
struct RingTogetherTests {
    private func scene(
        _ strategy: Strategy = .ringAll, maxWait: Span? = nil, ringStep: Span = .seconds(5), ready: Bool = true
    ) -> Scene {
        Scene(
            agents: ["anna", "bert", "carl"],
            queue: QueueSettings(
                id: Scene.sales, name: "Sales", maxWait: maxWait, strategy: strategy, ringStep: ringStep), ready: ready)
    }

    private func legs(_ scene: Scene) -> [String: ChannelID] {
        Dictionary(
            scene.state.offers.values.map { ($0.agent.raw, $0.channel) }, uniquingKeysWith: { first, _ in first })
    }

    @Test("Q1 ring all: all phones ring, the first to answer has the caller, the others hear that it was answered")
    func ringAll() throws {
        var scene = scene()
        let entry = scene.arrive()
        #expect(Set(scene.facts.compactMap(\.made?.agent.raw)) == ["anna", "bert", "carl"])
        let legs = legs(scene)
        for leg in legs.values { scene.ringing(leg) }
        let bert = try #require(legs["bert"])
        scene.answer(bert)
        #expect(scene.facts.compactMap(\.lost?.why) == [.answeredElsewhere, .answeredElsewhere])
        for name in ["anna", "carl"] {
            #expect(scene.asked.contains(.hangUp(try #require(legs[name]), .answeredElsewhere)))
        }
        #expect(scene.entry(entry)?.winner.flatMap { scene.state.offers[$0]?.agent.raw } == "bert")
        try scene.finish(scene.effects.first { if case .connect = $0.action { true } else { false } }, .done)
        #expect(scene.entry(entry)?.stage == .connected)
    }

    @Test("Q7 two agents answer in the same millisecond: one has the caller, the other's leg is hung up")
    func sameMillisecond() throws {
        var scene = scene()
        scene.arrive()
        let legs = legs(scene)
        let (anna, bert) = (try #require(legs["anna"]), try #require(legs["bert"]))
        scene.answer(anna)
        let first = scene.facts
        scene.answer(bert)
        #expect(first.contains { if case .offerAnswered = $0 { true } else { false } })
        #expect(scene.facts.isEmpty)
        #expect(scene.asked == [.hangUp(bert, .answeredElsewhere)] || scene.asked.isEmpty == false)
        #expect(try scene.agent("bert").work.isEmpty)
        scene.end(bert)
        #expect(try scene.agent("bert").isAvailable)
    }

    @Test("Q7 the caller hangs up while all phones ring: every phone stops, nobody loses their turn")
    func callerLeaves() throws {
        var scene = scene()
        scene.arrive()
        let legs = legs(scene)
        scene.end(ChannelID("c1"))
        #expect(scene.facts.compactMap(\.lost?.why) == [.withdrawn, .withdrawn, .withdrawn])
        #expect(Set(scene.asked) == Set(legs.values.map { .hangUp($0, .normal) }))
        #expect(scene.facts.compactMap(\.closed?.outcome) == [.abandoned])
    }

    @Test("Q1 ring all: who becomes ready meanwhile rings too, who declines rests and rings again")
    func joining() throws {
        var scene = scene(ready: false)
        scene.command("anna", .logIn)
        scene.arrive()
        scene.command("bert", .logIn)
        #expect(scene.facts.compactMap(\.made?.agent.raw) == ["bert"])
        let bert = try #require(legs(scene)["bert"])
        scene.end(bert, cause: 21)
        #expect(scene.facts.compactMap(\.lost?.why) == [.rejected])
        #expect(scene.state.offers.count == 1)
        scene.pass(2000)
        #expect(scene.facts.compactMap(\.made?.agent.raw) == ["bert"])
    }

    @Test("Q9 at the end of the longest wait the phones that ring are the last; after them the caller goes")
    func overdue() throws {
        var scene = scene(maxWait: .seconds(20), ready: false)
        scene.command("anna", .logIn)
        let entry = scene.arrive()
        scene.pass(12_000)
        scene.command("bert", .logIn)
        scene.pass(3000)
        #expect(scene.facts.compactMap(\.lost?.agent.raw) == ["anna"])
        scene.end(try #require(scene.journal.compactMap(\.fact.made).first?.channel))
        scene.pass(2000)
        #expect(scene.facts.compactMap(\.made?.agent.raw) == ["anna"])
        scene.pass(3000)
        #expect(scene.facts == [.entryOverdue(entry)])
        scene.command("carl", .logIn)
        #expect(scene.facts.compactMap(\.made).isEmpty)
        scene.pass(7000)
        #expect(scene.facts.compactMap(\.lost?.agent.raw) == ["bert"])
        #expect(scene.facts.compactMap(\.closed).isEmpty)
        scene.pass(5000)
        #expect(scene.facts.compactMap(\.closed?.outcome) == [.timeout])
    }

    @Test("Q9 who answers after the longest wait, on a phone that rang, still has the caller")
    func overdueAnswered() throws {
        var scene = scene(maxWait: .seconds(10))
        let entry = scene.arrive()
        scene.pass(10_000)
        #expect(scene.facts == [.entryOverdue(entry)])
        scene.answer(try #require(legs(scene)["carl"]))
        try scene.finish(scene.effects.first { if case .connect = $0.action { true } else { false } }, .done)
        #expect(scene.entry(entry)?.stage == .connected)
        scene.pass(60_000)
        #expect(scene.entry(entry)?.stage == .connected)
    }

    @Test("Q9 a longer wait that is allowed meanwhile lets phones ring again")
    func overdueExtended() throws {
        var scene = scene(maxWait: .seconds(10))
        scene.arrive()
        scene.pass(10_000)
        var settings = scene.state.settings
        settings.queues[0].maxWait = .seconds(60)
        scene.send(.settingsLoaded(settings))
        scene.pass(5000)
        #expect(scene.facts.compactMap(\.lost).count == 3)
        #expect(scene.facts.compactMap(\.closed).isEmpty)
        scene.pass(2000)
        #expect(scene.facts.compactMap(\.made).count == 3)
    }

    @Test("Q1 ring progressively: one phone more with each step, the longest idle first")
    func progressively() throws {
        var scene = scene(.ringProgressively, ringStep: .seconds(4), ready: false)
        for name in ["carl", "anna", "bert"] {
            scene.advance(10)
            scene.command(name, .logIn)
        }
        let entry = scene.arrive()
        #expect(scene.facts.compactMap(\.made?.agent.raw) == ["carl"])
        scene.pass(3999)
        #expect(scene.facts.isEmpty)
        scene.pass(1)
        #expect(scene.facts.first == .entryWidened(entry, offersAtOnce: 2))
        #expect(scene.facts.compactMap(\.made?.agent.raw) == ["anna"])
        scene.pass(4000)
        #expect(scene.facts.compactMap(\.made?.agent.raw) == ["bert"])
        scene.answer(try #require(legs(scene)["anna"]))
        #expect(Set(scene.facts.compactMap(\.lost?.agent.raw)) == ["bert", "carl"])
    }

    @Test("Q7 the bridge fails: the caller is on music again and all phones ring anew")
    func bridgeFails() throws {
        var scene = scene()
        let entry = scene.arrive()
        let legs = legs(scene)
        scene.answer(try #require(legs["anna"]))
        let connect = scene.effects.first { if case .connect = $0.action { true } else { false } }
        for name in ["bert", "carl"] { scene.end(try #require(legs[name])) }
        try scene.finish(connect, .refused("no"))
        #expect(scene.journal.contains { $0.fact.lost?.why == .failed })
        #expect(scene.entry(entry)?.winner == nil)
        #expect(Set(scene.state.offers.values.map(\.agent.raw)) == ["bert", "carl"])
    }

    @Test("Q17 a restart in the middle of the ringing: who answered meanwhile has the caller, the others stop")
    func restart() throws {
        var scene = scene()
        let entry = scene.arrive()
        let legs = legs(scene)
        let bert = try #require(legs["bert"])
        let read = try EngineCheckpoint.state(from: EngineCheckpoint.bytes(of: scene.state))
        #expect(read == scene.state)
        scene.engine = QueueEngine(state: read, boot: "t2")
        let picture = ServerPicture(
            legs: [ServerPicture.Leg(channel: ChannelID("c1"), isUp: true, bridge: nil)]
                + legs.values.map { ServerPicture.Leg(channel: $0, isUp: $0 == bert, bridge: nil) },
            bridges: [], blindFrom: scene.time, blindUntil: scene.time)
        scene.reconcile(picture)
        #expect(scene.entry(entry)?.winner.flatMap { scene.state.offers[$0]?.agent.raw } == "bert")
        #expect(scene.facts.compactMap(\.lost?.why) == [.answeredElsewhere, .answeredElsewhere])
    }
}
