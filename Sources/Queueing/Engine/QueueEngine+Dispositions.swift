import Telephony

/// How calls went, as their agents say. Which words there are and whose call it was is the service's business, which can
/// look up calls of long ago; the engine keeps agents in their wrap-up until they have said it, where a queue wants that.
extension QueueEngine {
    mutating func disposed(_ given: DispositionGiven) {
        record(.dispositionGiven(given))
        guard let agent = state.agents[given.agent], let end = agent.whenDisposed,
            agent.aftermath?.owed.isEmpty != false
        else { return }
        if end <= now {
            makeReady(agent.id, restUntil: lastingRest(of: agent))
        } else {
            record(
                .agentChanged(
                    AgentChanged(agent: agent.id, state: .wrapUp, until: end, restUntil: agent.restUntil)))
        }
    }

    /// Begins an agent's wrap-up after calls of which a queue wants to know how they went; false where none need know.
    mutating func awaitDispositions(_ id: AgentID, _ after: QueueState.Aftermath, restUntil: Instant?) -> Bool {
        guard !after.owed.isEmpty else { return false }
        record(
            .agentChanged(
                AgentChanged(
                    agent: id, state: .wrapUp, until: now + max(after.longest, after.wrapUp, Span(milliseconds: 1)),
                    restUntil: restUntil, whenDisposed: now + after.wrapUp)))
        return true
    }

    /// Notes that an agent who goes on without a wrap-up has not said how their calls went.
    mutating func missDispositions(_ id: AgentID) {
        for talk in state.agents[id]?.aftermath?.owed ?? [] {
            record(
                .dispositionMissed(
                    DispositionMissed(agent: id, entry: talk.entry, call: talk.call, queue: talk.queue)))
        }
    }

    /// Notes that an agent leaves their wrap-up, however that comes, without having said how the call went.
    mutating func missDisposition(before changed: AgentChanged) {
        guard changed.whenDisposed == nil, state.agents[changed.agent]?.whenDisposed != nil else { return }
        missDispositions(changed.agent)
    }
}
