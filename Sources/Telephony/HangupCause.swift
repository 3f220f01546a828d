/// Why a leg ended: a Q.850 cause, or one of the few that Asterisk adds (0 where it knows none).
package struct HangupCause: Hashable, Sendable, CustomStringConvertible {
    package var code: Int16

    package init(_ code: Int) { self.code = Int16(clamping: code) }

    package static let unknown = HangupCause(0)
    package static let unallocated = HangupCause(1)
    package static let normal = HangupCause(16)
    package static let busy = HangupCause(17)
    package static let noUserResponse = HangupCause(18)
    package static let noAnswer = HangupCause(19)
    package static let rejected = HangupCause(21)
    package static let answeredElsewhere = HangupCause(26)
    package static let congestion = HangupCause(34)
    package static let failure = HangupCause(38)

    package var description: String { "\(code)" }
}
