import Telephony

extension Invariants {
    /// What an agent's record knows of their offers and calls, found out from the offers.
    static func checkWork(_ agent: QueueState.Agent, _ state: QueueState, _ found: inout [String]) {
        let offers = agent.work.compactMap { state.offers[$0.offer] }
        if offers.count != agent.work.count || offers.contains(where: { $0.agent != agent.id }) {
            found.append("\(agent.id) is in an offer that is not theirs")
        }
        for (work, offer) in zip(agent.work, offers) {
            let shares = state.queues[offer.queue]?.settings.isExclusive == false
            if work.isTalk != (offer.stage == .connected) || work.isShared != shares {
                found.append("\(agent.id) takes \(offer.id), \(offer.stage), for \(work)")
            }
        }
        let begun = offers.compactMap { state.entries[$0.entry]?.connectedAt }
        if zip(begun, begun.dropFirst()).contains(where: { $0 > $1 }) {
            found.append("\(agent.id) does not know which call was connected last")
        }
        if offers.count(where: { $0.stage != .connected }) > 1 { found.append("two phones ring for \(agent.id)") }
        if agent.aftermath != nil, agent.work.isEmpty, agent.state != .wrapUp, !agent.isRetired {
            found.append("\(agent.id) is \(agent.state) and has yet to finish their calls")
        }
    }

    /// Whether an agent who talks can take a further call, found out the slow way.
    static func hasRoom(_ agent: QueueState.Agent, for queue: QueueID, _ state: QueueState) -> Bool {
        let calls = state.offers.values.filter { $0.agent == agent.id }
        let queues = calls.map(\.queue) + [queue]
        return !calls.isEmpty && calls.count < agent.settings.capacity && calls.allSatisfy { $0.stage == .connected }
            && queues.allSatisfy { state.queues[$0]?.settings.isExclusive == false }
            && agent.state.isInCalls && agent.reason == nil && agent.afterCall == nil && agent.headset == nil
    }

    /// Whether an agent could be asked for a queue, free or beside their calls, and how many those are; nil if not.
    package static func load(of agent: QueueState.Agent, for queue: QueueID, _ state: QueueState) -> Int? {
        guard agent.restUntil == nil, !agent.isRetired else { return nil }
        let calls = state.offers.values.count { $0.agent == agent.id }
        if agent.state == .ready { return calls == 0 ? 0 : nil }
        return hasRoom(agent, for: queue, state) ? calls : nil
    }
}
