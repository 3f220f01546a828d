/// Round robin with memory: agents are asked in turn, in the order in which they are configured, going on after the one
/// whom this queue asked last, for whichever caller and however long ago.
enum RoundRobin: SelectionRule {
    static func order(of agent: QueueState.Agent, in membership: Membership) -> (key: Int64, tie: Int64) {
        (Int64(agent.settings.position), 0)
    }

    static func choose(_ choice: Choice) -> AgentRank? { choice.next(after: choice.lastAsked) }
}
