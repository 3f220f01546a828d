/// When and how something was learned last.
package struct Told: Hashable, Sendable {
    /// Asterisk's stamp on the event; for an inferred one, when the comparison ended.
    package var at: Instant
    /// The connection that the event came on, counted from 0.
    package var on: UInt32
    /// True if it was found by comparing.
    package var inferred: Bool

    /// Not learned yet: older than everything.
    package static let never = Told(at: Instant(milliseconds: .min), on: .max, inferred: false)

    /// Whether it was found by a comparison that ended when or after the event was stamped: then the event was on its
    /// way meanwhile and tells nothing new.
    func precedes(_ stamp: Stamp) -> Bool { inferred && at >= stamp.at }
}
