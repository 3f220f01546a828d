import Telephony

extension QueueEngine {
    /// Asks as little for a caller as their wait allows by now.
    mutating func relax(_ entry: QueueState.Entry) {
        guard let queue = state.queues[entry.queue]?.settings else { return }
        var rung = entry.rung
        while let wait = queue.wait(beyond: rung), entry.enteredAt + wait <= now { rung += 1 }
        if rung != entry.rung { record(.demandRelaxed(entry.id, rung: rung)) }
    }

    /// An agent left: whoever waits for nobody else takes anybody from now on.
    mutating func disappoint(_ id: AgentID) {
        guard let agent = state.agents[id] else { return }
        for entry in state.hoping(for: agent) { giveUpHope(entry) }
    }

    /// Asks others for a caller whose preferred agent is not worth waiting for.
    mutating func giveUpHope(_ id: EntryID) {
        guard let entry = state.entries[id], entry.rung < 0, entry.winner == nil, let agent = entry.needs.agent,
            !state.isWorthWaiting(for: agent, entry.queue, on: entry.server)
        else { return }
        record(.demandRelaxed(id, rung: 0))
    }
}
