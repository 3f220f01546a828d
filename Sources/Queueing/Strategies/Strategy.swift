import Telephony

/// Which of the available agents is asked first. Each strategy ranks one agent by that agent's own record, in a file of
/// its own; the lane keeps the agents in rank order, so that choosing is taking the first.
package enum Strategy: String, Hashable, Sendable, CaseIterable {
    case longestIdle = "longest_idle"

    package func rank(of agent: QueueState.Agent) -> AgentRank {
        switch self {
        case .longestIdle: LongestIdle.rank(of: agent)
        }
    }
}

/// An agent's place among the available ones: the smallest is asked first, and equals in order of their ids.
package struct AgentRank: Hashable, Comparable, Sendable {
    package var key: Int64
    package var agent: AgentID

    package init(key: Int64, agent: AgentID) {
        self.key = key
        self.agent = agent
    }

    package static func < (left: AgentRank, right: AgentRank) -> Bool {
        left.key != right.key ? left.key < right.key : left.agent < right.agent
    }
}
