/// One queue over one span (docs/figures.md). Always: `offered = answered + abandoned + timed_out + other_exits + still_waiting`.
/// `short_abandoned` is a part of `abandoned`.
package struct QueueFigures: Codable, Sendable, Hashable {
    /// Entries that entered the queue in the span.
    package var offered: Int64
    /// Of those, answered by an agent.
    package var answered: Int64
    /// Given up by the caller.
    package var abandoned: Int64
    /// Of the abandoned, those within the short-abandon limit.
    package var shortAbandoned: Int64
    /// Left because the longest wait was reached.
    package var timedOut: Int64
    /// Every other way out.
    package var otherExits: ExitCounts
    /// Without an outcome yet.
    package var stillWaiting: Int64
    /// Answered within the service-level threshold.
    package var answeredWithinThreshold: Int64
    /// The sum of the waits of the answered, ringing included, in milliseconds.
    package var waitSumMs: Int64
    /// The sum of the talk times of ended conversations, hold included, in milliseconds.
    package var talkSumMs: Int64
    /// Of those conversations, how many were on hold.
    package var held: Int64 = 0
    /// For how long together, a part of the talk, in milliseconds.
    package var holdSumMs: Int64 = 0
    /// The longest wait of the span's entries that has ended, in milliseconds.
    package var longestWaitMs: Int64
    /// The service level and its formula.
    package var serviceLevel: ServiceLevel
    /// Something may have happened in the span that is not in these figures: a server was away, or facts were lost.
    package var incomplete: Bool
    /// How much of the span that concerns, in milliseconds.
    package var blindMs: Int64

    package init(
        offered: Int64 = 0, answered: Int64 = 0, abandoned: Int64 = 0, shortAbandoned: Int64 = 0,
        timedOut: Int64 = 0, otherExits: ExitCounts = ExitCounts(), stillWaiting: Int64 = 0,
        answeredWithinThreshold: Int64 = 0, waitSumMs: Int64 = 0, talkSumMs: Int64 = 0, longestWaitMs: Int64 = 0,
        serviceLevel: ServiceLevel = ServiceLevel(), incomplete: Bool = false, blindMs: Int64 = 0
    ) {
        self.offered = offered
        self.answered = answered
        self.abandoned = abandoned
        self.shortAbandoned = shortAbandoned
        self.timedOut = timedOut
        self.otherExits = otherExits
        self.stillWaiting = stillWaiting
        self.answeredWithinThreshold = answeredWithinThreshold
        self.waitSumMs = waitSumMs
        self.talkSumMs = talkSumMs
        self.longestWaitMs = longestWaitMs
        self.serviceLevel = serviceLevel
        self.incomplete = incomplete
        self.blindMs = blindMs
    }

    private enum CodingKeys: String, CodingKey {
        case offered, answered, abandoned, held, incomplete
        case blindMs = "blind_ms"
        case shortAbandoned = "short_abandoned"
        case timedOut = "timed_out"
        case otherExits = "other_exits"
        case stillWaiting = "still_waiting"
        case answeredWithinThreshold = "answered_within_threshold"
        case waitSumMs = "wait_sum_ms"
        case talkSumMs = "talk_sum_ms"
        case holdSumMs = "hold_sum_ms"
        case longestWaitMs = "longest_wait_ms"
        case serviceLevel = "service_level"
    }
}

/// Entries that left a queue neither answered nor abandoned nor timed out, by outcome.
package struct ExitCounts: Codable, Sendable, Hashable {
    /// Refused: the queue was full.
    package var full: Int64
    /// Refused: no agent.
    package var joinEmpty: Int64
    /// Sent out: no agent any more.
    package var leaveEmpty: Int64
    /// Refused: the queue was closed.
    package var closed: Int64
    /// Left by a key.
    package var key: Int64
    /// Taken out by command.
    package var withdrawn: Int64
    /// Moved to another queue.
    package var moved: Int64
    /// Took a callback.
    package var callback: Int64
    /// Overflowed to another queue.
    package var overflow: Int64
    /// Failed.
    package var failed: Int64

    /// All of them together.
    package var total: Int64 {
        full + joinEmpty + leaveEmpty + closed + key + withdrawn + moved + callback + overflow + failed
    }

    package init(
        full: Int64 = 0, joinEmpty: Int64 = 0, leaveEmpty: Int64 = 0, closed: Int64 = 0, key: Int64 = 0,
        withdrawn: Int64 = 0, moved: Int64 = 0, callback: Int64 = 0, overflow: Int64 = 0, failed: Int64 = 0
    ) {
        self.full = full
        self.joinEmpty = joinEmpty
        self.leaveEmpty = leaveEmpty
        self.closed = closed
        self.key = key
        self.withdrawn = withdrawn
        self.moved = moved
        self.callback = callback
        self.overflow = overflow
        self.failed = failed
    }

    private enum CodingKeys: String, CodingKey {
        case full, closed, key, withdrawn, moved, callback, overflow, failed
        case joinEmpty = "join_empty"
        case leaveEmpty = "leave_empty"
    }
}

/// A service level and the name of its formula (docs/figures.md).
package struct ServiceLevel: Codable, Sendable, Hashable {
    /// The formula: `offered`, `answered`, `answered_or_abandoned`, …
    package var name: String
    /// 0...1; absent while the formula has nothing to divide by.
    package var value: Double?

    package init(name: String = "offered", value: Double? = nil) {
        self.name = name
        self.value = value
    }

    private enum CodingKeys: String, CodingKey {
        case name, value
    }
}
