import Telephony

extension Invariants {
    /// Nobody waits in a vacant queue without an end in sight, and none is in sight where somebody is there.
    static func checkVacancies(_ engine: QueueEngine, _ found: inout [String]) {
        let state = engine.state
        for queue in state.queues.values where !queue.isRetired {
            for server in state.servers.keys where state.isUp(server) {
                let lane = LaneKey(queue: queue.id, server: server)
                let waits = state.entries.values.contains {
                    $0.lane == lane && $0.stage == .waiting && $0.callback == nil
                }
                let isVacant =
                    waits && !queue.settings.limits.leaveEmpty.isEmpty
                    && !hasStaff(lane, besides: queue.settings.limits.leaveEmpty, state)
                if isVacant != (engine.vacancies.since[lane] != nil) {
                    found.append("\(lane.queue) on \(server) is \(isVacant ? "" : "not ")vacant, which nobody knows")
                }
            }
        }
        for lane in engine.vacancies.since.keys {
            if !state.isUp(lane.server) { found.append("\(lane.queue) is vacant on a silent server") }
            if let end = engine.end(ofVacancy: lane), end <= engine.now { found.append("a vacancy is overdue") }
        }
    }

    /// Whether an agent of the queue on this server is in none of these states, counted one by one.
    package static func hasStaff(_ lane: LaneKey, besides absent: Set<AgentState>, _ state: QueueState) -> Bool {
        state.agents.values.contains { agent in
            !agent.isRetired && agent.settings.server == lane.server && agent.settings.serves(lane.queue)
                && !absent.contains(state.standing(of: agent, in: lane.queue))
                && !(agent.state == .held && absent.contains(.talking))
                && !(agent.state == .reserved && absent.contains(.ringing))
        }
    }

    /// Whether somebody was sent away for a reason that was there.
    static func check(_ fact: EntryClosed, at: Instant, _ state: QueueState) -> [String] {
        guard let entry = state.entries[fact.entry], let queue = state.queues[entry.queue] else { return [] }
        let limits = queue.settings.limits
        let isRight: Bool
        let target: Target?
        switch fact.outcome {
        case .full:
            let waiting = state.entries.values.count {
                $0.queue == entry.queue && $0.stage != .connected && $0.callback == nil
            }
            (isRight, target) = (limits.maxLength.map { waiting > $0 } ?? false, limits.onFull)
        case .joinEmpty:
            isRight = !limits.joinEmpty.isEmpty && !hasStaff(entry.lane, besides: limits.joinEmpty, state)
            target = limits.onJoinEmpty
        case .leaveEmpty:
            isRight = !limits.leaveEmpty.isEmpty && !hasStaff(entry.lane, besides: limits.leaveEmpty, state)
            target = limits.onLeaveEmpty
        case .timeout:
            let since = entry.from == nil ? entry.enteredAt : entry.openedAt
            isRight = queue.settings.maxWait.map { at >= since + $0 } ?? false
            target = limits.onMaxWait
        case .key: (isRight, target) = (entry.running.isEmpty, fact.detail.flatMap { limits.exitKeys[$0] })
        default:
            guard let closing = closing(fact, queue) else { return [] }
            (isRight, target) = closing
        }
        if !isRight { return ["\(fact.entry) ends as \(fact.outcome.rawValue) for no reason"] }
        // A queue that is gone, or has refused the same caller, is passed over.
        let isThere = fact.to == target || target?.queue != nil && fact.to == .dialplan(nil)
        return isThere ? [] : ["\(fact.entry) ends as \(fact.outcome.rawValue) and goes to \(fact.to as Any)"]
    }

    /// What a caller stands by in line, and their order among those who stand by the same moment.
    static func stands(_ entry: QueueState.Entry) -> Instant { entry.standsSince ?? entry.enteredAt }
    static func order(_ entry: QueueState.Entry) -> Int64 { entry.order ?? Int64(entry.arrival) << 20 }

    /// Whether an agent whom somebody asked for can take the caller.
    static func checkPick(_ fact: OfferMade, _ state: QueueState) -> [String] {
        guard let entry = state.entries[fact.entry], let agent = state.agents[fact.agent] else {
            return ["\(fact.offer) is for nobody"]
        }
        var found: [String] = []
        if !entry.running.isEmpty || entry.stage != .waiting { found.append("\(entry.id) is picked while phones ring") }
        if load(of: agent, for: entry.queue, state) == nil {
            found.append("\(agent.id) is asked for and cannot take a call")
        }
        if agent.settings.server != entry.server || !agent.settings.serves(entry.queue) || !state.isUp(entry.server) {
            found.append("\(agent.id) is asked for and cannot be put together with \(entry.id)")
        }
        return found
    }
}
