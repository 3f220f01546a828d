import Telephony

/// What must hold after every input. The simulation asks at each step; a service may ask in a debug build. Costs time
/// in proportion to everything that is known.
package enum Invariants {
    /// Every violation in words; empty if all is well.
    package static func violations(of engine: QueueEngine) -> [String] {
        var found = violations(of: engine.state)
        check(engine.asks, engine.state, &found)
        for agent in engine.state.agents.values where agent.hasRoom {
            if engine.phones.isAway(agent.endpointKey) {
                found.append("\(agent.id) has room for calls without a phone")
            }
        }
        for agent in engine.state.agents.values where agent.state == .ready {
            if engine.phones.isAway(agent.endpointKey) { found.append("\(agent.id) is ready without a phone") }
            if agent.restUntil == nil, agent.headset?.isUp != true, engine.phones.isBusy(agent.endpointKey) {
                found.append("\(agent.id) is ready in another call")
            }
        }
        if let first = engine.state.deadlines.first, first.at <= engine.now { found.append("\(first) is overdue") }
        if let first = engine.asks.nextReminder, first <= engine.now { found.append("a reminder is overdue") }
        for entry in engine.state.entries.values where engine.state.isUp(entry.server) {
            checkIsServed(entry, engine.state, &found)
            checkDemand(entry, engine.state, now: engine.now, &found)
        }
        checkVacancies(engine, &found)
        checkDoors(engine, &found)
        checkHeadsets(engine, &found)
        checkCallbacks(engine, &found)
        return found.sorted()
    }

    /// Nobody waits for whom a phone could ring, and the next one's time is known where they ring one after another.
    private static func checkIsServed(_ entry: QueueState.Entry, _ state: QueueState, _ found: inout [String]) {
        guard let queue = state.queues[entry.queue], !queue.isRetired else { return }
        if wants(entry, queue) {
            if state.agents.values.contains(where: { couldServe($0, entry, state) }) {
                found.append("\(entry.id) waits although an agent is available")
            }
        } else if queue.settings.strategy == .ringProgressively, entry.callback == nil || queue.door.isOpen,
            entry.winner == nil, entry.pick == nil,
            !entry.isOverdue, entry.stage == .offered, !state.deadlines.contains(where: { $0.owner == .step(entry.id) })
        {
            found.append("no further phone will ring for \(entry.id)")
        }
    }

    /// Every violation of the state alone.
    package static func violations(of state: QueueState) -> [String] {
        var found: [String] = []
        for entry in state.entries.values { check(entry, state, &found) }
        for offer in state.offers.values { check(offer, state, &found) }
        for agent in state.agents.values { check(agent, state, &found) }
        checkSeats(state, &found)
        checkDispositions(state, &found)
        checkPlaces(state, &found)
        checkIndexes(state, &found)
        return found.sorted()
    }

    private static func check(_ entry: QueueState.Entry, _ state: QueueState, _ found: inout [String]) {
        let winner = entry.winner.flatMap { state.offers[$0] }
        let running = state.offers.values.filter { $0.entry == entry.id }.sorted { $0.number < $1.number }
        if entry.running != running.map(\.id) { found.append("\(entry.id) does not know its offers") }
        if entry.winner != nil, entry.running != [entry.winner] {
            found.append("\(entry.id) is offered to others although somebody picked up")
        }
        switch entry.stage {
        case .waiting:
            if !entry.running.isEmpty { found.append("\(entry.id) waits and has an offer") }
            if state.queues[entry.queue]?.isRetired != false, state.isUp(entry.server) {
                found.append("\(entry.id) waits in no queue")
            }
        case .offered:
            if entry.running.isEmpty || winner?.stage == .connected {
                found.append("\(entry.id) is offered without an offer")
            }
        case .connected:
            if winner?.entry != entry.id || winner?.stage != .connected || entry.connectedAt == nil {
                found.append("\(entry.id) is connected to nobody")
            }
        }
        if let at = entry.connectedAt, at < entry.enteredAt { found.append("\(entry.id) waited a negative time") }
    }

    private static func check(_ offer: QueueState.Offer, _ state: QueueState, _ found: inout [String]) {
        if state.entries[offer.entry]?.running.contains(offer.id) != true { found.append("\(offer.id) has no entry") }
        let isPickedUp = offer.stage == .answered || offer.stage == .connected
        if isPickedUp != (state.entries[offer.entry]?.winner == offer.id) {
            found.append("\(offer.id) is \(offer.stage), its entry knows otherwise")
        }
        if state.entries[offer.entry]?.server != offer.server { found.append("\(offer.id) crosses servers") }
        guard let agent = state.agents[offer.agent], agent.work.count(where: { $0.offer == offer.id }) == 1 else {
            found.append("\(offer.id) has no agent of its own")
            return
        }
        // Whoever talks talks, whatever rings beside.
        let talks = state.offers.values.contains { $0.agent == agent.id && $0.stage == .connected }
        let fits =
            switch offer.stage {
            case .connected: agent.state.isInCalls
            case _ where talks: agent.state.isInCalls
            case .dialling: agent.state == .dialling
            case .ringing: agent.state == .ringing
            case .answered where state.entries[offer.entry]?.isBeingCalledBack == true: agent.state == .reserved
            case .answered: agent.state == .dialling || agent.state == .ringing
            }
        if !fits { found.append("\(offer.id) is \(offer.stage), its agent \(agent.state)") }
    }

    private static func check(_ agent: QueueState.Agent, _ state: QueueState, _ found: inout [String]) {
        let isBusy = agent.state.isOffered || agent.state.isInCalls
        if isBusy == agent.work.isEmpty { found.append("\(agent.id) is \(agent.state), at work on \(agent.work)") }
        checkWork(agent, state, &found)
        checkHolds(agent, state, &found)
        if agent.afterCall != nil, !isBusy { found.append("\(agent.id) has an afterCall and no call") }
        if agent.restUntil != nil, ![.ready, .talking, .held, .wrapUp].contains(agent.state) {
            found.append("\(agent.id) rests as \(agent.state)")
        }
        if agent.until != nil, agent.state != .wrapUp, agent.state != .unreachable {
            found.append("\(agent.id) is \(agent.state) until")
        }
        if agent.state == .wrapUp, agent.until == nil { found.append("\(agent.id) wraps up for ever") }
        if agent.isRetired, !isBusy, !state.isSilent(agent.settings.server) {
            found.append("\(agent.id) is retired and still here")
        }
    }

    /// Nobody is in two places: as many legs as there are parties.
    private static func checkPlaces(_ state: QueueState, _ found: inout [String]) {
        let idle = state.agents.values.count { agent in
            agent.headset.map { headset in !agent.work.contains { state.offers[$0.offer]?.leg == headset.leg } }
                ?? false
        }
        if state.legs.count != state.entries.values.count(where: \.hasLeg) + state.offers.count + state.leaving.count
            + idle
        {
            found.append("legs: somebody is in two places")
        }
        for (leg, role) in state.legs {
            let fits =
                switch role {
                case .caller(let entry): state.entries[entry]?.leg == leg
                case .agent(let offer): state.offers[offer]?.leg == leg
                case .headset(let agent): state.agents[agent]?.headset?.leg == leg
                case .leaving(let way): state.leaving[leg] == way
                }
            if !fits { found.append("\(leg.channel) is \(role), which says otherwise") }
        }
        var entries: [QueueID: Int] = [:]
        for entry in state.entries.values { entries[entry.queue, default: 0] += 1 }
        for queue in state.queues.values {
            if queue.entries != entries[queue.id, default: 0] { found.append("\(queue.id) counts its entries wrongly") }
            if queue.isRetired, queue.entries == 0 { found.append("\(queue.id) is retired and still here") }
        }
    }

    /// What is kept up to date in small steps must be what follows from the records.
    private static func checkIndexes(_ state: QueueState, _ found: inout [String]) {
        var fresh = state
        fresh.rebuildIndexes()
        if fresh.legs != state.legs { found.append("index: legs") }
        if fresh.deadlines != state.deadlines {
            found.append("index: deadlines \(Array(state.deadlines)), should be \(Array(fresh.deadlines))")
        }
        if fresh.callbacks != state.callbacks { found.append("index: callbacks") }
        if fresh.guests != state.guests { found.append("index: guests") }
        if fresh.staff != state.staff { found.append("index: staff") }
        if inUse(fresh.lanes) != inUse(state.lanes) { found.append("index: lanes") }
        if fresh.agentsAtEndpoint != state.agentsAtEndpoint { found.append("index: endpoints") }
    }

    /// Lanes and groups that somebody is in; empty ones may be kept.
    private static func inUse(_ lanes: [LaneKey: Lane]) -> [LaneKey: Lane] {
        lanes.filter { !$0.value.isEmpty }.mapValues { lane in
            var lane = lane
            lane.groups = lane.groups.filter { !$0.value.waiting.isEmpty }
            return lane
        }
    }

    /// Until the bridge is asked for, also while an agent who has picked up is told who it is.
    private static func isOnMusic(_ id: EntryID, _ state: QueueState, _ asks: Asks) -> Bool {
        guard let entry = state.entries[id] else { return false }
        if entry.callback != nil { return entry.isBeingCalledBack && entry.callback?.isAnswered == false }
        guard let winner = entry.winner else { return true }
        if case .brief = asks[.offer(winner)]?.effect.action { return true }
        return false
    }

    private static func isBriefing(_ ask: Asks.Ask) -> Bool {
        if case .brief = ask.effect.action { true } else { false }
    }

    /// What was asked for belongs to something alive, and what is under way was asked for.
    private static func check(_ asks: Asks, _ state: QueueState, _ found: inout [String]) {
        for ask in asks.all {
            let isAlive =
                switch ask.owner {
                case .entry(let id): isOnMusic(id, state, asks)
                case .offer(let id): state.offers[id] != nil
                case .talk(let id): state.entries[id]?.stage == .connected
                case .ring(let leg):
                    switch state.legs[leg] {
                    case .agent(let offer): [.answered, .connected].contains(state.offers[offer]?.stage)
                    case .headset: true
                    case .caller, .leaving, nil: false
                    }
                case .leg(let leg):
                    switch state.legs[leg] {
                    case .leaving, nil: true
                    case .caller, .agent, .headset: false
                    }
                case .headset(let agent): state.agents[agent]?.headset.map { $0.isUp == isBriefing(ask) } ?? false
                case .bridge(let key):
                    !state.offers.values.contains { $0.bridge.raw == key.channel.raw }
                        && !state.agents.values.contains { $0.headset?.bridge.raw == key.channel.raw }
                }
            if !isAlive { found.append("\(ask.effect.action) is asked for nobody") }
            if !state.isUp(ask.effect.server) { found.append("\(ask.effect.action) is asked of a silent server") }
        }
        for offer in state.offers.values where offer.stage == .answered && state.isUp(offer.server) {
            let rings = state.entries[offer.entry].map { $0.isBeingCalledBack && $0.callback?.isAnswered == false }
            if rings != true, asks[.offer(offer.id)] == nil {
                found.append("\(offer.id) is picked up and nobody makes the bridge")
            }
        }
    }
}
