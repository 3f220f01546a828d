/// Where a queue entry stands.
package enum EntryState: String, Codable, Sendable, Hashable, CaseIterable {
    case waiting
    /// An agent's phone rings for it.
    case offered
    case connected
    case held
    case ended
}

/// How a queue entry ended.
package enum EntryOutcome: String, Codable, Sendable, Hashable, CaseIterable {
    case answered
    /// The caller gave up.
    case abandoned
    /// The longest wait was reached.
    case timeout
    /// Refused: the queue was full.
    case full
    /// Refused: no agent.
    case joinEmpty = "join_empty"
    /// Sent out: no agent any more.
    case leaveEmpty = "leave_empty"
    /// Refused: the queue was closed.
    case closed
    /// Left by a key.
    case key
    /// Taken out by command.
    case withdrawn
    /// Moved to another queue.
    case moved
    /// Took a callback.
    case callback
    /// Overflowed to another queue.
    case overflow
    case failed
}

/// A number and a name as the network gave them.
package struct Party: Codable, Sendable, Hashable {
    /// Absent when withheld or erased.
    package var number: String?
    /// Absent when not given.
    package var name: String?

    package init(number: String? = nil, name: String? = nil) {
        self.number = number
        self.name = name
    }

    private enum CodingKeys: String, CodingKey {
        case number, name
    }
}

/// One call's stay in one queue.
package struct QueueEntry: Codable, Sendable, Hashable {
    /// The entry's id.
    package var id: String
    /// The call it belongs to.
    package var callId: String
    /// The queue's id.
    package var queue: String
    /// Where it stands.
    package var state: EntryState
    /// How it ended; for a connected or held entry already `answered`.
    package var outcome: EntryOutcome?
    /// Its place in the queue, from 1; absent once it no longer waits.
    package var position: Int64?
    /// Higher is served first.
    package var priority: Int64
    /// Who calls.
    package var caller: Party
    /// When it entered the queue.
    package var enteredAt: APITime
    /// Milliseconds waited so far, or until its outcome.
    package var waitMs: Int64
    /// Milliseconds since the connection, or until the end; absent when never answered.
    package var talkMs: Int64?
    /// Of the talk, how long the caller was on hold, in milliseconds; absent when never answered.
    package var holdMs: Int64?
    /// The agent being rung or talking, or the last who was.
    package var agent: String?
    /// How many offers were made for it.
    package var offers: Int64
    /// The name of its Asterisk.
    package var server: String
    /// Its channel there.
    package var channel: String
    /// When it ended.
    package var endedAt: APITime?
    /// What is asked of its agent now; absent once it no longer waits, or where whoever serves the queue will do.
    package var demand: AgentDemand?

    package init(
        id: String, callId: String, queue: String, state: EntryState, outcome: EntryOutcome? = nil,
        position: Int64? = nil, priority: Int64 = 0, caller: Party = Party(), enteredAt: APITime, waitMs: Int64,
        talkMs: Int64? = nil, agent: String? = nil, offers: Int64 = 0, server: String, channel: String,
        endedAt: APITime? = nil
    ) {
        self.id = id
        self.callId = callId
        self.queue = queue
        self.state = state
        self.outcome = outcome
        self.position = position
        self.priority = priority
        self.caller = caller
        self.enteredAt = enteredAt
        self.waitMs = waitMs
        self.talkMs = talkMs
        self.agent = agent
        self.offers = offers
        self.server = server
        self.channel = channel
        self.endedAt = endedAt
    }

    private enum CodingKeys: String, CodingKey {
        case id, queue, state, outcome, position, priority, caller, agent, offers, server, channel, demand
        case callId = "call_id"
        case enteredAt = "entered_at"
        case waitMs = "wait_ms"
        case talkMs = "talk_ms"
        case holdMs = "hold_ms"
        case endedAt = "ended_at"
    }
}

/// A waiting caller, as `GET /v1/callers` lists them: the first in line first, in every queue.
/// The id is the queue entry's.
package struct Caller: Codable, Sendable, Hashable {
    /// The queue entry's id.
    package var id: String
    /// The call.
    package var callId: String
    /// The queue's id.
    package var queue: String
    /// `waiting` or `offered`.
    package var state: EntryState
    /// The place in the queue, from 1.
    package var position: Int64
    /// Higher is served first.
    package var priority: Int64
    /// Absent when withheld or erased.
    package var number: String?
    /// Absent when not given.
    package var name: String?
    /// When the wait began.
    package var enteredAt: APITime
    /// Milliseconds waited.
    package var waitMs: Int64
    /// The agent whose phone rings, if one does.
    package var agent: String?
    /// How many offers were made.
    package var offers: Int64
    /// They are not on the line, but to be called back: `requested`, or `dialled`. Absent for who waits on the line.
    package var callback: String?
    /// What is asked of an agent now; absent where whoever serves the queue will do.
    package var demand: AgentDemand?
    /// How long a caller at this place will wait from now, in milliseconds, by the queue's last calls and the agents who are
    /// there; absent where no call has ended yet or nobody is there.
    package var estimatedWaitMs: Int64?
    /// Of a command: false where it is done and the journal could not be written yet. Absent everywhere else.
    package var kept: Bool?

    package init(
        id: String, callId: String, queue: String, state: EntryState, position: Int64, priority: Int64 = 0,
        number: String? = nil, name: String? = nil, enteredAt: APITime, waitMs: Int64, agent: String? = nil,
        offers: Int64 = 0
    ) {
        self.id = id
        self.callId = callId
        self.queue = queue
        self.state = state
        self.position = position
        self.priority = priority
        self.number = number
        self.name = name
        self.enteredAt = enteredAt
        self.waitMs = waitMs
        self.agent = agent
        self.offers = offers
    }

    private enum CodingKeys: String, CodingKey {
        case id, queue, state, position, priority, number, name, agent, offers, callback, demand
        case kept
        case callId = "call_id"
        case enteredAt = "entered_at"
        case waitMs = "wait_ms"
        case estimatedWaitMs = "estimated_wait_ms"
    }
}
