import Telephony

/// What agents do in single queues, and at which phone they sit.
extension QueueEngine {
    /// Logs an agent in, for good or for one queue alone, at their own phone or at another.
    ///
    /// Whoever sits at that phone is logged out, from a call when it ends: the last one wins.
    mutating func logIn(_ id: AgentID, at endpoint: String? = nil, for queue: QueueID? = nil) {
        guard let agent = state.agents[id], !agent.isRetired else { return }
        guard agent.state == .offline else {
            if let queue, agent.part(in: queue) == .loggedOut { set(.serving, of: id, in: queue) }
            if queue == nil {
                for absence in agent.absences where absence.part == .loggedOut {
                    set(.serving, of: id, in: absence.queue)
                }
            }
            if agent.afterCall == .offline {
                vacate(for: id)
                if let agent = state.agents[id] { follow(agent, nil) }
            }
            if let endpoint, endpoint != agent.endpoint, agent.work.isEmpty { move(id, to: endpoint) }
            return
        }
        if let queue {
            guard agent.settings.serves(queue) else { return }
            for other in agent.settings.queues where other != queue { set(.loggedOut, of: id, in: other) }
        }
        sit(id, at: endpoint)
        vacate(for: id)
        makeReady(id)
    }

    private mutating func sit(_ id: AgentID, at endpoint: String?) {
        guard let agent = state.agents[id] else { return }
        let seat = endpoint == agent.settings.endpoint ? nil : endpoint
        if agent.seat != seat { record(.agentSeated(id, endpoint: seat)) }
    }

    /// An agent without a call goes to another phone.
    private mutating func move(_ id: AgentID, to endpoint: String) {
        sit(id, at: endpoint)
        vacate(for: id)
        tendHeadset(of: id)
        guard let agent = state.agents[id], [.ready, .unreachable, .otherCall].contains(agent.state) else { return }
        makeReady(id, restUntil: agent.restUntil)
    }

    /// Logs everybody else out who sits at an agent's phone.
    mutating func vacate(for id: AgentID) {
        guard let key = state.agents[id]?.endpointKey else { return }
        for other in state.agentsAtEndpoint[key] ?? [] where other != id {
            guard let guest = state.agents[other], guest.state != .offline, guest.afterCall != .offline else {
                continue
            }
            leave(guest, .offline)
        }
    }

    /// Whether somebody else who is logged in sits at this phone.
    func isTaken(_ agent: QueueState.Agent) -> Bool {
        (state.agentsAtEndpoint[agent.endpointKey] ?? []).contains { other in
            other != agent.id && state.agents[other].map { $0.state != .offline && $0.afterCall != .offline } ?? false
        }
    }

    /// Whether a call of ours of somebody else is still at this phone, or its leg on its way out.
    func isOccupied(_ agent: QueueState.Agent) -> Bool {
        (state.agentsAtEndpoint[agent.endpointKey] ?? []).contains { other in
            other != agent.id && (state.agents[other]?.work.isEmpty == false || closing.leg(of: other) != nil)
        }
    }

    /// Somebody's call at this phone is over: whoever sits there now and waited for it may be ready.
    mutating func freed(_ endpoint: EndpointKey) {
        for id in state.agentsAtEndpoint[endpoint] ?? [] where state.agents[id]?.state == .otherCall { makeReady(id) }
    }

    /// After new settings two may sit at one phone: whose own it is stays, or the first of several.
    mutating func settleSeats() {
        for (_, ids) in state.agentsAtEndpoint.filter({ $0.value.count > 1 }).sorted(by: { $0.value[0] < $1.value[0] })
        {
            let here = ids.compactMap { state.agents[$0] }.filter {
                $0.state != .offline && $0.afterCall != .offline && !$0.isRetired
            }
            guard here.count > 1, let host = here.first(where: { $0.seat == nil }) ?? here.first else { continue }
            for guest in here where guest.id != host.id {
                if let guest = state.agents[guest.id] { leave(guest, .offline) }
            }
        }
    }

    // MARK: Single queues

    /// Logs an agent out of one queue; out of the last one, altogether.
    mutating func logOut(_ agent: QueueState.Agent, of queue: QueueID) {
        guard agent.state != .offline, agent.settings.serves(queue), agent.part(in: queue) != .loggedOut else { return }
        let others = agent.settings.queues.filter { $0 != queue && agent.part(in: $0) != .loggedOut }
        if others.isEmpty {
            leave(agent, .offline)
        } else {
            set(.loggedOut, of: agent.id, in: queue)
            stopRinging(agent.id, for: queue)
        }
    }

    mutating func pause(_ agent: QueueState.Agent, in queue: QueueID, reason: String) {
        guard agent.state != .offline, agent.settings.serves(queue), agent.part(in: queue) != .loggedOut,
            agent.absence(from: queue)?.reason != reason
        else { return }
        set(.paused, of: agent.id, in: queue, reason: reason)
        stopRinging(agent.id, for: queue)
    }

    mutating func resume(_ agent: QueueState.Agent, in queue: QueueID) {
        if agent.part(in: queue) == .paused { set(.serving, of: agent.id, in: queue) }
    }

    /// Ready means ready in every queue that they are logged in to.
    mutating func resumeEverywhere(_ id: AgentID) {
        for absence in state.agents[id]?.absences ?? [] where absence.part == .paused {
            set(.serving, of: id, in: absence.queue)
        }
    }

    private mutating func set(_ part: Part, of id: AgentID, in queue: QueueID, reason: String? = nil) {
        record(.partChanged(PartChanged(agent: id, queue: queue, part: part, reason: reason)))
        if part != .serving { disappoint(id) }
    }

    private mutating func stopRinging(_ id: AgentID, for queue: QueueID) {
        guard let offer = state.agents[id].flatMap({ state.ringingOffer(of: $0) }), offer.queue == queue,
            offer.stage != .answered, state.isUp(offer.server)
        else { return }
        lose(offer, .agentLeft)
    }

    // MARK: A supervisor helps

    /// Ends whatever an agent is stuck in: a wrap-up, a phone that is taken for busy or away, a ring, a call.
    mutating func complete(_ agent: QueueState.Agent) {
        // What rings comes first, so that the end of the last call is the end of all.
        let offers = agent.work.reversed().compactMap { state.offers[$0.offer] }
        for offer in offers where state.isUp(offer.server) {
            guard let entry = state.entries[offer.entry] else { continue }
            if offer.stage == .connected { endTalk(entry, by: .order) } else { lose(offer, .failed) }
        }
        guard offers.isEmpty else { return }
        switch agent.state {
        case .wrapUp: makeReady(agent.id)
        case .otherCall, .unreachable:
            phones.note(agent.endpointKey, isBusy: false)
            phones.note(agent.endpointKey, isReachable: true)
            // Or one on hold would keep them waiting as before.
            if agent.headset?.isHeld == true { releaseHeadset(of: agent.id) }
            makeReady(agent.id)
        default: break
        }
    }
}
