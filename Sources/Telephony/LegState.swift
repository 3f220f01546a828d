/// What a channel is doing, in Asterisk's distinctions (`ast_channel_state`).
package enum LegState: UInt8, Hashable, Sendable, CaseIterable {
    case down
    case reserved
    case offHook
    /// Digits are being dialled on it.
    case dialing
    /// Inbound and not yet answered: our side is to ring.
    case ring
    /// Outbound and the far end rings.
    case ringing
    case up
    case busy
    case dialingOffHook
    case preRing
    case unknown
}
