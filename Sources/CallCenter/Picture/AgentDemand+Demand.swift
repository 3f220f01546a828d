import MaydayAPI
import Queueing
import Telephony

extension AgentDemand {
    /// - Parameter preferred: the agent whom the caller prefers, whether or not others are asked by now.
    init(_ demand: Demand, preferred: AgentID? = nil) {
        self.init(
            skills: demand.required.isEmpty ? nil : demand.required.text,
            preferSkills: demand.preferred.isEmpty ? nil : demand.preferred.text,
            relaxedBy: demand.relaxedBy == 0 ? nil : Int64(demand.relaxedBy),
            tiers: demand.tiers == Membership.lastTier ? nil : Int64(demand.tiers),
            agent: demand.agent == nil ? preferred?.raw : nil, onlyAgent: demand.agent?.raw)
    }
}

extension Picture {
    /// What is asked of an agent for a caller now; nil where whoever serves the queue will do.
    func demand(of entry: QueueState.Entry) -> AgentDemand? {
        guard entry.stage != .connected else { return nil }
        let demand = AgentDemand(entry.demand, preferred: entry.needs.agent)
        return demand == AgentDemand() ? nil : demand
    }
}
