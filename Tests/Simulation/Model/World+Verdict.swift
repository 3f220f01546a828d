import Queueing
import Telephony

/// The end of a run: everything is repaired, everybody is served, and the facts are held against what happened.
extension World {
    mutating func drain() {
        isDraining = true
        for index in base.queues.indices { base.queues[index].hours.schedule = nil }
        settings = base
        if service.isAlive { feed(.settingsLoaded(settings)) } else { start(service.boot + 1) }
        openEverything()
        diskEmpties()
        for server in asterisks.indices where !asterisks[server].isConnected {
            plan(.connects(server: server, socket: asterisks[server].socket), in: 1...1000)
        }
        // Whoever sits at another's phone gets up, and comes back to their own when all calls are over.
        for agent in service.engine.state.agents.values.sorted(by: { $0.id < $1.id }) where agent.seat != nil {
            feed(.agentCommanded(agent.id, .logOut))
        }
        plan(.everybodyReturns, in: 600_000...600_000)
        for agent in people.indices {
            setRegistered(agent, true)
            otherCallEnds(agent)
            guard service.engine.state.agents[people[agent].settings.id]?.seat == nil else { continue }
            feed(.agentCommanded(people[agent].settings.id, .logIn))
            feed(.agentCommanded(people[agent].settings.id, .ready))
        }
        resumeAll()
        // Whoever's phone died comes back to life: a dead leg would otherwise ring for ever.
        for caller in callers.indices where callers[caller].isAlive {
            let channel = asterisks[callers[caller].server].channels[callers[caller].channel]
            if channel?.isInApplication == false { plan(.callerReturns(caller: caller), in: 1...1000) }
        }
        checkAgainLater()
    }

    mutating func everybodyReturns() {
        for person in people {
            guard let agent = service.engine.state.agents[person.settings.id] else { continue }
            if agent.state == .offline { feed(.agentCommanded(agent.id, .logIn)) }
            // Their phone was busy when the headset was called.
            if agent.state == .notReady, agent.reason == "headset" { feed(.agentCommanded(agent.id, .ready)) }
        }
    }

    /// A dead phone in a bridge keeps its caller; people notice.
    private mutating func checkAgainLater() {
        for server in asterisks.indices {
            for bridge in asterisks[server].bridges.sorted() where !isHealthy(server, bridge) {
                for id in asterisks[server].members(of: bridge) {
                    if case .caller = asterisks[server].channels[id]?.owner {
                        plan(.hangsUp(server: server, channel: id), in: 20_000...40_000)
                    }
                }
            }
        }
    }

    mutating func judge() {
        if !service.pending.isEmpty { violate("facts are left uncommitted") }
        for server in asterisks {
            let stay = headsetsToStay(on: server.id)
            let channels = Set(server.channels.keys)
            let bridges = server.bridges
            for id in stay.channels.sorted() where server.channels[id]?.hearsRing == true {
                violate("headset \(id) is left with a ring tone")
            }
            if channels != stay.channels {
                violate("channels are left: \(channels.symmetricDifference(stay.channels).sorted())")
            }
            if bridges != stay.bridges {
                violate("bridges are left: \(bridges.symmetricDifference(stay.bridges).sorted())")
            }
        }
        let state = service.engine.state
        if !state.entries.isEmpty { violate("entries are left: \(state.entries.keys.sorted())") }
        if !state.offers.isEmpty || !state.leaving.isEmpty
            || state.legs.count != state.agents.values.count(where: { $0.liveHeadset != nil })
        {
            violate("legs are left")
        }
        if let deadline = service.engine.nextDeadline { violate("something is still pending at \(deadline)") }
        for violation in journal.ledger.violations { violate("ledger: \(violation)") }
        if !journal.ledger.requests.isEmpty || !journal.ledger.waiting.isEmpty || !journal.ledger.talking.isEmpty
            || !journal.ledger.balances
        {
            violate("the figures do not balance")
        }
        for agent in state.agents.values.sorted(by: { $0.id < $1.id }) where !agent.isAvailable && !isPaused(agent) {
            violate("\(agent.id) is left \(agent.state)")
        }
        compare()
    }

