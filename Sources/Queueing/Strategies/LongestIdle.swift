import Telephony

/// Longest idle: the agent whose last work ended, or who became ready, the longest ago is asked first. A call that the
/// agent let pass counts as work; one that was withdrawn does not.
enum LongestIdle: SelectionRule {
    static func order(of agent: QueueState.Agent, in membership: Membership) -> (key: Int64, tie: Int64) {
        (agent.idleSince.milliseconds, 0)
    }
}
