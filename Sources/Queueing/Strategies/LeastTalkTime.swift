import Telephony

/// Least talk time: the agent who has talked the shortest with callers of this queue since they logged in is asked first,
/// among equals the longest idle. Who logs in begins level with the one whom the queue asked last, and is not flooded.
enum LeastTalkTime: SelectionRule {
    static func order(of agent: QueueState.Agent, in membership: Membership) -> (key: Int64, tie: Int64) {
        (agent.tally(of: membership.queue).talk.milliseconds, agent.idleSince.milliseconds)
    }
}
