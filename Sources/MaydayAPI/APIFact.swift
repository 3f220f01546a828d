/// A journalled fact as the API tells it: a name in the past tense (`entry_entered`, `entry_offered`,
/// `entry_answered`, `entry_ended`, `agent_state_changed`, `call_began`, `call_ended`, …) and whatever of the
/// following the fact itself holds.
package struct APIFact: Codable, Sendable, Hashable {
    /// The fact's name; on the wire it is the event's `type`.
    package var type: String = ""
    /// The name of the Asterisk.
    package var server: String?
    /// The call.
    package var callId: String?
    /// The queue entry.
    package var entryId: String?
    /// The queue.
    package var queue: String?
    /// The agent.
    package var agent: String?
    /// The channel.
    package var channel: String?
    /// The bridge.
    package var bridge: String?
    /// The agent's new state.
    package var agentState: AgentState?
    /// How the entry ended.
    package var outcome: EntryOutcome?
    /// Why an offer was lost, an agent is not ready, a leg went; who ended an entry: `caller`, `agent`, `system`, `order`.
    package var cause: String?
    /// The entry's place, from 1.
    package var position: Int64?
    /// The entry's priority.
    package var priority: Int64?
    /// Milliseconds waited.
    package var waitMs: Int64?
    /// Milliseconds talked.
    package var talkMs: Int64?
    /// Milliseconds in wrap-up.
    package var wrapUpMs: Int64?
    /// The agent's part in the queue: `serving`, `paused`, `logged_out`.
    package var part: String?
    /// Where the agent sits instead of at their own phone; absent at their own.
    package var endpoint: String?
    /// Who gave an order: the id of an API key, or a phone.
    package var by: String?
    /// The order that was given: `not-ready`.
    package var order: String?
    /// How the call went.
    package var disposition: String?
    /// Whether the queue takes callers.
    package var open: Bool?
    /// True when concluded from a snapshot after a gap.
    package var inferred: Bool?
    /// Where the caller was sent: `hangup`, `dialplan`, `dialplan CONTEXT EXTENSION PRIORITY`, `queue ID`.
    package var target: String?
    /// The key that was pressed, or the reason that was given.
    package var detail: String?
    /// The entry in another queue from which the caller comes.
    package var fromEntryId: String?

    package init(
        type: String, server: String? = nil, callId: String? = nil, entryId: String? = nil, queue: String? = nil,
        agent: String? = nil, channel: String? = nil, bridge: String? = nil, agentState: AgentState? = nil,
        outcome: EntryOutcome? = nil, cause: String? = nil, position: Int64? = nil, priority: Int64? = nil,
        waitMs: Int64? = nil, talkMs: Int64? = nil, wrapUpMs: Int64? = nil, inferred: Bool? = nil,
        target: String? = nil, detail: String? = nil, fromEntryId: String? = nil
    ) {
        self.type = type
        self.server = server
        self.callId = callId
        self.entryId = entryId
        self.queue = queue
        self.agent = agent
        self.channel = channel
        self.bridge = bridge
        self.agentState = agentState
        self.outcome = outcome
        self.cause = cause
        self.position = position
        self.priority = priority
        self.waitMs = waitMs
        self.talkMs = talkMs
        self.wrapUpMs = wrapUpMs
        self.inferred = inferred
        self.target = target
        self.detail = detail
        self.fromEntryId = fromEntryId
    }

    private enum CodingKeys: String, CodingKey {
        // `type` stands on the event itself.
        case server, queue, agent, channel, bridge, outcome, cause, position, priority, inferred, target, detail
        case part, endpoint, by, order, disposition, open
        case fromEntryId = "from_entry_id"
        case callId = "call_id"
        case entryId = "entry_id"
        case agentState = "agent_state"
        case waitMs = "wait_ms"
        case talkMs = "talk_ms"
        case wrapUpMs = "wrap_up_ms"
    }
}

/// The subscriber was too slow and its buffer was emptied. Facts follow again from the journal; levels are lost:
/// fetch them anew.
package struct Lagged: Codable, Sendable, Hashable {
    /// How many buffered events were thrown away.
    package var missed: Int64

    package init(missed: Int64) {
        self.missed = missed
    }

    private enum CodingKeys: String, CodingKey {
        case missed
    }
}
