/// What an agent does.
package enum AgentState: String, Codable, Sendable, Hashable, CaseIterable {
    case offline
    case ready
    /// Chosen for a call; nothing is dialled yet.
    case reserved
    /// The phone is being dialled.
    case dialling
    case ringing
    case talking
    case held
    case consulting
    /// On a call that no queue brought.
    case otherCall = "other_call"
    case wrapUp = "wrap_up"
    case notReady = "not_ready"
    /// Logged in, and the phone cannot be reached.
    case unreachable
}

/// An agent as known now.
package struct Agent: Codable, Sendable, Hashable {
    /// The id in the configuration.
    package var id: String
    /// For people.
    package var name: String
    /// The phone: `PJSIP/1001`.
    package var endpoint: String
    /// The queues served, in the configuration's order.
    package var queues: [String]
    /// What the agent does.
    package var state: AgentState
    /// Why not ready, or unreachable.
    package var reason: String?
    /// When this state began.
    package var stateSinceAt: APITime
    /// Since when logged in; absent while offline.
    package var loggedInAt: APITime?
    /// The call that rings or is talked on.
    package var callId: String?
    /// The queue entry of that call, if it came through a queue.
    package var entryId: String?
    /// Figures since the local midnight.
    package var today: AgentFigures
    /// The reason's name, where reasons are configured.
    package var reasonName: String?
    /// How long that reason may last.
    package var longestMs: Int64?
    /// True while it has lasted longer.
    package var overLongest: Bool?
    /// The queues in which the agent has no part at present though they serve them.
    package var absences: [AgentAbsence]?

    package init(
        id: String, name: String, endpoint: String, queues: [String] = [], state: AgentState, reason: String? = nil,
        stateSinceAt: APITime, loggedInAt: APITime? = nil, callId: String? = nil, entryId: String? = nil,
        today: AgentFigures = AgentFigures()
    ) {
        self.id = id
        self.name = name
        self.endpoint = endpoint
        self.queues = queues
        self.state = state
        self.reason = reason
        self.stateSinceAt = stateSinceAt
        self.loggedInAt = loggedInAt
        self.callId = callId
        self.entryId = entryId
        self.today = today
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, endpoint, queues, state, reason, today, absences
        case reasonName = "reason_name"
        case longestMs = "longest_ms"
        case overLongest = "over_longest"
        case stateSinceAt = "state_since_at"
        case loggedInAt = "logged_in_at"
        case callId = "call_id"
        case entryId = "entry_id"
    }
}

/// A queue in which an agent has no part at present.
package struct AgentAbsence: Codable, Sendable, Hashable {
    /// The queue.
    package var queue: String
    /// `paused` or `logged_out`.
    package var part: String
    /// Why paused.
    package var reason: String?

    package init(queue: String, part: String, reason: String? = nil) {
        self.queue = queue
        self.part = part
        self.reason = reason
    }

    private enum CodingKeys: String, CodingKey { case queue, part, reason }
}

/// `GET /v1/agents/{id}/history`: what an agent did, and who told them to.
package struct AgentHistory: Codable, Sendable, Hashable {
    /// The agent.
    package var agentId: String
    /// Oldest first.
    package var items: [AgentHistoryItem]
    /// There is more than was asked for; these are the latest.
    package var truncated: Bool

    package init(agentId: String, items: [AgentHistoryItem] = [], truncated: Bool = false) {
        self.agentId = agentId
        self.items = items
        self.truncated = truncated
    }

    private enum CodingKeys: String, CodingKey {
        case items, truncated
        case agentId = "agent_id"
    }
}

/// One thing that happened to an agent.
package struct AgentHistoryItem: Codable, Sendable, Hashable {
    /// The journal sequence.
    package var sequence: Int64
    /// When.
    package var at: APITime
    /// The fact's name: `agent_changed`, `offer_made`, `order_given`, …
    package var kind: String
    /// For people, one line.
    package var text: String
    /// The call that it happened in.
    package var callId: String?
    /// The queue.
    package var queue: String?
    /// Who gave the order: the id of an API key, or a phone.
    package var by: String?

    package init(
        sequence: Int64, at: APITime, kind: String, text: String, callId: String? = nil, queue: String? = nil,
        by: String? = nil
    ) {
        self.sequence = sequence
        self.at = at
        self.kind = kind
        self.text = text
        self.callId = callId
        self.queue = queue
        self.by = by
    }

    private enum CodingKeys: String, CodingKey {
        case sequence, at, kind, text, queue, by
        case callId = "call_id"
    }
}

/// One agent over one span.
package struct AgentFigures: Codable, Sendable, Hashable {
    /// Offers made.
    package var offered: Int64
    /// Offers answered.
    package var answered: Int64
    /// Offers that timed out, met a busy or unreachable phone, were rejected, or failed.
    package var lost: Int64
    /// Milliseconds talked on ended conversations, hold included.
    package var talkSumMs: Int64
    /// Milliseconds in wrap-up.
    package var wrapUpSumMs: Int64

    package init(
        offered: Int64 = 0, answered: Int64 = 0, lost: Int64 = 0, talkSumMs: Int64 = 0, wrapUpSumMs: Int64 = 0
    ) {
        self.offered = offered
        self.answered = answered
        self.lost = lost
        self.talkSumMs = talkSumMs
        self.wrapUpSumMs = wrapUpSumMs
    }

    private enum CodingKeys: String, CodingKey {
        case offered, answered, lost
        case talkSumMs = "talk_sum_ms"
        case wrapUpSumMs = "wrap_up_sum_ms"
    }
}