    /// Facts and truth, stay by stay.
    private mutating func compare() {
        var opened: [Int: [EntryOpened]] = [:]
        var connected: [EntryID: Instant] = [:]
        var closed: [EntryID: EntryClosed] = [:]
        var taken: Set<EntryID> = []
        let told = toldHolds()
        for dated in journal.facts {
            switch dated.fact {
            case .entryOpened(let fact):
                if let from = fact.from { stayOf[fact.entry] = stayOf[from] }
                if let stay = stayOf[fact.entry] { opened[stay, default: []].append(fact) } else { violate("no stay") }
            case .callbackTaken(let fact): taken.insert(fact.entry)
            case .entryConnected(let fact): connected[fact.entry] = dated.at
            case .entryClosed(let fact): closed[fact.entry] = fact
            default: break
            }
        }
        compareCallbacks(
            Dictionary(opened.values.joined().map { ($0.entry, $0) }, uniquingKeysWith: { first, _ in first }), closed)
        for (index, stay) in stays.enumerated() where !stay.isCallback {
            let entries = opened[index] ?? []
            if entries.count(where: { $0.from == nil }) > 1 {
                violate("caller \(stay.caller) counts \(entries.count) times")
            }
            // Who was sent on counts once in each queue; how it ended is said by the last.
            guard let entry = entries.last else {
                if !stay.isTouched { violate("caller \(stay.caller) does not count") }
                continue
            }
            guard !taken.contains(entry.entry) else {
                if !stay.isTouched, ![.released, .hungUp].contains(stay.end) || stay.bridgedAt != nil {
                    violate("caller \(stay.caller) is to be called back and ended as \(stay.end as Any)")
                }
                continue
            }
            guard let end = closed[entry.entry] else { continue }
            let wasBridged = stays.contains { $0.caller == stay.caller && $0.bridgedAt != nil }
            if end.outcome == .answered, !wasBridged { violate("caller \(stay.caller) was answered by nobody") }
            compareInferred(stay, end)
            if !stay.isTouched {
                compare(stay, entry, end, connectedAt: connected[entry.entry])
                compareHold(stay, told: told[entry.entry])
            }
        }
    }

    private mutating func compare(_ stay: Stay, _ entry: EntryOpened, _ end: EntryClosed, connectedAt: Instant?) {
        let name = "caller \(stay.caller)"
        if end.inferred { violate("\(name): nothing had to be inferred") }
        if let bridgedAt = stay.bridgedAt {
            if end.outcome != .answered { violate("\(name) talked and counts as \(end.outcome)") }
            if let connectedAt, !clockHasJumped {
                let told = (connectedAt - entry.enteredAt).milliseconds
                if abs(told - (bridgedAt - stay.enteredAt)) > 300 {
                    violate("\(name) waited \(bridgedAt - stay.enteredAt) ms, told \(told)")
                }
            }
            return
        }
        let allowed: [EntryOutcome] =
            switch stay.end {
            case .hungUp: [.abandoned, .timeout, .withdrawn, .failed, .full, .joinEmpty, .leaveEmpty, .key, .closed]
            case .moved: [.overflow]
            case .released: [.timeout, .withdrawn, .failed, .full, .joinEmpty, .leaveEmpty, .key, .closed]
            case .hungUpByService, .lostWithServer, nil: []
            }
        // Who was sent away as the queue closed has overflowed, wherever to.
        let wasShut = end.outcome == .overflow && end.detail == EntryOutcome.closed.rawValue
        if wasShut, stay.end == .hungUp || stay.end == .released { return }
        if !allowed.contains(end.outcome) { violate("\(name) ended as \(stay.end as Any), told \(end.outcome)") }
    }

    /// One number for the whole run: every fact, and the state at the end.
    package var hash: UInt64 {
        var journal = journal
        journal.mix(EngineCheckpoint.hash(of: service.engine.state))
        journal.mix(UInt64(steps))
        return journal.hash
    }

    package var factCount: Int { journal.facts.count }
    package var callerCount: Int { stays.count }

    /// Whether a queue paused them after everybody was told to be ready: their phone still rang or was still busy then.
    private func isPaused(_ agent: QueueState.Agent) -> Bool {
        let causes: [String: AutoPause] = ["no_answer": .noAnswer, "busy": .busy, "unreachable": .unreachable]
        guard agent.state == .notReady, let cause = agent.reason.flatMap({ causes[$0] }) else { return false }
        return settings.queues.contains { $0.autoPause.contains(cause) && agent.settings.serves($0.id) }
    }
}
