import Queueing
import Telephony

/// T and S in milliseconds, as of the last settings; the defaults of docs/figures.md before.
struct QueueRules: Hashable, Sendable {
    var threshold: Int64 = 20_000
    var shortAbandon: Int64 = 5_000
}

/// A queue's rules and its counts. Rules are read apart: a copy of the whole would make the next count copy the series.
struct QueueTrack: Hashable, Sendable {
    var rules = QueueRules()
    var series = Series<QueueCounts>()
    private(set) var today = QueueCounts()

    mutating func change(_ start: Instant, _ isToday: Bool, _ body: (inout QueueCounts) -> Void) {
        series.change(start, or: QueueCounts(), body)
        if isToday { body(&today) }
    }

    mutating func recount(from dayStart: Instant) {
        today = QueueCounts()
        for item in series.items where item.start >= dayStart { today.add(item.counts) }
    }
}

/// What an agent does now.
struct Presence: Hashable, Sendable {
    var state = AgentState.offline
    var reason: String?
    var since = Instant(milliseconds: 0)
    /// Up to when the time in the present state is in the counts.
    var accounted = Instant(milliseconds: 0)
    var loggedInAt: Instant?
    /// A conversation whose wrap-up is not over.
    var finished: FinishedTalk?
}

/// An agent's present state, read apart like a queue's rules, and their counts.
struct AgentTrack: Hashable, Sendable {
    var presence = Presence()
    var series = Series<AgentCounts>()
    private(set) var today = AgentCounts()
    /// Since the present login, or of the last one while they are offline.
    var sinceLogin = AgentCounts()

    mutating func change(_ start: Instant, _ isToday: Bool, _ body: (inout AgentCounts) -> Void) {
        series.change(start, or: AgentCounts(), body)
        if isToday { body(&today) }
    }

    mutating func recount(from dayStart: Instant) {
        today = AgentCounts()
        for item in series.items where item.start >= dayStart { today.add(item.counts) }
    }
}

struct FinishedTalk: Hashable, Sendable {
    var queue: QueueID
    var talk: Int64
}

/// An entry that has not ended.
struct OpenEntry: Hashable, Sendable {
    var queue: QueueID
    var enteredAt: Instant
    var connectedAt: Instant?
    var agent: AgentID?
    /// It ended with a request to be called back, and is open again when the caller is: what it counts as until then.
    var callback: Exit?
    /// Since when it is on hold; from the connection on, where that was before.
    var heldSince: Instant?
    /// How long it was, without a hold that goes on.
    var held: Int64 = 0

    var wasHeld: Bool { connectedAt != nil && (heldSince != nil || held > 0) }

    func holdTime(at moment: Instant) -> Int64 {
        guard connectedAt != nil, let heldSince else { return held }
        return held + max(0, (moment - heldSince).milliseconds)
    }

    /// An end that is counted and may be taken back.
    struct Exit: Hashable, Sendable {
        var wait: Int64
        var isAtThreshold: Bool
    }
}

/// An offer that is neither answered nor lost.
struct OpenOffer: Hashable, Sendable {
    var queue: QueueID
    var agent: AgentID
    var madeAt: Instant
}
