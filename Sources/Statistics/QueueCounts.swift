import Queueing
import Telephony

/// One queue over one span: everything that adds up. Intervals merge into hours, days and groups by addition.
///
/// An entry belongs to the interval in which it entered, whenever it ends (`by: entry`); handled calls to the interval
/// in which their wrap-up ended; offers to the one in which they were made. Times are sums in milliseconds.
package struct QueueCounts: Hashable, Sendable {
    // O = A + Ab + X + waiting: kept one by one, so that the sum proves something.
    package var offered: Int64 = 0
    package var answered: Int64 = 0
    package var abandoned: Int64 = 0
    package var timedOut: Int64 = 0
    package var full: Int64 = 0
    package var joinEmpty: Int64 = 0
    package var leaveEmpty: Int64 = 0
    package var closed: Int64 = 0
    package var key: Int64 = 0
    package var withdrawn: Int64 = 0
    package var moved: Int64 = 0
    package var callback: Int64 = 0
    package var overflow: Int64 = 0
    package var failed: Int64 = 0
    package var waiting: Int64 = 0

    /// sAb: abandoned within the short-abandon limit.
    package var shortAbandoned: Int64 = 0
    /// A≤T and Ab≤T.
    package var answeredWithinThreshold: Int64 = 0
    package var abandonedWithinThreshold: Int64 = 0
    /// Other exits whose wait had reached T: service-level events of the formula `events`.
    package var exitsAtThreshold: Int64 = 0

    package var waitOfAnswered: Int64 = 0
    package var waitOfAbandoned: Int64 = 0
    package var waitOfOthers: Int64 = 0
    /// The greatest, not a sum.
    package var longestWait: Int64 = 0
    package var answeredWaits = WaitHistogram()
    package var abandonedWaits = WaitHistogram()

    /// Conversations that ended, their length, and who ended them.
    package var talks: Int64 = 0
    package var talkTime: Int64 = 0
    /// Of those, how many were on hold, and for how long: a part of the talk.
    package var holds: Int64 = 0
    package var holdTime: Int64 = 0
    package var endedByCaller: Int64 = 0
    package var endedByAgent: Int64 = 0
    package var endedBySystem: Int64 = 0
    package var endedByOrder: Int64 = 0
    /// Entries whose end was concluded after a gap, not seen.
    package var inferred: Int64 = 0

    /// Calls whose wrap-up is over, with their talk and wrap-up: what AHT is made of.
    package var handled: Int64 = 0
    package var handledTalkTime: Int64 = 0
    package var handledWrapUpTime: Int64 = 0

    package var offers = OfferCounts()

    package init() {}

    /// X, all other exits.
    package var exits: Int64 { refused + timedOut + flowOut + failures }
    /// Turned away at entry: they have no queue time.
    package var refused: Int64 { full + joinEmpty + closed }
    /// Left for somewhere else.
    package var flowOut: Int64 { moved + callback + key + overflow }
    /// Failures and withdrawals; leave-empty is the queue's failure to keep staff.
    package var failures: Int64 { failed + withdrawn + leaveEmpty }

    /// O = A + Ab + X + still waiting. A report for which this is false is a defect.
    package var addsUp: Bool { offered == answered + abandoned + exits + waiting }

    /// Adds another span's, or another queue's: a sum over queues counts entries, not calls.
    package mutating func add(_ other: QueueCounts) {
        for (_, field) in Self.sums { self[keyPath: field] &+= other[keyPath: field] }
        longestWait = max(longestWait, other.longestWait)
        answeredWaits.add(other.answeredWaits)
        abandonedWaits.add(other.abandonedWaits)
        offers.add(other.offers)
    }

    /// Where an outcome is counted.
    static func field(of outcome: EntryOutcome) -> any WritableKeyPath<QueueCounts, Int64> & Sendable {
        switch outcome {
        case .answered: \.answered
        case .abandoned: \.abandoned
        case .timeout: \.timedOut
        case .full: \.full
        case .joinEmpty: \.joinEmpty
        case .leaveEmpty: \.leaveEmpty
        case .closed: \.closed
        case .key: \.key
        case .withdrawn: \.withdrawn
        case .moved: \.moved
        case .callback: \.callback
        case .overflow: \.overflow
        case .failed: \.failed
        }
    }

    /// Everything that is a plain sum, by the name that it has in a checkpoint.
    static let sums: [(name: String, field: any WritableKeyPath<QueueCounts, Int64> & Sendable)] = [
        ("offered", \.offered), ("answered", \.answered), ("abandoned", \.abandoned), ("timed_out", \.timedOut),
        ("full", \.full), ("join_empty", \.joinEmpty), ("leave_empty", \.leaveEmpty), ("closed", \.closed),
        ("key", \.key),
        ("withdrawn", \.withdrawn), ("moved", \.moved), ("callback", \.callback), ("overflow", \.overflow),
        ("failed", \.failed), ("waiting", \.waiting), ("short_abandoned", \.shortAbandoned),
        ("answered_within_threshold", \.answeredWithinThreshold),
        ("abandoned_within_threshold", \.abandonedWithinThreshold), ("exits_at_threshold", \.exitsAtThreshold),
        ("wait_of_answered", \.waitOfAnswered), ("wait_of_abandoned", \.waitOfAbandoned),
        ("wait_of_others", \.waitOfOthers), ("talks", \.talks), ("talk_time", \.talkTime),
        ("holds", \.holds), ("hold_time", \.holdTime),
        ("ended_by_caller", \.endedByCaller), ("ended_by_agent", \.endedByAgent),
        ("ended_by_system", \.endedBySystem), ("ended_by_order", \.endedByOrder), ("inferred", \.inferred),
        ("handled", \.handled),
        ("handled_talk_time", \.handledTalkTime), ("handled_wrap_up_time", \.handledWrapUpTime),
    ]
}
