/// Ordered: the first available agent in the order in which they are configured is asked, each time anew: the second gets
/// only what the first cannot take.
enum Ordered: SelectionRule {
    static func order(of agent: QueueState.Agent, in membership: Membership) -> (key: Int64, tie: Int64) {
        (Int64(agent.settings.position), 0)
    }
}
