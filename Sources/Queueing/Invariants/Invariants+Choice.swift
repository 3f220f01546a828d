import Telephony

extension Invariants {
    /// What must hold of a decision, found out the slow way from the records: whether the right caller is offered to the
    /// right agent, and whether an agent who was only disturbed keeps their idle time.
    /// - Parameters:
    ///   - before: the state in which the fact was decided.
    ///   - after: the same with the fact applied.
    package static func violations(
        of dated: DatedFact, before: QueueState, after: QueueState
    ) -> [String] {
        switch dated.fact {
        // An offer without time to ring is a talking pair that was found, not chosen.
        case .offerMade(let fact) where fact.deadline > dated.at: return check(fact, before)
        case .offerLost(let fact):
            let isKept = before.agents[fact.agent]?.idleSince == after.agents[fact.agent]?.idleSince
            return [.withdrawn, .failed, .agentLeft].contains(fact.why) && !isKept
                ? ["\(fact.agent) lost their idle time for nothing"] : []
        case .agentChanged(let fact):
            guard let old = before.agents[fact.agent], let new = after.agents[fact.agent] else { return [] }
            let wasAsked = old.state == .dialling || old.state == .ringing
            return (wasAsked || old.state == fact.state) && old.idleSince != new.idleSince
                ? ["\(fact.agent) lost their idle time for nothing"] : []
        default: return []
        }
    }

    private static func check(_ fact: OfferMade, _ state: QueueState) -> [String] {
        guard let entry = state.entries[fact.entry], let agent = state.agents[fact.agent] else {
            return ["\(fact.offer) is for nobody"]
        }
        var found: [String] = []
        if state.servers[entry.server]?.isUp != true { found.append("\(fact.offer) is made on a silent server") }
        if !agent.settings.queues.contains(entry.queue) || agent.settings.server != entry.server {
            found.append("\(fact.agent) does not serve \(entry.id)")
        }
        for other in state.entries.values
        where other.stage == .waiting && other.queue == entry.queue && other.server == entry.server {
            let isBetter =
                other.priority != entry.priority
                ? other.priority > entry.priority
                : other.enteredAt != entry.enteredAt
                    ? other.enteredAt < entry.enteredAt : other.arrival < entry.arrival
            if isBetter { found.append("\(entry.id) is served before \(other.id)") }
        }
        for other in state.agents.values where other.state == .ready && other.restUntil == nil && !other.isRetired {
            guard other.settings.queues.contains(entry.queue), other.settings.server == entry.server else { continue }
            if other.idleSince < agent.idleSince { found.append("\(agent.id) is asked before \(other.id)") }
        }
        return found.sorted()
    }
}
