import Telephony

/// Longest idle: the agent whose last work ended, or who became ready, the longest ago is asked first. A call that the
/// agent let pass counts as work; one that was withdrawn does not.
enum LongestIdle {
    static func rank(of agent: QueueState.Agent) -> AgentRank {
        AgentRank(key: agent.idleSince.milliseconds, agent: agent.id)
    }
}
