/// An identifier that is a string on the wire and a type of its own in the code, so that a channel's id can never be
/// taken for a bridge's.
package protocol TelephonyIdentifier: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The identifier as Asterisk, the API and the journal write it.
    var raw: String { get }
    init(_ raw: String)
}

extension TelephonyIdentifier {
    package static func < (left: Self, right: Self) -> Bool { left.raw < right.raw }
    package var description: String { raw }
}

/// One Mayday process and its journal.
package struct NodeID: TelephonyIdentifier {
    package let raw: String
    package init(_ raw: String) { self.raw = raw }
}

/// One configured Asterisk server, by the name that the configuration gives it (not Asterisk's own entity id).
package struct ServerID: TelephonyIdentifier {
    package let raw: String
    package init(_ raw: String) { self.raw = raw }
}

/// An Asterisk channel. Unique on its server; the ids that Mayday chooses are unique everywhere.
package struct ChannelID: TelephonyIdentifier {
    package let raw: String
    package init(_ raw: String) { self.raw = raw }
}

/// An Asterisk bridge.
package struct BridgeID: TelephonyIdentifier {
    package let raw: String
    package init(_ raw: String) { self.raw = raw }
}

/// One call as people speak of it: every leg that belongs together carries the same id, from the SIP header to the
/// journal.
package struct CallID: TelephonyIdentifier {
    package let raw: String
    package init(_ raw: String) { self.raw = raw }
}

/// A queue, by its configured id.
package struct QueueID: TelephonyIdentifier {
    package let raw: String
    package init(_ raw: String) { self.raw = raw }
}

/// An agent, by their configured id.
package struct AgentID: TelephonyIdentifier {
    package let raw: String
    package init(_ raw: String) { self.raw = raw }
}

/// One stay of one call in one queue.
package struct EntryID: TelephonyIdentifier {
    package let raw: String
    package init(_ raw: String) { self.raw = raw }
}

/// One reservation of one agent for one entry.
package struct OfferID: TelephonyIdentifier {
    package let raw: String
    package init(_ raw: String) { self.raw = raw }
}

/// Stands for a caller in the journal. Number and name live in an erasable table under this token.
package struct CallerToken: TelephonyIdentifier {
    package let raw: String
    package init(_ raw: String) { self.raw = raw }
}
