import ARITelephony
import Queueing
import Telephony
import Testing

@testable import CallCenter

/// The core between ports that only take notes: queue `sales` under the number 700 on server `one`.
struct CoreScene {
    static let one = ServerID("one")
    static let sales = QueueID("sales")
    static let voicemail = DialplanPlace(context: "voicemail", extension: "sales")

    let clock: ManualClock
    let journal = FakeJournal()
    let effects = FakeEffects()
    let picture: FakePicture
    let traced = Told<Tracer.Item>()
    let core: Core
    private let recovered: QueueState

    /// - Parameters:
    ///   - agents: all ready, each at the endpoint of their name.
    ///   - recovered: what an earlier process left.
    init(
        agents: [String] = [], queue: QueueSettings = QueueSettings(id: CoreScene.sales, name: "Sales"),
        defaultQueue: QueueID? = nil, recovered: QueueState = QueueState(), clock: ManualClock = ManualClock(),
        boot: String = "t1", readers: (any PictureSink)? = nil
    ) async {
        self.clock = clock
        picture = FakePicture(next: readers)
        self.recovered = recovered
        let numbers = NumberTable([("700", queue.id)], default: defaultQueue)
        let traced = traced
        core = Core(
            engine: QueueEngine(state: recovered, boot: boot),
            ids: IdentifierSource(node: NodeID("n1"), boot: boot), numbers: numbers, application: "mayday",
            ports: Core.Ports(
                journal: journal, effects: effects, picture: picture, trace: Tracer { traced.add($0) }),
            clock: clock.wall, log: quiet)
        let people = agents.map {
            AgentSettings(
                id: AgentID($0), name: $0, endpoint: "PJSIP/\($0)", server: Self.one, queues: [queue.id],
                startsReady: true)
        }
        await core.load(Settings(queues: [queue], agents: people), numbers: numbers)
    }

    // MARK: What happened

    var facts: [Fact] { journal.facts.items.map(\.fact) }
    var asked: [Effect.Action] { effects.effects.items.map(\.action) }
    var orders: [FakeEffects.Order] { effects.orders.items }
    /// What the facts say.
    var state: QueueState {
        var state = recovered
        for fact in journal.facts.items { state.apply(fact) }
        return state
    }
    var opened: [EntryOpened] {
        facts.compactMap { if case .entryOpened(let fact) = $0 { fact } else { nil } }
    }
    var closed: [EntryClosed] {
        facts.compactMap { if case .entryClosed(let fact) = $0 { fact } else { nil } }
    }
    var probes: Int { orders.filter { if case .probe = $0 { true } else { false } }.count }

    func last(_ matches: (Effect.Action) -> Bool) throws -> Effect {
        try #require(effects.effects.items.last { matches($0.action) })
    }

    // MARK: What happens

    /// The connection stands and the server's state is known.
    func up(_ snapshot: AsteriskSnapshot? = nil) async {
        await core.linkConnected(Self.one)
        _ = await core.reconcile(Self.one, with: snapshot ?? self.snapshot())
    }

    func hear(_ kinds: TelephonyEvent.Kind...) async { await hear(at: clock.now, kinds) }
    func hear(at moment: Instant, _ kinds: [TelephonyEvent.Kind]) async {
        await core.receive(kinds.map { TelephonyEvent(at: moment, $0) }, from: Self.one)
    }

    /// A caller is in our application.
    func enter(_ channel: String, _ arguments: [String] = ["700"], variables: [LegVariable] = []) async {
        await hear(entrance(channel, arguments, variables: variables))
    }

    /// A caller is in our application, and an agent has picked up and been connected: returns the offer.
    func talk(_ channel: String = "c1") async throws -> QueueState.Offer {
        await enter(channel)
        let offer = try #require(state.offers.values.first)
        await hear(.legStateChanged(leg(offer.channel.raw, state: .up)))
        let connect = try last { if case .connect = $0 { true } else { false } }
        await core.effectFinished(connect, .done)
        return offer
    }

    // MARK: Values

    func leg(
        _ channel: String, state: LegState = .up, in arguments: [String]? = ["700"], name: String = "PJSIP/trunk-0001",
        variables: [LegVariable] = [], createdAt: Instant = Instant(milliseconds: 0)
    ) -> LegSnapshot {
        let dialplan = DialplanPosition(
            context: "from-trunk", application: arguments == nil ? "Queue" : "Stasis",
            data: (["mayday"] + (arguments ?? [])).joined(separator: ","))
        return LegSnapshot(
            id: ChannelID(channel), name: name, state: state,
            caller: CallerID(name: "Ada", number: PhoneNumber("030555")), dialplan: dialplan,
            createdAt: createdAt, variables: variables)
    }

    func entrance(
        _ channel: String, _ arguments: [String] = ["700"], variables: [LegVariable] = []
    ) -> TelephonyEvent.Kind {
        .legEnteredApplication(
            leg(channel, state: .ring, in: arguments, variables: variables),
            ApplicationEntry(name: "mayday", arguments: arguments), replaced: nil)
    }

    func goodbye(_ channel: String, cause: Int = 16) -> TelephonyEvent.Kind {
        .legHangupRequested(leg(channel), HangupCause(cause), soft: false)
    }
    func exit(_ channel: String) -> TelephonyEvent.Kind { .legLeftApplication(leg(channel), application: "mayday") }

    func snapshot(
        _ legs: [LegSnapshot] = [], bridges: [BridgeSnapshot] = [], endpoints: [Endpoint] = [],
        of asterisk: String = "a", startedAt: Instant = Instant(milliseconds: 1), beatAt: Instant? = nil
    ) -> AsteriskSnapshot {
        var snapshot = AsteriskSnapshot(
            server: Self.one, asteriskID: asterisk, startedAt: startedAt, begunAt: clock.now,
            endedAt: clock.now, legs: legs, bridges: bridges, endpoints: endpoints)
        snapshot.beatAt = beatAt
        return snapshot
    }
}

extension Effect.Action {
    var isWelcome: Bool { if case .welcome = self { true } else { false } }
    var isDial: Bool { if case .dial = self { true } else { false } }
    var isConnect: Bool { if case .connect = self { true } else { false } }
    var isRelease: Bool { if case .release = self { true } else { false } }
}
