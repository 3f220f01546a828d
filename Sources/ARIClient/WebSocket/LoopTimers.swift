/// Deadlines of one loop, soonest first. A few dozen at most, so a sorted array is the fastest heap.
struct LoopTimers {
    struct Token: Hashable {
        fileprivate let number: UInt64
    }

    private struct Entry {
        let deadline: UInt64
        let token: Token
        let action: () -> Void
    }

    /// Latest first, so that the next is taken from the end.
    private var entries: [Entry] = []
    private var issued: UInt64 = 0

    /// The soonest deadline, in nanoseconds of the monotonic clock.
    var next: UInt64? { entries.last?.deadline }

    mutating func add(at deadline: UInt64, _ action: @escaping () -> Void) -> Token {
        issued += 1
        let token = Token(number: issued)
        let index = entries.firstIndex { $0.deadline <= deadline } ?? entries.endIndex
        entries.insert(Entry(deadline: deadline, token: token, action: action), at: index)
        return token
    }

    mutating func cancel(_ token: Token) {
        entries.removeAll { $0.token == token }
    }

    /// The action of the soonest deadline that has passed.
    mutating func popDue(at now: UInt64) -> (() -> Void)? {
        guard let last = entries.last, last.deadline <= now else { return nil }
        return entries.removeLast().action
    }
}
