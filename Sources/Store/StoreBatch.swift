import Telephony

/// What one decision leaves behind. A batch is committed whole or not at all, and batches in the order of their
/// `append`.
package struct StoreBatch: Hashable, Sendable {
    /// In order of their sequence.
    package var rows: [JournalRow]
    /// Callers heard of; known ones get the newer number, name and last moment.
    package var callers: [CallerRecord]
    /// Answers to commands that carried an idempotency key.
    package var replies: [KeptReply]
    /// What was written about calls.
    package var notes: [CallNote]

    package init(
        rows: [JournalRow], callers: [CallerRecord] = [], replies: [KeptReply] = [], notes: [CallNote] = []
    ) {
        self.notes = notes
        self.rows = rows
        self.callers = callers
        self.replies = replies
    }

    var isEmpty: Bool { rows.isEmpty && callers.isEmpty && replies.isEmpty && notes.isEmpty }

    var footprint: Int {
        rows.reduce(0) { $0 + $1.footprint } + callers.count * 200 + replies.reduce(0) { $0 + 200 + $1.response.count }
            + notes.reduce(0) { $0 + $1.footprint }
    }
}

/// What became of a batch. Told exactly once, no later than `StoreOptions.patience` after the append, in the order of
/// the appends. Whatever it says, the batch's effects may go ahead.
package enum CommitOutcome: Hashable, Sendable {
    /// On the disk, as `StoreOptions.durability` understands it.
    case committed
    /// Still in memory: the disk is slow or refuses. Tried again until it works.
    case deferred
    /// The buffer was full. The range is told by `StoreStatus.lostRows` and, once writing works, by an `Interruption`.
    case lost
}

/// Who a caller token stands for. The only table of the store that names people; facts never do.
package struct CallerRecord: Hashable, Sendable {
    package var token: CallerToken
    /// As dialled or presented; nil if withheld.
    package var number: String?
    package var name: String?
    /// To whom they talked in this call; nil if to nobody, or if no queue wants to know.
    package var agent: AgentID?
    package var firstSeen: Instant
    package var lastSeen: Instant

    package init(
        token: CallerToken, number: String?, name: String?, agent: AgentID? = nil, firstSeen: Instant, lastSeen: Instant
    ) {
        self.token = token
        self.number = number
        self.name = name
        self.agent = agent
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
    }
}

/// The answer that a command with an `Idempotency-Key` got, given again for 24 hours.
package struct KeptReply: Hashable, Sendable {
    /// A hash over key, caller and route: the key itself is not kept.
    package var key: [UInt8]
    package var response: [UInt8]
    package var at: Instant

    package init(key: [UInt8], response: [UInt8], at: Instant) {
        self.key = key
        self.response = response
        self.at = at
    }
}

/// The engine's state and the figures at one point of the journal, as bytes that their owners wrote.
package struct StoredCheckpoint: Hashable, Sendable {
    /// Every fact up to this one is in it, none after.
    package var sequence: Int64
    package var madeAt: Instant
    package var engine: [UInt8]
    /// The statistics fold at the same point; empty if none was given.
    package var statistics: [UInt8]

    package init(sequence: Int64, madeAt: Instant, engine: [UInt8], statistics: [UInt8] = []) {
        self.sequence = sequence
        self.madeAt = madeAt
        self.engine = engine
        self.statistics = statistics
    }
}
