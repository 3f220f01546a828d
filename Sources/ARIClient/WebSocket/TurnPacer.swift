/// When a loop rests between two turns, so that events which come one by one, many in a second, are handed over a few at a time.
///
/// Each turn that hands something over wakes those behind it: what decides, writes and shows. A network card holds its
/// interrupts back for the same reason. Nothing is held back that is here already, nor anything of a single call: a rest
/// follows a turn, and only where many have brought little within a moment. What is to be sent ends it (`WebSocketLoop`).
struct TurnPacer {
    /// How long a rest is, in nanoseconds.
    static let rest: UInt64 = 2_000_000
    /// So many turns with events …
    static let turns = 24
    /// … within so many nanoseconds are many.
    static let moment: UInt64 = 80_000_000
    /// A turn that brought as many elements was worth waking for.
    static let worth = 8

    private let length: UInt64
    private let moment: UInt64
    /// When the last turns with events ended, the oldest at `next`.
    private var ends = [UInt64](repeating: 0, count: Self.turns)
    private var next = 0

    /// - Parameters:
    ///   - length: of a rest, in nanoseconds.
    ///   - moment: nanoseconds within which the turns are many.
    init(length: UInt64 = TurnPacer.rest, moment: UInt64 = TurnPacer.moment) {
        self.length = length
        self.moment = moment
    }

    /// - Parameters:
    ///   - elements: how many the turn handed over.
    ///   - now: nanoseconds of the monotonic clock.
    /// - Returns: how long to rest before the next turn, in nanoseconds.
    mutating func rest(after elements: Int, at now: UInt64) -> UInt64 {
        guard elements > 0 else { return 0 }
        let oldest = ends[next]
        ends[next] = now
        next = (next + 1) % Self.turns
        // Rests count towards the moment: the rate at which turns come, not the rate at which they would.
        guard elements < Self.worth, oldest > 0, now &- oldest < moment else { return 0 }
        return length
    }
}
