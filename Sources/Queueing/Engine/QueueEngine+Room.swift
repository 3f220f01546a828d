import Telephony

/// Agents who can have several calls at a time.
extension QueueEngine {
    /// One of an agent's calls is over, and others go on or their phone rings.
    mutating func carryOn(_ agent: QueueState.Agent) {
        if agent.isTalking { return makeRoom(agent.id, restUntil: agent.restUntil) }
        guard agent.state.isInCalls, let offer = state.ringingOffer(of: agent) else { return }
        let isReserved = state.entries[offer.entry]?.isBeingCalledBack == true
        record(
            .agentChanged(
                AgentChanged(
                    agent: agent.id, state: isReserved ? .reserved : offer.stage == .dialling ? .dialling : .ringing,
                    afterCall: agent.afterCall)))
    }

    /// Says whether an agent in calls talks or holds, and from when on they can be offered a further call: not before the rest after a failed offer is over and
    /// their last leg has ended, and not while their phone is known to be away. Nothing for those who have one call at a
    /// time.
    mutating func makeRoom(_ id: AgentID, restUntil: Instant? = nil) {
        guard let agent = state.agents[id], agent.state.isInCalls, agent.isTalking else { return }
        var (rest, reason) = (agent.restUntil, agent.reason)
        if agent.settings.capacity > 1 || rest != nil {
            rest = self.rest(of: agent, until: restUntil.flatMap { $0 > now ? $0 : nil })
            reason = phones.isAway(agent.endpointKey) ? Self.unregistered : nil
        }
        let standing = state.standing(inCallsOf: agent)
        if standing != agent.state || rest != agent.restUntil || reason != agent.reason {
            record(
                .agentChanged(
                    AgentChanged(
                        agent: id, state: standing, reason: reason, restUntil: rest, afterCall: agent.afterCall)))
        } else if agent.hasRoom {
            touch(agent)
        }
    }

    /// After new settings and after a gap.
    mutating func makeRoom(on server: ServerID? = nil) {
        let agents = state.agents.values.filter {
            $0.settings.capacity > 1 && $0.state.isInCalls && (server == nil || server == $0.settings.server)
        }
        for agent in agents.sorted(by: { $0.id < $1.id }) { makeRoom(agent.id, restUntil: agent.restUntil) }
    }

    func isTalking(_ agent: AgentID) -> Bool { state.agents[agent]?.isTalking ?? false }
}
