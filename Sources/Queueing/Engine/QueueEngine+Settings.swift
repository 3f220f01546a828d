import Telephony

extension QueueEngine {
    /// Takes over new settings. Callers who wait in a queue that is gone go back to the dialplan, those with a running
    /// offer when it is lost, those on a silent server at its reconcile; calls go on to their end. Agents who are gone
    /// lose a ringing offer and finish a call; those of a silent server stay until its reconcile, in case they talk.
    mutating func load(_ settings: Settings) {
        guard settings != state.settings else { return }
        let before = state.settings
        let agents = Set(settings.agents.map(\.id))
        let queues = Set(settings.queues.map(\.id))
        for agent in before.agents where !agents.contains(agent.id) {
            guard let record = state.agents[agent.id], record.state != .offline else { continue }
            if !record.work.isEmpty || !state.isSilent(record.settings.server) { leave(record, .offline) }
        }
        let returning = settings.agents.filter { state.agents[$0.id]?.isRetired == true }
        record(.settingsChanged(settings))
        lookAtDoors()
        for entry in state.entries.values.filter({ $0.rung < 0 }).sorted(by: { $0.arrival < $1.arrival }) {
            giveUpHope(entry.id)
        }
        for entry in state.entries.values.sorted(by: { $0.arrival < $1.arrival }) { attend(entry) }
        let policies = Dictionary(before.queues.map { ($0.id, $0.answer) }, uniquingKeysWith: { first, _ in first })
        for entry in state.entries.values.sorted(by: { $0.arrival < $1.arrival }) {
            // Who waits is answered, or left to ring, as newcomers are from now on.
            guard let queue = state.queues[entry.queue], !queue.isRetired, entry.winner == nil,
                state.isUp(entry.server), let old = policies[entry.queue], old != queue.settings.answer
            else { continue }
            welcome(entry)
        }
        for agent in returning {
            // They were to leave after the call; now they stay.
            if let record = state.agents[agent.id], record.afterCall == .offline, !isTaken(record) {
                follow(record, nil)
            }
        }
        let known = Dictionary(before.agents.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for agent in settings.agents {
            guard let record = state.agents[agent.id] else { continue }
            if let old = known[agent.id] {
                let hasMoved = old.endpoint != agent.endpoint || old.server != agent.server
                if hasMoved, [.unreachable, .otherCall].contains(record.state) { makeReady(agent.id) }
            } else if agent.startsReady, record.state == .offline, !isTaken(record) {
                makeReady(agent.id)
            }
        }
        dropCallbacks()
        settleSeats()
        for agent in settings.agents { settleHeadset(of: agent.id) }
        for agent in settings.agents {
            // Whose phone is another one now, which is away or in a call.
            guard let record = state.agents[agent.id], record.state == .ready, record.headset == nil else { continue }
            let isBusy = record.restUntil == nil && phones.isBusy(record.endpointKey)
            if isBusy || phones.isAway(record.endpointKey) { makeReady(agent.id) }
        }
        makeRoom()
        for queue in before.queues where !queues.contains(queue.id) {
            for entry in state.line(of: queue.id) where entry.stage == .waiting && state.isUp(entry.server) {
                close(entry, .withdrawn, by: .system)
            }
        }
    }
}
