import Telephony

package struct AgentChanged: Hashable, Sendable {
    package var agent: AgentID
    package var state: AgentState
    /// Why not ready, or why unreachable; nil otherwise.
    package var reason: String?
    /// When the state ends by itself (wrap-up; an unreachable agent is tried again).
    package var until: Instant?
    /// When a failed offer lets the agent be offered to again.
    package var restUntil: Instant?
    /// What the agent asked to become when the running call ends.
    package var afterCall: AfterCall?
    /// While the agent has yet to say how the call went: when the wrap-up would have ended without that. `until` is then
    /// how long it can last.
    package var whenDisposed: Instant?

    package init(
        agent: AgentID, state: AgentState, reason: String? = nil, until: Instant? = nil, restUntil: Instant? = nil,
        afterCall: AfterCall? = nil, whenDisposed: Instant? = nil
    ) {
        self.agent = agent
        self.state = state
        self.reason = reason
        self.until = until
        self.restUntil = restUntil
        self.afterCall = afterCall
        self.whenDisposed = whenDisposed
    }
}

/// What an agent asked for in a call; it takes effect at the call's end instead of the wrap-up.
package enum AfterCall: Hashable, Sendable {
    case offline
    case notReady(reason: String)
}

/// The agent states, in the API's words; docs/figures.md has where the time in each is counted.
package enum AgentState: String, Hashable, Sendable, CaseIterable {
    case offline, ready, reserved, dialling, ringing, talking, held, consulting
    case otherCall = "other_call"
    case wrapUp = "wrap_up"
    case notReady = "not_ready"
    case unreachable
}
