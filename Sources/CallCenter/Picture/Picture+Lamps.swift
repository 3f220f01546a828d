import ARI
import ARITelephony
import Queueing
import Telephony

/// What lamps show: agents and queues as device states of Asterisk's.
extension Picture {
    /// By the device's name: `Stasis:mayday-agent-alice`, `Stasis:mayday-queue-sales`.
    func lamps() -> [String: ARI.DeviceStateValue] {
        var lamps: [String: ARI.DeviceStateValue] = [:]
        lamps.reserveCapacity(state.agents.count + state.settings.queues.count)
        for agent in state.agents.values where !agent.isRetired {
            // Who talks may be rung for another call beside.
            let ringsBeside = agent.isTalking && state.ringingOffer(of: agent) != nil
            lamps[Lamps.name(ofAgent: agent.id, application)] =
                ringsBeside ? .ringInUse : Lamps.lamp(of: agent.state)
        }
        var waiting: Set<QueueID> = []
        var talking: Set<QueueID> = []
        for entry in state.entries.values {
            if entry.stage == .connected {
                talking.insert(entry.queue)
            } else if entry.hasLeg {
                waiting.insert(entry.queue)
            }
        }
        var staffed: Set<QueueID> = []
        for agent in state.agents.values where ![.offline, .unreachable].contains(agent.state) && !agent.isRetired {
            for queue in agent.settings.queues where agent.part(in: queue) != .loggedOut { staffed.insert(queue) }
        }
        for queue in state.settings.queues {
            let lamp: ARI.DeviceStateValue =
                if waiting.contains(queue.id) {
                    .ringing
                } else if !staffed.contains(queue.id) {
                    .unavailable
                } else {
                    talking.contains(queue.id) ? .inUse : .notInUse
                }
            lamps[Lamps.name(ofQueue: queue.id, application)] = lamp
        }
        return lamps
    }

    /// Which servers can be told, each with the moment since when: another moment is another connection.
    func lampServers() -> [ServerID: Instant] {
        links.filter { $0.value.phase == .up }.mapValues(\.since)
    }
}

extension Picture {
    /// What was told of an agent's phone, in Asterisk's words; at the start only endpoints are told of, not devices.
    func deviceState(of agent: QueueState.Agent) -> String? {
        guard let board = boards[agent.settings.server] else { return nil }
        if let device = board.device(agent.endpoint) { return device.state.word.rawValue }
        let parts = agent.endpoint.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2,
            let endpoint = board.endpoint(EndpointID(technology: parts[0], resource: parts[1])),
            let isRegistered = endpoint.isRegistered
        else { return nil }
        return (isRegistered ? ARI.DeviceStateValue.notInUse : .unavailable).rawValue
    }
}
