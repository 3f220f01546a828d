/// A time in which a server may have done things that nobody told us. What was found out afterwards is in the inferred
/// events; what began and ended inside can not be found out.
package struct BlindInterval: Hashable, Sendable {
    package var server: ServerID
    /// The last moment at which events are known to have come.
    package var from: Instant
    /// When the comparison that closed it ended.
    package var to: Instant
    package var reason: Reason

    package init(server: ServerID, from: Instant, to: Instant, reason: Reason) {
        self.server = server
        self.from = from
        self.to = to
        self.reason = reason
    }

    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// We were not running, or had not connected yet.
        case start
        /// The connection was closed or cut.
        case connectionLost = "connection_lost"
        /// The connection stayed open and said nothing.
        case silence
        /// Our own buffer overflowed.
        case overflow
        /// Another connection took our application.
        case replaced
        /// The server itself started anew.
        case restarted
    }
}
