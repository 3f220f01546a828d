import Telephony

/// How many agents of a queue on one server are not absent, by the queue's own idea of absence.
package struct Staff: Hashable, Sendable {
    var joining = 0
    var leaving = 0
}

extension QueueState {
    /// What an agent's state is to one of their queues: who has no part in it is as absent as in all of them.
    func standing(of agent: Agent, in queue: QueueID) -> AgentState {
        switch agent.part(in: queue) {
        case .loggedOut: .offline
        case .paused where agent.state == .ready: .notReady
        case .serving, .paused: agent.state
        }
    }

    /// Whether every agent of the queue who could serve on this server is absent, as far as entering goes.
    package func isEmptyToJoin(_ lane: LaneKey) -> Bool {
        guard let limits = queues[lane.queue]?.settings.limits, !limits.joinEmpty.isEmpty else { return false }
        return staff[lane]?.joining ?? 0 == 0
    }

    /// As `isEmptyToJoin`, as far as staying goes.
    package func isEmptyToStay(_ lane: LaneKey) -> Bool {
        guard let limits = queues[lane.queue]?.settings.limits, !limits.leaveEmpty.isEmpty else { return false }
        return staff[lane]?.leaving ?? 0 == 0
    }

    /// Counts an agent in (1) or out (-1) in each of their queues that goes by its staff.
    mutating func countStaff(_ agent: Agent, by step: Int) {
        guard !agent.isRetired else { return }
        for membership in agent.settings.memberships {
            guard let queue = queues[membership.queue], !queue.isRetired, queue.settings.limits.countsStaff else {
                continue
            }
            let limits = queue.settings.limits
            let state = standing(of: agent, in: membership.queue)
            let lane = LaneKey(queue: membership.queue, server: agent.settings.server)
            var count = staff[lane] ?? Staff()
            if !QueueLimits.isAbsent(state, by: limits.joinEmpty) { count.joining += step }
            if !QueueLimits.isAbsent(state, by: limits.leaveEmpty) { count.leaving += step }
            staff[lane] = count == Staff() ? nil : count
        }
    }
}
