import Telephony

extension QueueState {
    /// The only way in which the state changes. Never fails: what does not fit (a journal cut short) is passed over.
    package mutating func apply(_ dated: DatedFact) {
        let at = dated.at
        if at > latest { latest = at }
        switch dated.fact {
        case .settingsChanged(let settings): change(settings, at: at)
        case .entryOpened(let fact): open(fact, at: at)
        case .entryWidened(let entry, let offersAtOnce): changeEntry(entry) { $0.offersAtOnce = offersAtOnce }
        case .entryOverdue(let entry): changeEntry(entry) { $0.isOverdue = true }
        case .demandRelaxed(let id, let rung):
            guard let entry = entries[id] else { return }
            let demand = demand(of: entry.needs, at: rung, in: entry.queue)
            changeEntry(id) { entry in
                entry.rung = rung
                entry.demand = demand
            }
        case .entryPlaced(let fact): place(fact)
        case .offerMade(let fact): make(fact, at: at)
        case .offerRinging(let offer): ring(offer, at: at)
        case .offerAnswered(let offer): answer(offer)
        case .offerLost(let fact): lose(fact, at: at)
        case .entryConnected(let fact): connect(fact, at: at)
        case .holdBegun(let hold): begin(hold, at: at)
        case .holdEnded(let hold): end(hold, at: at)
        case .entryClosed(let fact): close(fact, at: at)
        case .callbackTaken(let fact): take(fact, at: at)
        case .callbackDialled(let fact): dial(fact, at: at)
        case .callbackAnswered(let entry): changeEntry(entry) { $0.callback?.isAnswered = true }
        case .callbackEnded(let fact): end(fact)
        case .callerLeft(let server, let channel):
            let leg = LegKey(server, channel)
            if leaving.removeValue(forKey: leg) != nil { legs[leg] = nil }
            letGuestGo(leg)
        case .agentChanged(let fact): change(fact, at: at)
        case .partChanged(let fact): change(fact)
        case .agentSeated(let agent, let endpoint): seat(agent, at: endpoint)
        case .queueTurned(let fact): turn(fact)
        case .orderGiven: break
        case .dispositionMissed(let fact): forgive(fact.agent, fact.entry)
        case .dispositionGiven(let fact): dispose(fact)
        case .headsetCalled(let fact): apply(fact, at: at)
        case .headsetUp(let agent): raiseHeadset(of: agent)
        case .headsetGone(let agent, _): dropHeadset(of: agent)
        case .serverLost(let server):
            servers[server] = Server(isUp: false)
            rebuildIndexes()
        case .serverReconciled(let server, _, _):
            servers[server] = Server(isUp: true)
            rebuildIndexes()
        }
    }

    // MARK: Settings

    private mutating func change(_ new: Settings, at: Instant) {
        settings = new
        for id in queues.keys { queues[id]?.isRetired = true }
        for queue in new.queues {
            let known = queues[queue.id]
            queues[queue.id] = Queue(
                settings: queue, isRetired: false, entries: known?.entries ?? 0, lastAsked: known?.lastAsked,
                handleTimes: known?.handleTimes ?? [], level: known?.level,
                door: known?.door ?? .open)
        }
        // A longer wait may be allowed now; where it is not, this is found out again at once.
        for entry in entries.values where entry.isOverdue { entries[entry.id]?.isOverdue = false }
        for entry in entries.values {
            let demand = demand(of: entry.needs, at: entry.rung, in: entry.queue)
            entries[entry.id]?.demand = demand
        }
        queues = queues.filter { !$0.value.isRetired || $0.value.entries > 0 }
        for id in agents.keys { agents[id]?.isRetired = true }
        for agent in new.agents {
            if agents[agent.id] != nil {
                agents[agent.id]?.settings = agent
                agents[agent.id]?.isRetired = false
                agents[agent.id]?.absences.removeAll { !agent.serves($0.queue) }
            } else {
                agents[agent.id] = Agent(
                    settings: agent, state: .offline, since: at, idleSince: at, failures: 0, isRetired: false)
            }
        }
        agents = agents.filter { !$0.value.isRetired || !$0.value.work.isEmpty || isSilent($0.value.settings.server) }
        shareWork()
        rebuildIndexes()
    }

    /// Whether a server that we knew is away: who is removed meanwhile may talk there, and stays until its reconcile.
    func isSilent(_ server: ServerID) -> Bool { servers[server].map { !$0.isUp } ?? false }

    // MARK: Entries

