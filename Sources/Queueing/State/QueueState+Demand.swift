import Telephony

extension QueueState {
    /// When the entry's demand is relaxed next, as long as nobody has picked up and its server is heard.
    func relaxation(of entry: Entry) -> Instant? {
        guard entry.winner == nil, !entry.isOverdue, isUp(entry.server),
            let wait = queues[entry.queue]?.settings.wait(beyond: entry.rung)
        else { return nil }
        return entry.enteredAt + wait
    }

    func demand(of needs: Needs, at rung: Int, in queue: QueueID) -> Demand {
        queues[queue]?.settings.demand(of: needs, at: rung) ?? .none
    }

    /// Whether a caller may go on hoping for the agent whom they prefer: one who is logged in, serves the queue on the
    /// caller's server, and is not known to be away or paused.
    package func isWorthWaiting(for agent: AgentID, _ queue: QueueID, on server: ServerID) -> Bool {
        agents[agent].map { $0.settings.server == server && $0.staffs(queue) } ?? false
    }

    /// The entries that wait for this agent alone and would take an offer.
    func hoping(for agent: Agent) -> [EntryID] {
        agent.settings.memberships.flatMap { membership in
            let lane = lanes[LaneKey(queue: membership.queue, server: agent.settings.server)]
            // A request for a callback stands in no group while its queue is closed.
            let requests = callbacks(of: membership.queue).filter { $0.rung < 0 && $0.needs.agent == agent.id }
            return (lane?.groups[Demand(agent: agent.id)]?.waiting.map(\.entry) ?? []) + requests.map(\.id)
        }
    }

    // MARK: Groups

    /// Makes a group for a demand, with the available agents who satisfy it.
    func group(for demand: Demand, in key: LaneKey) -> Lane.Group {
        var group = Lane.Group(demand: demand)
        guard let lane = lanes[key], let queue = queues[key.queue], !queue.isRetired else { return group }
        if let only = demand.agent {
            if let agent = agents[only], isAvailable(agent, for: key.queue), agent.settings.server == key.server,
                let rank = rank(of: agent, in: key.queue, for: demand)
            {
                group.available.insert(rank)
            }
            return group
        }
        group.available = lane.available(meeting: demand)
        return group
    }

    /// An agent's place among those who satisfy a demand; nil for one who does not.
    func rank(of agent: Agent, in queue: QueueID, for demand: Demand) -> AgentRank? {
        agent.settings.memberships.first { $0.queue == queue }.flatMap { rank(of: agent, in: $0) }?.meeting(demand)
    }

    /// The same where nothing is asked of them.
    func rank(of agent: Agent, in membership: Membership) -> AgentRank? {
        // Asked for every agent of a queue, again and again: the queue is not copied for it.
        guard let place = queues.index(forKey: membership.queue), !queues.values[place].isRetired,
            agent.part(in: membership.queue) == .serving
        else { return nil }
        return queues.values[place].settings.strategy.rank(of: agent, in: membership)
    }

    mutating func enterWaiting(_ entry: Entry) {
        if entry.demand == .none {
            lanes[entry.lane, default: Lane()].waiting.insert(entry.place)
            return
        }
        if lanes[entry.lane]?.groups[entry.demand] == nil {
            let group = group(for: entry.demand, in: entry.lane)
            lanes[entry.lane, default: Lane()].groups[entry.demand] = group
        }
        lanes[entry.lane]?.groups[entry.demand]?.waiting.insert(entry.place)
    }

    mutating func leaveWaiting(_ entry: Entry) {
        if entry.demand == .none {
            lanes[entry.lane]?.waiting.remove(entry.place)
            return
        }
        lanes[entry.lane]?.groups[entry.demand]?.waiting.remove(entry.place)
        // What the queue itself asks will be asked again: making that group anew for every caller would cost time.
        guard lanes[entry.lane]?.groups[entry.demand]?.waiting.isEmpty == true,
            queues[entry.queue]?.settings.isStanding(entry.demand) != true
        else { return }
        lanes[entry.lane]?.groups[entry.demand] = nil
    }
}

extension QueueState.Agent {
    /// Whether they are there for a queue, free or busy: logged in to it, reachable and not paused.
    func staffs(_ queue: QueueID) -> Bool {
        guard !isRetired, settings.serves(queue), part(in: queue) == .serving else { return false }
        switch state {
        case .ready, .reserved, .dialling, .ringing, .talking, .held, .consulting, .otherCall, .wrapUp: return true
        case .offline, .notReady, .unreachable: return false
        }
    }
}
