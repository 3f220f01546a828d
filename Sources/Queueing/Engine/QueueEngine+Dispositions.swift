import Telephony

/// How calls went, as their agents say. Which words there are and whose call it was is the service's business, which can
/// look up calls of long ago; the engine keeps agents in their wrap-up until they have said it, where a queue wants that.
extension QueueEngine {
    mutating func disposed(_ given: DispositionGiven) {
        record(.dispositionGiven(given))
        guard let agent = state.agents[given.agent], let end = agent.whenDisposed, agent.lastTalk?.entry == given.entry
        else { return }
        if end <= now {
            makeReady(agent.id)
        } else {
            record(.agentChanged(AgentChanged(agent: agent.id, state: .wrapUp, until: end)))
        }
    }

    /// Begins an agent's wrap-up after a call whose queue wants to know how it went; false where it need not know.
    mutating func awaitDisposition(_ id: AgentID, _ rule: DispositionRule, wrapUp: Span) -> Bool {
        guard rule.isRequired, let talk = state.agents[id]?.lastTalk, !talk.isDisposed else { return false }
        record(
            .agentChanged(
                AgentChanged(
                    agent: id, state: .wrapUp, until: now + max(rule.longest, wrapUp, Span(milliseconds: 1)),
                    whenDisposed: now + wrapUp)))
        return true
    }

    /// Notes that an agent who goes on without a wrap-up has not said how the call went.
    mutating func missDisposition(_ id: AgentID, _ rule: DispositionRule) {
        guard rule.isRequired, let talk = state.agents[id]?.lastTalk, !talk.isDisposed else { return }
        miss(talk, of: id)
    }

    /// Notes that an agent leaves their wrap-up, however that comes, without having said how the call went.
    mutating func missDisposition(before changed: AgentChanged) {
        guard changed.whenDisposed == nil, let agent = state.agents[changed.agent], agent.whenDisposed != nil,
            let talk = agent.lastTalk, !talk.isDisposed
        else { return }
        miss(talk, of: agent.id)
    }

    private mutating func miss(_ talk: QueueState.Talk, of agent: AgentID) {
        record(
            .dispositionMissed(
                DispositionMissed(agent: agent, entry: talk.entry, call: talk.call, queue: talk.queue)))
    }
}