    private mutating func open(_ fact: EntryOpened, at: Instant) {
        let leg = LegKey(fact.server, fact.channel)
        guard entries[fact.entry] == nil, legs[leg] == nil else { return }
        arrivals += 1
        let entry = Entry(
            id: fact.entry, call: fact.call, server: fact.server, channel: fact.channel, queue: fact.queue,
            group: fact.group, caller: fact.caller, enteredAt: fact.enteredAt, openedAt: at, priority: fact.priority,
            arrival: arrivals, stage: .waiting, offers: 0, needs: fact.needs, rung: fact.needs.agent == nil ? 0 : -1,
            demand: demand(of: fact.needs, at: fact.needs.agent == nil ? 0 : -1, in: fact.queue), passes: fact.passes,
            from: fact.from,
            standsSince: fact.since)
        if let caller = fact.regained { regains[caller] = nil }
        entries[entry.id] = entry
        legs[leg] = .caller(entry.id)
        queues[entry.queue]?.entries += 1
        lanes[entry.lane, default: Lane()].line.insert(entry.place)
        enterIndexes(entry, Wishes(of: entry, in: self))
    }

    private mutating func connect(_ fact: EntryConnected, at: Instant) {
        guard let entry = entries[fact.entry], entry.stage == .offered, entry.winner == fact.offer,
            let offer = offers[fact.offer]
        else { return }
        offers[offer.id]?.stage = .connected
        if offer.heldSince != nil { offers[offer.id]?.heldSince = at }
        changeEntry(entry.id) { entry in
            entry.stage = .connected
            entry.connectedAt = at
        }
        lanes[entry.lane]?.line.remove(entry.place)
        callbacks.remove(entry.id)
        changeAgent(offer.agent) { agent in
            agent.begin(talk: offer.id)
            if agent.state != .talking { agent.since = at }
            agent.state = .talking
            var tally = agent.tally(of: offer.queue)
            tally.calls += 1
            agent.set(tally)
        }
    }

    private mutating func close(_ fact: EntryClosed, at: Instant) {
        guard let entry = entries[fact.entry], entry.stage != .offered else { return }
        leaveIndexes(entry, Wishes(of: entry, in: self))
        keepPlace(of: entry, fact, at: at)
        if entry.stage == .waiting { lanes[entry.lane]?.line.remove(entry.place) }
        let offer = entry.winner.flatMap { offers[$0] }
        let queue = queues[entry.queue]?.settings
        if let offer {
            changeAgent(offer.agent) { agent in
                var tally = agent.tally(of: offer.queue)
                if let connectedAt = entry.connectedAt { tally.talk = tally.talk + (at - connectedAt) }
                agent.set(tally)
                let talk = Talk(entry: entry.id, call: entry.call, queue: entry.queue, isDisposed: entry.isDisposed)
                agent.end(talk, of: queue)
                if let connectedAt = entry.connectedAt {
                    agent.handled.append(Handled(queue: entry.queue, talk: at - connectedAt))
                }
            }
            end(offer.id)
        }
        entries[entry.id] = nil
        callbacks.remove(entry.id)
        legs[entry.leg] = nil
        if fact.sendsOut {
            let way: Leaving =
                fact.outcome == .answered
                ? .hangUp(entry.call) : .release(entry.call, to: fact.to ?? .dialplan(nil))
            leaving[entry.leg] = way
            legs[entry.leg] = .leaving(way)
            if let offer { keepGuest(entry.leg, of: offer) }
        }
        countOut(of: entry.queue)
    }

    /// One entry less; a queue that was removed goes with its last.
    mutating func countOut(of id: QueueID) {
        guard let queue = queues[id] else { return }
        if queue.isRetired && queue.entries <= 1 {
            queues[id] = nil
        } else {
            queues[id]?.entries -= 1
        }
    }

    // MARK: Offers

    private mutating func make(_ fact: OfferMade, at: Instant) {
        guard let entry = entries[fact.entry], entry.stage != .connected, entry.winner == nil,
            offers[fact.offer] == nil, let agent = agents[fact.agent]
        else { return }
        let offer = Offer(
            id: fact.offer, entry: entry.id, queue: entry.queue, agent: fact.agent, server: entry.server,
            channel: fact.channel, bridge: fact.bridge, madeAt: at, deadline: fact.deadline, stage: .dialling,
            number: entry.offers + 1, isPick: fact.isPick)
        let turn = Turn(position: agent.settings.position, agent: agent.id)
        offers[offer.id] = offer
        legs[offer.leg] = .agent(offer.id)
        if isUp(offer.server) { deadlines.insert(Deadline(at: offer.deadline, owner: .offer(offer.id))) }
        queues[entry.queue]?.lastAsked = turn
        queues[entry.queue]?.level = agent.tally(of: entry.queue)
        changeEntry(entry.id) { entry in
            entry.stage = .offered
            entry.running.append(offer.id)
            entry.offers = offer.number
            entry.lastAsked = turn
            if offer.isPick { entry.pick = offer.id }
        }
        let isShared = shares(offer.queue)
        changeAgent(offer.agent) { agent in
            if agent.work.isEmpty { agent.aftermath = nil }
            if !agent.isTalking {
                agent.state = .dialling
                agent.since = at
            }
            agent.reason = nil
            agent.until = nil
            agent.whenDisposed = nil
            agent.restUntil = nil
            agent.work.append(Work(offer: offer.id, isShared: isShared))
        }
    }

