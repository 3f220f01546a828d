import Telephony

/// Fewest calls: the agent who has talked to the fewest callers of this queue since they logged in is asked first, among
/// equals the longest idle. Who logs in begins level with the one whom the queue asked last, and is not flooded.
enum FewestCalls: SelectionRule {
    static func order(of agent: QueueState.Agent, in membership: Membership) -> (key: Int64, tie: Int64) {
        (Int64(agent.tally(of: membership.queue).calls), agent.idleSince.milliseconds)
    }
}
