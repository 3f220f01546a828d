/// What a line of a trace is.
package enum TraceKind: String, Codable, Sendable, Hashable, CaseIterable {
    /// What came in: an event, a command, a timer.
    case input
    /// A fact that was decided.
    case decision
    /// What was asked of Asterisk.
    case request
    /// What it answered.
    case response
}

/// `GET /v1/calls/{id}/trace`: one call's inputs, decisions and exchanges with Asterisk, oldest first.
package struct CallTrace: Codable, Sendable, Hashable {
    /// The call.
    package var callId: String
    /// Oldest first.
    package var items: [TraceItem]
    /// The trace reached its limit, or part of it is older than what is kept.
    package var truncated: Bool

    package init(callId: String, items: [TraceItem] = [], truncated: Bool = false) {
        self.callId = callId
        self.items = items
        self.truncated = truncated
    }

    private enum CodingKeys: String, CodingKey {
        case items, truncated
        case callId = "call_id"
    }
}

/// One line of a trace.
package struct TraceItem: Codable, Sendable, Hashable {
    /// When.
    package var at: APITime
    /// The journal sequence, for decisions.
    package var sequence: Int64?
    /// What it is.
    package var kind: TraceKind
    /// The queue that was decided about, for decisions on a stay in one.
    package var queue: String?
    /// For people, one line.
    package var text: String
    /// The thing itself as JSON text, where there is one; secrets left out.
    package var json: String?

    package init(
        at: APITime, sequence: Int64? = nil, kind: TraceKind, queue: String? = nil, text: String, json: String? = nil
    ) {
        self.at = at
        self.sequence = sequence
        self.kind = kind
        self.queue = queue
        self.text = text
        self.json = json
    }

    private enum CodingKeys: String, CodingKey {
        case at, sequence, kind, queue, text, json
    }
}
