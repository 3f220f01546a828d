import Telephony

extension Invariants {
    /// One agent at a phone; and parts only in queues that they serve.
    static func checkSeats(_ state: QueueState, _ found: inout [String]) {
        var users: [EndpointKey: [AgentID]] = [:]
        for agent in state.agents.values {
            for absence in agent.absences where !agent.isRetired && !agent.settings.serves(absence.queue) {
                found.append("\(agent.id) is absent from \(absence.queue), which they do not serve")
            }
            if agent.state == .offline, agent.seat != nil || !agent.absences.isEmpty {
                found.append("\(agent.id) is offline and has a seat or a part")
            }
            let stays = agent.state != .offline && agent.afterCall != .offline && !agent.isRetired
            if stays { users[agent.endpointKey, default: []].append(agent.id) }
        }
        for (endpoint, agents) in users where agents.count > 1 {
            found.append("\(agents.sorted()) share \(endpoint.endpoint)")
        }
    }
}
