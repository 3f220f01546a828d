import Logging
import Queueing
import Telephony

/// Where everything that happens meets in one order: the engine's only caller.
///
/// Events of all servers, commands, effects' results and the clock enter here; facts leave to the journal, effects leave
/// when their facts are committed, and both leave to the picture. Nothing here waits: each input is decided in one
/// synchronous step.
package actor Core {
    package struct Ports: Sendable {
        package var journal: any FactJournal
        package var effects: any EffectSink
        package var picture: any PictureSink
        package var trace: Tracer

        package init(
            journal: any FactJournal, effects: any EffectSink, picture: any PictureSink, trace: Tracer
        ) {
            self.journal = journal
            self.effects = effects
            self.picture = picture
            self.trace = trace
        }
    }

    var engine: QueueEngine
    var ids: IdentifierSource
    var numbers: NumberTable
    /// The name of our Stasis application, the same on every server.
    let application: String
    let ports: Ports
    let clock: WallClock
    let log: Logger
    var servers: [ServerID: ServerState] = [:]
    private var output = Output()
    /// The last that the journal knew of the time before this process; nothing at the first start.
    let recoveredAt: Instant?
    private var callers: [EntryID: CallerToken] = [:]
    /// Of the callers who are here, and of those who gave up and whose place is kept.
    var identities: [CallerToken: CallerIdentity]
    private var kept: Set<CallerToken>
    var lastAgents = LastAgents()
    /// Which numbers may be dialled.
    var dialling = DialRules()
    private var idle: [CheckedContinuation<Void, Never>] = []
    var followers: [ServerID: PhoneFollower] = [:]
    private var alarm: Task<Void, Never>?
    private var alarmAt: Instant?
    var isDraining = false

    package init(
        engine: QueueEngine, callers: [CallerToken: CallerIdentity] = [:],
        ids: IdentifierSource, numbers: NumberTable,
        application: String, ports: Ports, clock: WallClock, log: Logger
    ) {
        self.engine = engine
        identities = callers
        kept = Set(engine.state.regains.keys)
        self.callers = engine.state.entries.mapValues(\.caller)
        recoveredAt = engine.state.latest.milliseconds > 0 ? engine.state.latest : nil
        self.ids = ids
        self.numbers = numbers
        self.application = application
        self.ports = ports
        self.clock = clock
        self.log = log
    }

    /// How many events wait for a snapshot, at most: minutes of a busy server.
    static let heldLimit = 100_000

    // MARK: Inputs

    /// The configuration, at start or after a reload.
    /// - Parameter lastAgents: how long ago a caller's last talk may be for that agent to be preferred, where at all.
    /// - Returns: the queues that are gone with it while somebody was in them.
    @discardableResult
    package func load(
        _ settings: Settings, numbers: NumberTable, lastAgents: [QueueID: Span] = [:], dialling: DialRules = DialRules()
    ) -> [RemovedQueue] {
        self.dialling = dialling
        ports.effects.follow(dialling)
        self.numbers = numbers
        self.lastAgents.windows = lastAgents
        self.lastAgents.tidy(at: clock.now())
        let removed = engine.state.removed(by: settings)
        decide(.settingsLoaded(settings))
        flush()
        return removed
    }

    /// A command of an agent or a supervisor. Returns once it is decided; the journal follows.
    /// - Parameter order: who said so, for the record.
    package func command(_ agent: AgentID, _ command: AgentCommand, by order: OrderGiven? = nil) {
        if let order { decide(.ordered(order)) }
        decide(.agentCommanded(agent, command))
        flush()
    }

    /// A command about a caller who waits. Returns once it is decided: why it was not carried out, or nil.
    /// - Parameter order: who said so, for the record.
    package func command(
        _ entry: EntryID, _ command: CallerCommand, by order: OrderGiven? = nil
    ) -> CallerRefusal? {
        defer { flush() }
        return obey(command, about: entry, order)
    }

    /// Decides on a command about a caller, behind the order itself. What is refused is no order.
    func obey(_ command: CallerCommand, about entry: EntryID, _ order: OrderGiven?) -> CallerRefusal? {
        if let refusal = engine.refusal(of: command, about: entry) { return refusal }
        if let order {
            decide(.ordered(order))
            // What was due was decided with it, and may have come between.
            if let refusal = engine.refusal(of: command, about: entry) { return refusal }
        }
        decide(.callerCommanded(entry, command))
        return nil
    }

    /// A queue is opened or closed. Returns once it is decided.
    /// - Parameter order: who said so, for the record.
    /// - Returns: the circle in which callers would be sent if it were done, which it is not; nil where all is well.
    package func command(_ queue: QueueID, _ command: QueueCommand, by order: OrderGiven) -> [QueueID]? {
        if case .close(_, _, let target, _) = command, let circle = engine.state.circle(closing: queue, to: target) {
            return circle
        }
        decide(.ordered(order))
        decide(.queueCommanded(queue, command))
        flush()
        return nil
    }

    /// The answer to an effect. That a caller's leg is not ours any more does not say what became of them: the engine
    /// hears it when Asterisk has said whether they hung up or are in the dialplan.
    package func effectFinished(_ effect: Effect, _ result: EffectResult) {
        if case .legGone(let channel) = result {
            // A server that goes throws everybody out: the next picture tells who was lost.
            guard servers[effect.server]?.goingSince == nil else { return }
            if ask(about: channel, on: effect.server) { return }
        }
        effectFinished(effect.id, result)
    }

    /// The answer to an effect, as it is.
    package func effectFinished(_ effect: EffectID, _ result: EffectResult) {
        decide(.effectFinished(effect, result))
        flush()
    }

    /// Takes no caller in any more: new ones go to the dialplan's fall-back. Returns when those who are here have been
    /// served and have left.
    package func drain() async {
        isDraining = true
        guard hasCallers else { return }
        await withCheckedContinuation { idle.append($0) }
    }

    /// How many calls are in our hands.
    package var liveEntries: Int { engine.state.entries.values.count(where: \.hasLeg) }

    // MARK: The one step

    /// Decides on one input. What comes of it leaves with the next `flush`.
    func decide(_ input: Input) {
        engine.handle(input, at: clock.now(), into: &output)
    }

    /// Sends out what was decided since the last time, in order: facts first, their effects when they are committed.
    func flush() {
        defer { setAlarm() }
        guard !output.facts.isEmpty || !output.effects.isEmpty else { return }
        let facts = output.facts
        let effects = output.effects
        output = Output()
        let ports = ports
        follow(facts)
        tellOfPhones(facts)
        let last = ports.journal.append(facts) { areKept in
            if !effects.isEmpty { ports.effects.carryOut(effects, areKept: areKept) }
        }
        if !facts.isEmpty { ports.picture.facts(facts, last: last) }
    }

    /// Who is gone needs no name any more; the journal's erasable table keeps it. Who goes on to another queue is not.
    private func follow(_ facts: [DatedFact]) {
        for fact in facts {
            switch fact.fact {
            case .entryOpened(let opened): callers[opened.entry] = opened.caller
            case .entryClosed(let closed):
                guard let caller = callers.removeValue(forKey: closed.entry), closed.to?.queue == nil else { continue }
                ports.effects.forget(caller)
                if engine.state.regains[caller] != nil { kept.insert(caller) } else { identities[caller] = nil }
                for caller in kept where engine.state.regains[caller] == nil {
                    kept.remove(caller)
                    identities[caller] = nil
                }
            case .entryConnected(let connected):
                guard lastAgents.isWanted, let caller = callers[connected.entry], let identity = identities[caller]
                else { continue }
                lastAgents.note(identity.number, connected.agent, at: fact.at)
                ports.journal.remember(caller, identity, agent: connected.agent, at: fact.at)
            default: followCallback(fact.fact, &callers)
            }
        }
        guard !idle.isEmpty, !hasCallers else { return }
        for waiter in idle { waiter.resume() }
        idle = []
    }

    // MARK: The clock

    private func setAlarm() {
        let deadline = engine.nextDeadline
        guard deadline != alarmAt else { return }
        alarm?.cancel()
        alarmAt = deadline
        guard let deadline else { return }
        let wait = max(0, (deadline - clock.now()).milliseconds)
        alarm = Task { [weak self] in
            guard (try? await Task.sleep(for: .milliseconds(wait))) != nil else { return }
            await self?.ring()
        }
    }

    private func ring() {
        alarmAt = nil
        decide(.clock)
        flush()
    }
}
