import Queueing
import Telephony
import Testing

/// A small contact centre around an engine: queue `sales` on server `one` and the agents that a test names. The clock
/// moves only when told.
struct Scene {
    static let one = ServerID("one")
    static let sales = QueueID("sales")

    var engine: QueueEngine
    var time = Instant(milliseconds: 1_000_000)
    /// What the last input led to.
    var facts: [Fact] = []
    var effects: [Effect] = []
    var journal: [DatedFact] = []
    private var callers = 0

    init(
        agents: [String] = ["anna"], queue: QueueSettings = QueueSettings(id: Scene.sales, name: "Sales"),
        tiers: [String: Int] = [:], weights: [String: Int] = [:], skills: [String: String] = [:], ready: Bool = true
    ) {
        engine = QueueEngine(boot: "t1")
        let people = agents.enumerated().map { position, name in
            AgentSettings(
                id: AgentID(name), name: name, endpoint: "PJSIP/\(name)", server: Scene.one,
                memberships: [Membership(queue: queue.id, tier: tiers[name] ?? 1, weight: weights[name] ?? 1)],
                position: position, skills: Skills(text: skills[name] ?? ""), startsReady: ready)
        }
        send(.settingsLoaded(Settings(queues: [queue], agents: people)))
        reconcile(ServerPicture(legs: [], bridges: [], blindFrom: time, blindUntil: time))
    }

    var state: QueueState { engine.state }

    mutating func send(_ input: Input) {
        var output = Output()
        var before = engine.state
        engine.handle(input, at: time, into: &output)
        facts = output.facts.map(\.fact)
        effects = output.effects
        journal.append(contentsOf: output.facts)
        #expect(Invariants.violations(of: engine) == [], "after \(input)")
        var ledger = FactLedger()
        for fact in journal { ledger.add(fact) }
        #expect(ledger.violations == [])
        for fact in output.facts {
            var after = before
            after.apply(fact)
            #expect(Invariants.violations(of: fact, before: before, after: after) == [])
            before = after
        }
    }

    mutating func pass(_ milliseconds: Int64) {
        time = time + Span(milliseconds: milliseconds)
        send(.clock)
    }

    mutating func advance(_ milliseconds: Int64) { time = time + Span(milliseconds: milliseconds) }

    /// A caller enters `sales`; their channel is `c1`, `c2` and so on, their entry `e1`, `e2`.
    @discardableResult
    mutating func arrive(
        priority: Int = 0, enteredAt: Instant? = nil, queue: QueueID = Scene.sales, needs: Needs = .none
    ) -> EntryID {
        callers += 1
        let entry = EntryID("e\(callers)")
        send(
            .callerArrived(
                Arrival(
                    entry: entry, call: CallID("call\(callers)"), server: Scene.one, channel: ChannelID("c\(callers)"),
                    queue: queue, caller: CallerToken("k\(callers)"), enteredAt: enteredAt ?? time, priority: priority,
                    needs: needs)))
        return entry
    }

    mutating func reload(_ change: (inout Settings) -> Void) {
        var settings = state.settings
        change(&settings)
        send(.settingsLoaded(settings))
    }

    mutating func command(_ agent: String, _ command: AgentCommand) {
        send(.agentCommanded(AgentID(agent), command))
    }

    mutating func ringing(_ channel: ChannelID) { send(.legRinging(Scene.one, channel)) }
    mutating func answer(_ channel: ChannelID) { send(.legAnswered(Scene.one, channel)) }
    mutating func end(_ channel: ChannelID, cause: Int = 16, livesOn: Bool = false) {
        send(.legEnded(Scene.one, channel, LegEnd(cause: cause, livesOn: livesOn)))
    }
    mutating func finish(_ effect: Effect?, _ result: EffectResult) throws {
        send(.effectFinished(try #require(effect).id, result))
    }
    mutating func reconcile(_ picture: ServerPicture) { send(.serverReconciled(Scene.one, picture)) }

    /// The first offer rings and is picked up; the bridge is made.
    mutating func talk() throws -> QueueState.Offer {
        let offer = try running()
        answer(offer.channel)
        try finish(effects.first { if case .connect = $0.action { true } else { false } }, .done)
        return offer
    }

    /// The one running offer.
    func running() throws -> QueueState.Offer { try #require(state.offers.values.first) }

    func entry(_ id: EntryID) -> QueueState.Entry? { state.entries[id] }
    func agent(_ id: String) throws -> QueueState.Agent { try #require(state.agents[AgentID(id)]) }

    /// What the last input asked for.
    var asked: [Effect.Action] { effects.map(\.action) }
}

extension Fact {
    var closed: EntryClosed? { if case .entryClosed(let fact) = self { fact } else { nil } }
    var lost: OfferLost? { if case .offerLost(let fact) = self { fact } else { nil } }
    var made: OfferMade? { if case .offerMade(let fact) = self { fact } else { nil } }
    var changed: AgentChanged? { if case .agentChanged(let fact) = self { fact } else { nil } }
}
