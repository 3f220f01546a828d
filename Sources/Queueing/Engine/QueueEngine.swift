import Telephony

/// What one input led to. The facts are already applied to the engine's own state; they are committed together or not at
/// all. The effects are to be carried out when the facts are committed.
package struct Output: Hashable, Sendable {
    package var facts: [DatedFact] = []
    package var effects: [Effect] = []

    package init() {}

    package mutating func removeAll() {
        facts.removeAll(keepingCapacity: true)
        effects.removeAll(keepingCapacity: true)
    }
}

/// The queues' decisions: inputs in, facts and effects out. Knows no clock, no randomness and no wire.
///
/// Theory of operation. `handle` lets the input decide, then runs what is due, then matches waiting callers with
/// available agents; each decision is a fact, applied at once. An input therefore wins against a deadline of the same
/// moment: who picks up as the ring ends is connected. What the engine keeps beside its state (asks without answer, legs
/// on their way out, phones that are away or busy) is forgotten with the process; the reconcile that follows every start
/// makes up for it.
package struct QueueEngine: Sendable {
    package internal(set) var state: QueueState
    let boot: String
    var asks = Asks()
    var closing = ClosingLegs()
    var phones = Phones()
    var vacancies = Vacancies()
    var announcer = Announcer()
    var doors = Doors()
    var now: Instant
    /// Lanes in which something may now match.
    var touched: [LaneKey] = []
    private var output = Output()
    private var clock: EngineClock
    private var hasStarted = false
    /// A server's picture is being compared: who is removed stays until it is known who talks.
    var isComparing = false
    private var attempts: UInt64 = 0
    private var effects: UInt64 = 0

    /// How long an agent whose last leg is not known to have ended is left alone for that reason.
    static let legSettles = Span.seconds(2)
    /// How long an answer may take before the same is asked for again.
    static let patience = Span.seconds(5)

    /// - Parameter boot: a short random prefix that no earlier process has used (up to 8 characters, no dash).
    package init(state: QueueState = QueueState(), boot: String) {
        self.state = state
        self.boot = boot
        now = state.latest
        clock = EngineClock(notBefore: state.latest)
    }

    /// When `handle(.clock)` is due at the latest, on the clock of the inputs; nil if nothing is pending.
    package var nextDeadline: Instant? {
        let reminder = asks.nextReminder
        let all = [state.deadlines.first?.at, reminder, nextVacancy, announcer.next]
        let own = all.compactMap { $0 }.min().map { clock.wall(for: $0) }
        return [own, doors.next].compactMap { $0 }.min()
    }

    /// Decides what an input means, appending to `output`. The moments of inputs may jump; those of facts do not.
    package mutating func handle(_ input: Input, at: Instant, into output: inout Output) {
        swap(&self.output, &output)
        now = clock.read(at)
        if !hasStarted {
            hasStarted = true
            for server in state.servers.keys.sorted() { lose(server) }
        }
        watchDoors(at: at)
        decide(input)
        runDue()
        match()
        watchVacancies()
        swap(&self.output, &output)
    }

    private mutating func decide(_ input: Input) {
        switch input {
        case .settingsLoaded(let settings): load(settings)
        case .callerArrived(let arrival): admit(arrival, enteredAt: min(now, arrival.enteredAt + clock.ahead))
        case .legRinging(let server, let channel): rang(LegKey(server, channel))
        case .legAnswered(let server, let channel): answered(LegKey(server, channel))
        case .legBridged(let server, let channel, let bridge): bridged(LegKey(server, channel), bridge)
        case .keyPressed(let server, let channel, let key): pressed(LegKey(server, channel), key)
        case .legHeld(let server, let channel, let isHeld): held(LegKey(server, channel), isHeld)
        case .legEnded(let server, let channel, let end): ended(LegKey(server, channel), end)
        case .playbackEnded(_, let playback): announcer.ended(playback, music: now + Self.music)
        case .effectFinished(let effect, let result): finished(effect, result)
        case .ordered(let order): record(.orderGiven(order))
        case .agentCommanded(let agent, let command): commanded(agent, command)
        case .callerCommanded(let entry, let command): commanded(entry, command)
        case .disposed(let given): disposed(given)
        case .queueCommanded(let queue, let command): commanded(queue, command)
        case .endpointReachable(let server, let endpoint, let reachable):
            reached(EndpointKey(server: server, endpoint: endpoint), reachable)
        case .endpointBusy(let server, let endpoint, let busy):
            engaged(EndpointKey(server: server, endpoint: endpoint), busy)
        case .serverLost(let server): lose(server)
        case .serverReconciled(let server, let picture): reconcile(server, picture)
        case .clock: break
        }
    }

    // MARK: What every decision uses

    /// Takes a decision: notes the fact and applies it.
    mutating func record(_ fact: Fact) {
        if case .agentChanged(let changed) = fact { missDisposition(before: changed) }
        let dated = DatedFact(at: now, fact: fact)
        output.facts.append(dated)
        state.apply(dated)
        touch(after: fact)
        switch fact {
        case .agentChanged(let fact): disappoint(fact.agent)
        case .entryClosed(let fact): announcer[fact.entry] = nil
        case .callbackTaken(let fact): announcer[fact.entry] = nil
        case .offerAnswered(let offer):
            if let entry = state.offers[offer]?.entry { announcer[entry] = nil }
        default: break
        }
        suspect(after: fact)
    }

    /// Asks the rim for something; with an owner, until it is answered.
    mutating func ask(
        _ action: Effect.Action, on server: ServerID, call: CallID, for owner: Asks.Owner? = nil, reminds: Bool = true,
        remindIn: Span = Self.patience
    ) {
        effects += 1
        let effect = Effect(id: EffectID(number: effects), server: server, call: call, action: action)
        output.effects.append(effect)
        // Nobody answers for a server that is away; the reconcile asks anew.
        if let owner, state.isUp(server) {
            asks.begin(effect, for: owner, at: now, remindAt: reminds ? now + remindIn : nil)
        } else if let owner {
            asks.drop(owner)
        }
    }

    /// Repeats an ask, with more patience each time.
    mutating func askAgain(_ ask: Asks.Ask) {
        effects += 1
        var effect = ask.effect
        effect.id = EffectID(number: effects)
        output.effects.append(effect)
        asks.again(ask.owner, as: effect.id, remindAt: now + patience(after: ask))
    }

    func patience(after ask: Asks.Ask) -> Span {
        Span(milliseconds: Self.patience.milliseconds * Int64(ask.attempts))
    }

    /// How far the facts' moments are ahead of the inputs' clock.
    var clockAhead: Span { clock.ahead }

    mutating func nextAttempt() -> UInt64 {
        attempts += 1
        return attempts
    }

    /// Looks for callers of an agent who can be asked.
    mutating func touch(_ agent: QueueState.Agent) {
        for membership in agent.settings.memberships {
            touched.append(LaneKey(queue: membership.queue, server: agent.settings.server))
        }
    }

    private mutating func touch(after fact: Fact) {
        switch fact {
        case .entryOpened(let fact): touched.append(LaneKey(queue: fact.queue, server: fact.server))
        case .entryWidened(let entry, _), .demandRelaxed(let entry, _):
            if let entry = state.entries[entry] { touched.append(entry.lane) }
        case .offerLost(let fact):
            if let entry = state.entries[fact.entry] { touched.append(entry.lane) }
        case .partChanged(let fact):
            guard fact.part == .serving, let agent = state.agents[fact.agent], agent.canBeAsked else { return }
            touched.append(LaneKey(queue: fact.queue, server: agent.settings.server))
        case .agentChanged(let fact):
            if let agent = state.agents[fact.agent], agent.canBeAsked { touch(agent) }
        case .serverReconciled(let server, _, _):
            touched.append(contentsOf: state.lanes.keys.filter { $0.server == server })
        case .settingsChanged: touched.append(contentsOf: state.lanes.keys)
        case .queueTurned(let fact): touched.append(contentsOf: state.lanes.keys.filter { $0.queue == fact.queue })
        default: break
        }
    }
}
