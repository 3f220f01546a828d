import Telephony

extension QueueState {
    func isUp(_ server: ServerID) -> Bool { servers[server]?.isUp ?? false }

    /// When this caller's longest wait is over, as long as they wait and their server is heard.
    func deadline(of entry: Entry) -> Instant? {
        guard entry.stage == .waiting, isUp(entry.server), let limit = queues[entry.queue]?.settings.maxWait else {
            return nil
        }
        return entry.enteredAt + limit
    }

    mutating func wait(_ entry: Entry) {
        lanes[entry.lane, default: Lane()].waiting.insert(entry.place)
        if let at = deadline(of: entry) { deadlines.insert(Deadline(at: at, owner: .entry(entry.id))) }
    }

    mutating func stopWaiting(_ entry: Entry) {
        lanes[entry.lane]?.waiting.remove(entry.place)
        if let at = deadline(of: entry) { deadlines.remove(Deadline(at: at, owner: .entry(entry.id))) }
    }

    /// Changes one agent's record and moves them in the lanes and among the deadlines accordingly.
    mutating func changeAgent(_ id: AgentID, _ change: (inout Agent) -> Void) {
        guard let before = agents[id] else { return }
        var after = before
        change(&after)
        agents[id] = after
        if before.isAvailable || after.isAvailable, before.isAvailable != after.isAvailable || before != after {
            if before.isAvailable { leaveLanes(before) }
            if after.isAvailable { enterLanes(after) }
        }
        if before.deadline != after.deadline {
            if let at = before.deadline { deadlines.remove(Deadline(at: at, owner: .agent(id))) }
            if let at = after.deadline { deadlines.insert(Deadline(at: at, owner: .agent(id))) }
        }
    }

    /// A queue that left the configuration takes no more agents.
    private func strategy(of queue: QueueID) -> Strategy? {
        guard let queue = queues[queue], !queue.isRetired else { return nil }
        return queue.settings.strategy
    }

    private mutating func enterLanes(_ agent: Agent) {
        for queue in agent.settings.queues {
            guard let strategy = strategy(of: queue) else { continue }
            let key = LaneKey(queue: queue, server: agent.settings.server)
            lanes[key, default: Lane()].available.insert(strategy.rank(of: agent))
        }
    }

    private mutating func leaveLanes(_ agent: Agent) {
        for queue in agent.settings.queues {
            guard let strategy = strategy(of: queue) else { continue }
            let key = LaneKey(queue: queue, server: agent.settings.server)
            lanes[key]?.available.remove(strategy.rank(of: agent))
        }
    }

    /// Derives every index from the records: after a checkpoint was read, after new settings, after a server was lost or
    /// found. At any other time it would change nothing, which is an invariant that the simulation checks.
    mutating func rebuildIndexes() {
        legs = [:]
        lanes = [:]
        deadlines = OrderedIndex()
        agentsAtEndpoint = [:]
        for (leg, way) in leaving { legs[leg] = .leaving(way) }
        for entry in entries.values {
            legs[entry.leg] = .caller(entry.id)
            if entry.stage != .connected { lanes[entry.lane, default: Lane()].line.insert(entry.place) }
            if entry.stage == .waiting { wait(entry) }
        }
        for offer in offers.values {
            legs[offer.leg] = .agent(offer.id)
            if offer.stage == .dialling || offer.stage == .ringing, isUp(offer.server) {
                deadlines.insert(Deadline(at: offer.deadline, owner: .offer(offer.id)))
            }
        }
        for agent in agents.values {
            if agent.isAvailable { enterLanes(agent) }
            if let at = agent.deadline { deadlines.insert(Deadline(at: at, owner: .agent(agent.id))) }
        }
        for agent in settings.agents {
            let key = EndpointKey(server: agent.server, endpoint: agent.endpoint)
            agentsAtEndpoint[key, default: []].append(agent.id)
        }
        for agent in agents.values.filter(\.isRetired).sorted(by: { $0.id < $1.id }) {
            agentsAtEndpoint[agent.endpointKey, default: []].append(agent.id)
        }
    }
}