    private mutating func ring(_ id: OfferID, at: Instant) {
        guard let offer = offers[id], offer.stage == .dialling else { return }
        offers[id]?.stage = .ringing
        changeAgent(offer.agent) { agent in
            if !agent.isTalking {
                agent.state = .ringing
                agent.since = at
            }
            agent.failures = 0
        }
    }

    private mutating func answer(_ id: OfferID) {
        guard let offer = offers[id], offer.stage == .dialling || offer.stage == .ringing,
            entries[offer.entry]?.winner == nil
        else { return }
        offers[id]?.stage = .answered
        deadlines.remove(Deadline(at: offer.deadline, owner: .offer(id)))
        changeEntry(offer.entry) { $0.winner = id }
        changeAgent(offer.agent) { $0.failures = 0 }
    }

    private mutating func lose(_ fact: OfferLost, at: Instant) {
        guard let offer = offers[fact.offer], offer.stage != .connected else { return }
        deadlines.remove(Deadline(at: offer.deadline, owner: .offer(offer.id)))
        changeEntry(offer.entry) { entry in
            entry.running.removeAll { $0 == offer.id }
            if entry.winner == offer.id { entry.winner = nil }
            if entry.pick == offer.id { entry.pick = nil }
            if entry.running.isEmpty { entry.stage = .waiting }
        }
        if fact.why.costsTurn { abandonHope(of: offer) }
        end(offer.id)
        changeAgent(offer.agent) { agent in
            if fact.why.costsTurn { agent.idleSince = at }
            if fact.why == .unreachable { agent.failures += 1 }
        }
    }

    /// The agent whom the caller preferred let them down: they are preferred no longer.
    private mutating func abandonHope(of offer: Offer) {
        guard let entry = entries[offer.entry], entry.needs.agent == offer.agent else { return }
        let rung = max(entry.rung, 0)
        let demand = demand(of: entry.needs, at: rung, in: entry.queue)
        changeEntry(entry.id) { entry in
            entry.needs.agent = nil
            entry.rung = rung
            entry.demand = demand
        }
    }

    /// Forgets an offer. The agent's new state comes with the next fact.
    private mutating func end(_ id: OfferID) {
        guard let offer = offers.removeValue(forKey: id) else { return }
        legs[offer.leg] = isNailedUp(offer) ? .headset(offer.agent) : nil
        changeAgent(offer.agent) { agent in agent.work.removeAll { $0.offer == id } }
    }

    // MARK: Agents

    private mutating func change(_ fact: AgentChanged, at: Instant) {
        countHandled(before: fact, at: at)
        if let retired = agents[fact.agent], retired.isRetired, fact.state == .offline {
            changeAgent(fact.agent) { agent in
                agent.state = .offline
                agent.until = nil
                agent.restUntil = nil
                agent.whenDisposed = nil
            }
            agents[fact.agent] = nil
            agentsAtEndpoint[retired.endpointKey]?.removeAll { $0 == fact.agent }
            if agentsAtEndpoint[retired.endpointKey]?.isEmpty == true { agentsAtEndpoint[retired.endpointKey] = nil }
            return
        }
        let logsIn = fact.state != .offline && agents[fact.agent]?.state == .offline
        let levels = logsIn ? levels(for: fact.agent) : []
        changeAgent(fact.agent) { agent in
            if logsIn { agent.tallies = levels }
            if agent.state != fact.state {
                let wasOffered = agent.state.isOffered
                // The last of several talks may be over while the phone rings.
                let stillRings = agent.state.isInCalls && !fact.state.isInCalls && !agent.work.isEmpty
                if fact.state == .ready && !wasOffered || stillRings { agent.idleSince = at }
                agent.since = at
                agent.state = fact.state
            }
            agent.reason = fact.reason
            agent.until = fact.until
            agent.restUntil = fact.restUntil
            agent.afterCall = fact.afterCall
            agent.whenDisposed = fact.whenDisposed
            if agent.work.isEmpty, fact.state != .wrapUp || agent.aftermath?.owed.isEmpty == true {
                agent.aftermath = nil
            }
            if fact.state == .offline { agent.absences = [] }
        }
        if fact.state == .offline { seat(fact.agent, at: nil) }
    }

    /// Where an agent begins who logs in: level with whom each of their queues asked last.
    private func levels(for id: AgentID) -> [Tally] {
        (agents[id]?.settings.memberships ?? []).compactMap { queues[$0.queue]?.level }
    }
}
