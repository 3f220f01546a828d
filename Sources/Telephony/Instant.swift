/// A moment on the wall clock: milliseconds since 1970-01-01T00:00:00Z.
///
/// Always an input: pure code never asks for the time.
package struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }
    package static func + (left: Instant, right: Span) -> Instant {
        Instant(milliseconds: left.milliseconds + right.milliseconds)
    }
    /// The span from `right` to `left`; negative if `left` is the earlier one.
    package static func - (left: Instant, right: Instant) -> Span {
        Span(milliseconds: left.milliseconds - right.milliseconds)
    }
    package var description: String { "\(milliseconds) ms" }
}

/// A length of time in milliseconds.
package struct Span: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Whole milliseconds; the rest is cut off.
    package init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(milliseconds: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    package static let zero = Span(milliseconds: 0)
    package static func seconds(_ count: Int64) -> Span { Span(milliseconds: count * 1000) }
    package static func < (left: Span, right: Span) -> Bool { left.milliseconds < right.milliseconds }
    package static func + (left: Span, right: Span) -> Span {
        Span(milliseconds: left.milliseconds + right.milliseconds)
    }
    package static func += (left: inout Span, right: Span) { left.milliseconds += right.milliseconds }
    package var description: String { "\(milliseconds) ms" }
}
