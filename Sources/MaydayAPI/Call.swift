/// What a call does.
package enum CallState: String, Codable, Sendable, Hashable, CaseIterable {
    case ringing
    case up
    case held
    case parked
    case ended
}

/// Whose leg it is.
package enum LegRole: String, Codable, Sendable, Hashable, CaseIterable {
    case caller
    case agent
    case other
}

/// One party's line in a call.
package struct CallLeg: Codable, Sendable, Hashable {
    /// Asterisk's channel id.
    package var channelId: String
    /// Asterisk's channel name: `PJSIP/1001-00000004`.
    package var name: String
    /// Asterisk's channel state: `Up`, `Ring`, `Ringing`, …
    package var state: String
    /// The party at this end.
    package var caller: Party
    /// Whose leg it is.
    package var role: LegRole
    /// The endpoint behind it, if known.
    package var endpoint: String?

    package init(
        channelId: String, name: String, state: String, caller: Party = Party(), role: LegRole,
        endpoint: String? = nil
    ) {
        self.channelId = channelId
        self.name = name
        self.state = state
        self.caller = caller
        self.role = role
        self.endpoint = endpoint
    }

    private enum CodingKeys: String, CodingKey {
        case name, state, caller, role, endpoint
        case channelId = "channel_id"
    }
}

/// A call as known now.
package struct Call: Codable, Sendable, Hashable {
    /// The correlation id: the same in log, SIP header, journal and API.
    package var id: String
    /// What it does.
    package var state: CallState
    /// The name of its Asterisk.
    package var server: String
    /// Its parties, in the order in which they joined.
    package var legs: [CallLeg]
    /// The bridge that joins them.
    package var bridge: String?
    /// The queue it is or was in last.
    package var queue: String?
    /// Its stay in that queue.
    package var entryId: String?
    /// The agent on it, or the last.
    package var agent: String?
    /// Who called.
    package var caller: Party
    /// When its first leg appeared.
    package var beganAt: APITime
    /// When it was first answered by a person.
    package var answeredAt: APITime?
    /// How long the caller was on hold once connected, in milliseconds; absent where no queue's call was answered.
    package var holdMs: Int64?
    /// When its last leg went.
    package var endedAt: APITime?
    /// Part of this was concluded from a snapshot after a gap, not seen.
    package var inferred: Bool
    /// How it went, as often as that was said, oldest first; the last one of an entry counts. Only where one call is shown.
    package var dispositions: [CallDisposition]?
    /// Of a command: false where it is done and the journal could not be written yet. Absent everywhere else.
    package var kept: Bool?

    package init(
        id: String, state: CallState, server: String, legs: [CallLeg] = [], bridge: String? = nil,
        queue: String? = nil, entryId: String? = nil, agent: String? = nil, caller: Party = Party(),
        beganAt: APITime, answeredAt: APITime? = nil, endedAt: APITime? = nil, inferred: Bool = false
    ) {
        self.id = id
        self.state = state
        self.server = server
        self.legs = legs
        self.bridge = bridge
        self.queue = queue
        self.entryId = entryId
        self.agent = agent
        self.caller = caller
        self.beganAt = beganAt
        self.answeredAt = answeredAt
        self.endedAt = endedAt
        self.inferred = inferred
    }

    private enum CodingKeys: String, CodingKey {
        case id, state, server, legs, bridge, queue, agent, caller, inferred, dispositions, kept
        case entryId = "entry_id"
        case beganAt = "began_at"
        case answeredAt = "answered_at"
        case holdMs = "hold_ms"
        case endedAt = "ended_at"
    }
}
