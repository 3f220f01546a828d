/// One leg dials another, and how far that has come.
package struct DialProgress: Hashable, Sendable {
    /// Absent where the leg was dialled over ARI on nobody's behalf.
    package var caller: LegSnapshot?
    package var peer: LegSnapshot
    /// The leg that was dialled instead, where the peer redirected.
    package var forwarded: LegSnapshot?
    package var status: DialStatus
    /// Where it was forwarded to.
    package var forward: String
    package var dialString: String

    package init(
        caller: LegSnapshot? = nil, peer: LegSnapshot, forwarded: LegSnapshot? = nil, status: DialStatus,
        forward: String = "", dialString: String = ""
    ) {
        self.caller = caller
        self.peer = peer
        self.forwarded = forwarded
        self.status = status
        self.forward = forward
        self.dialString = dialString
    }
}

package enum DialStatus: UInt8, Hashable, Sendable, CaseIterable {
    case begun
    case ringing, progress, proceeding
    case answered, busy, congestion, noAnswer, canceled, unavailable
    /// A word of Asterisk's that is none of the above.
    case other
}
