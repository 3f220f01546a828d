import Queueing
import Telephony

/// An entry that has not ended.
struct OpenEntry: Hashable, Sendable {
    var channel: ChannelID
    var queue: QueueID
    var enteredAt: Instant
    var turn: Turn
    /// The place at which the caller came in, from 1.
    var original: Int
    var connectedAt: Instant?
    /// Who talks to them, by their name of then.
    var agent: String?
    /// They are to be called back: their end was told.
    var isCallback = false
}

/// The order in which callers of one queue are served.
struct Turn: Hashable, Comparable, Sendable {
    /// Higher is served first.
    var priority: Int
    /// The moment that they stand by.
    var enteredAt: Instant
    var arrival: Int64
    var entry: EntryID
    /// Among those who stand by the same moment, where somebody gave them one.
    var order: Int64?

    private var place: Int64 { order ?? arrival << 20 }

    static func < (left: Turn, right: Turn) -> Bool {
        if left.priority != right.priority { return left.priority > right.priority }
        if left.enteredAt != right.enteredAt { return left.enteredAt < right.enteredAt }
        return left.place != right.place ? left.place < right.place : left.arrival < right.arrival
    }
}

/// Callers of one queue who are not connected, in their order.
struct Line: Hashable, Sendable {
    private(set) var turns: [Turn] = []

    /// - Returns: the place taken, from 1.
    mutating func insert(_ turn: Turn) -> Int {
        let index = index(of: turn)
        turns.insert(turn, at: index)
        return index + 1
    }

    /// - Returns: the place given up, from 1; nil where there was none.
    @discardableResult
    mutating func remove(_ turn: Turn) -> Int? {
        let index = index(of: turn)
        guard index < turns.count, turns[index] == turn else { return nil }
        turns.remove(at: index)
        return index + 1
    }

    /// From 1.
    func place(of turn: Turn) -> Int { index(of: turn) + 1 }

    /// Where a turn stands or would stand.
    private func index(of turn: Turn) -> Int {
        var low = 0
        var high = turns.count
        while low < high {
            let middle = (low + high) / 2
            if turns[middle] < turn { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// One agent's phone that rings, or has been picked up and is not connected yet. An entry may have several.
struct OpenOffer: Hashable, Sendable {
    var entry: EntryID
    /// The agent, by their name of then.
    var agent: String
    var channel: ChannelID
    var madeAt: Instant
    var deadline: Instant
    var answeredAt: Instant?
}

/// An agent as the log knows them.
struct Member: Hashable, Sendable {
    var id: AgentID
    var name: String
    var endpoint: String
    var queues: [QueueID]
    /// Nil while they are logged out.
    var loggedInAt: Instant?
    /// Why they take a pause; nil while they do not.
    var pause: String?
    /// Gone from the configuration; forgotten once logged out.
    var isRetired = false
    /// Logged in for other queues than these; and paused in these alone.
    var out: Set<QueueID> = []
    var paused: Set<QueueID> = []

    func shown(_ naming: AgentNaming) -> String {
        switch naming {
        case .endpoint: endpoint
        case .name: name
        case .id: id.raw
        }
    }
}
