import Telephony

extension QueueState.Agent {
    /// A queue that they serve and in which they have no part at present.
    package struct Absence: Hashable, Sendable {
        package var queue: QueueID
        /// `paused` or `loggedOut`.
        package var part: Part
        package var reason: String?
    }

    package func absence(from queue: QueueID) -> Absence? {
        absences.isEmpty ? nil : absences.first { $0.queue == queue }
    }

    package func part(in queue: QueueID) -> Part { absence(from: queue)?.part ?? .serving }

    /// What Asterisk dials: where they sit, or else what is configured.
    package var endpoint: String { seat ?? settings.endpoint }

    mutating func set(_ part: Part, reason: String?, in queue: QueueID) {
        absences.removeAll { $0.queue == queue }
        guard part != .serving else { return }
        let place = absences.firstIndex { $0.queue > queue } ?? absences.count
        absences.insert(Absence(queue: queue, part: part, reason: reason), at: place)
    }
}

extension QueueState {
    mutating func change(_ fact: PartChanged) {
        changeAgent(fact.agent) { $0.set(fact.part, reason: fact.reason, in: fact.queue) }
    }

    mutating func seat(_ id: AgentID, at endpoint: String?) {
        guard agents[id] != nil, agents[id]?.seat != endpoint else { return }
        changeAgent(id) { $0.seat = endpoint }
        rebuildSeats()
    }

    /// Who uses which endpoint.
    mutating func rebuildSeats() {
        agentsAtEndpoint = [:]
        for agent in settings.agents {
            let key = agents[agent.id]?.endpointKey ?? EndpointKey(server: agent.server, endpoint: agent.endpoint)
            agentsAtEndpoint[key, default: []].append(agent.id)
        }
        for agent in agents.values.filter(\.isRetired).sorted(by: { $0.id < $1.id }) {
            agentsAtEndpoint[agent.endpointKey, default: []].append(agent.id)
        }
    }
}
