/// Why there is no WebSocket.
public enum ARIDisconnectReason: Sendable, Hashable {
    /// The host's name is not known.
    case unresolved(String)
    /// Nobody listens there, or no way leads there.
    case unreachable(String)
    /// The WebSocket did not stand in time.
    case connectTimeout
    /// The certificate is not believed, or TLS failed.
    case tls(String)
    /// Asterisk does not know the user, the password is wrong (401), or the user may not do this (403).
    case unauthorized(status: Int)
    /// 404: no `/ari` there; Asterisk says so while it starts, too.
    case notFound
    /// 503: Asterisk is starting or stopping.
    case unavailable
    /// Another answer to the handshake than 101.
    case handshakeRefused(status: Int, detail: String)
    /// The peer said good-bye with a code of RFC 6455 7.4.1; 1000 after a graceful stop.
    case closedByPeer(code: Int, text: String)
    /// The connection ended without a good-bye, as after a crash or `core restart now`.
    case lost
    /// Nothing was heard for the silence limit: the peer or the way to it is dead, though the socket is open.
    case silent
    /// Outbound mode: Asterisk connected again, and the newer connection counts.
    case superseded
    /// Given up on this side.
    case stopped
}

/// The end of a connection, or of an attempt to have one.
public struct ARIDisconnection: Sendable, Hashable {
    public var reason: ARIDisconnectReason
    /// Whether there had been a connection, so that events may be missing; false after a failed attempt.
    public var wasConnected: Bool
    /// When the next attempt begins; nil where there is none, or where it is Asterisk that connects.
    public var retryIn: Duration?
    /// Attempts that failed in a row, this one included.
    public var failures: Int

    public init(reason: ARIDisconnectReason, wasConnected: Bool, retryIn: Duration? = nil, failures: Int = 0) {
        self.reason = reason
        self.wasConnected = wasConnected
        self.retryIn = retryIn
        self.failures = failures
    }
}
