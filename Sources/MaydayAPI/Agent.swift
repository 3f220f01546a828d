/// What an agent does.
package enum AgentState: String, Codable, Sendable, Hashable, CaseIterable {
    case offline
    case ready
    /// Has picked up for a customer who is called back, and waits for them.
    case reserved
    /// The phone is being dialled.
    case dialling
    case ringing
    case talking
    /// Talking, with each of their calls on hold.
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
    /// The call that is talked on, of several the one that was connected last, or else the one that rings.
    package var callId: String?
    /// The queue entry of that call, if it came through a queue.
    package var entryId: String?
    /// Figures since the local midnight.
    package var today: AgentFigures
    /// The reason's name, where reasons are configured.
    package var reasonName: String?
    /// Whether that reason is paid work.
    package var reasonBillable: Bool?
    /// How long that reason may last.
    package var longestMs: Int64?
    /// True while it has lasted longer.
    package var overLongest: Bool?
    /// The queues in which the agent has no part at present though they serve them.
    package var absences: [AgentAbsence]?
    /// The call of a queue that the agent talked on last.
    package var lastCallId: String?
    /// The queue of that call.
    package var lastCallQueue: String?
    /// True while the wrap-up lasts until the agent has said how the last call went.
    package var dispositionDue: Bool?
    /// What the agent's screen is to open, while a call is offered or talked on whose queue wants that.
    package var screenPop: ScreenPop?
    /// Whether the headset is connected, where it is to stay so between calls; absent where the phone rings for each.
    package var headset: Bool?
    /// Figures since the login; absent while offline.
    package var sinceLogin: AgentFigures?
    /// How many calls they can have at a time; absent where it is one.
    package var capacity: Int64?
    /// Their calls through queues: those that are talked on, the one connected last at the end, then the one that rings;
    /// absent where there is none.
    package var calls: [AgentCall]?
    /// The calls of which it has to be said how they went, while the wrap-up lasts until then.
    package var dispositionCallIds: [String]?
    /// What Asterisk says of the phone: `NOT_INUSE`, `INUSE`, `RINGING`, `UNAVAILABLE`, …; absent where it has said nothing.
    package var deviceState: String?
    /// Of a command: false where it is done and the journal could not be written yet. Absent everywhere else.
    package var kept: Bool?

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
        case id, name, endpoint, queues, state, reason, today, absences, headset, capacity, calls, kept
        case dispositionCallIds = "disposition_call_ids"
        case reasonName = "reason_name"
        case reasonBillable = "reason_billable"
        case longestMs = "longest_ms"
        case overLongest = "over_longest"
        case stateSinceAt = "state_since_at"
        case loggedInAt = "logged_in_at"
        case callId = "call_id"
        case entryId = "entry_id"
        case lastCallId = "last_call_id"
        case lastCallQueue = "last_call_queue"
        case dispositionDue = "disposition_due"
        case screenPop = "screen_pop"
        case sinceLogin = "since_login"
        case deviceState = "device_state"
    }
}

/// One of an agent's calls through a queue.
package struct AgentCall: Codable, Sendable, Hashable {
    /// The call.
    package var callId: String
    /// Its queue entry.
    package var entryId: String
    /// The queue.
    package var queue: String
    /// `dialling`, `ringing`, `answered` (the bridge is being made), `connected` or `held`.
    package var state: String
    /// When it was offered.
    package var offeredAt: APITime
    /// When the two were connected.
    package var connectedAt: APITime?

    package init(
        callId: String, entryId: String, queue: String, state: String, offeredAt: APITime, connectedAt: APITime? = nil
    ) {
        self.callId = callId
        self.entryId = entryId
        self.queue = queue
        self.state = state
        self.offeredAt = offeredAt
        self.connectedAt = connectedAt
    }

    private enum CodingKeys: String, CodingKey {
        case queue, state
        case callId = "call_id"
        case entryId = "entry_id"
        case offeredAt = "offered_at"
        case connectedAt = "connected_at"
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

/// Why agents may be not ready.
package struct AgentReason: Codable, Sendable, Hashable {
    /// The id in the configuration, and what `not-ready` takes.
    package var id: String
    /// For people.
    package var name: String
    /// Whether it is paid work.
    package var billable: Bool
    /// What lasts longer is shown as too long; absent for any time.
    package var longestMs: Int64?

    package init(id: String, name: String, billable: Bool = false, longestMs: Int64? = nil) {
        self.id = id
        self.name = name
        self.billable = billable
        self.longestMs = longestMs
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, billable
        case longestMs = "longest_ms"
    }
}

/// `GET /v1/agents/{id}/history`: what an agent did, and who told them to.
package struct AgentHistory: Codable, Sendable, Hashable {
    /// The agent.
    package var agentId: String
    /// Oldest first.
    package var items: [AgentHistoryItem]
    /// There is more than was asked for, before these.
    package var truncated: Bool
    /// The cursor of what is before these; `null`, not absent, where that is nothing.
    package var next: String?

    package init(agentId: String, items: [AgentHistoryItem] = [], next: String? = nil) {
        self.agentId = agentId
        self.items = items
        self.next = next
        truncated = next != nil
    }

    private enum CodingKeys: String, CodingKey {
        case items, truncated, next
        case agentId = "agent_id"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(agentId, forKey: .agentId)
        try container.encode(items, forKey: .items)
        try container.encode(truncated, forKey: .truncated)
        // Explicitly null: the synthesised encoding would leave the member out.
        try container.encode(next, forKey: .next)
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
