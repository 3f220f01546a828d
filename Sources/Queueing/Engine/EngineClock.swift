import Telephony

/// The engine's time: follows the wall clock forwards and never runs backwards, so that facts are in order and no wait
/// is negative.
///
/// Set back, the wall clock leaves it ahead; it then goes at nine tenths of the speed until both agree again. A jump
/// forwards cannot be told from a silence and is followed.
struct EngineClock: Sendable {
    private var wall: Instant?
    private var time: Instant

    init(notBefore time: Instant) { self.time = time }

    /// How far ahead of the wall clock it is; at least zero.
    var ahead: Span {
        guard let wall, time > wall else { return .zero }
        return time - wall
    }

    mutating func read(_ at: Instant) -> Instant {
        guard let wall else {
            self.wall = at
            time = max(time, at)
            return time
        }
        self.wall = at
        let elapsed = at.milliseconds - wall.milliseconds
        guard elapsed > 0 else { return time }
        let lead = max(0, time.milliseconds - wall.milliseconds)
        time = time + Span(milliseconds: elapsed - min(lead, elapsed / 10))
        return time
    }

    /// The wall clock's moment by which the engine's time reaches `moment`.
    func wall(for moment: Instant) -> Instant {
        guard let wall, time > wall else { return moment }
        let missing = max(0, moment.milliseconds - time.milliseconds)
        return Instant(milliseconds: wall.milliseconds + (missing * 10 + 8) / 9)
    }
}
