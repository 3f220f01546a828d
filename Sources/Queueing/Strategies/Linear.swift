/// Linear: each caller goes through the agents in the order in which they are configured, beginning with the first and
/// going on after the one who was asked last for this caller; after the last it begins anew.
enum Linear: SelectionRule {
    static func order(of agent: QueueState.Agent, in membership: Membership) -> (key: Int64, tie: Int64) {
        (Int64(agent.settings.position), 0)
    }

    static func choose(_ choice: Choice) -> AgentRank? { choice.next(after: choice.entry.lastAsked) }
}
