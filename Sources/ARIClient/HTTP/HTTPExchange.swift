/// One request as it goes over the wire, whichever way it goes.
struct HTTPExchange: Sendable {
    /// `GET`, `POST`, `PUT`, `DELETE`.
    var method: String
    /// Path and query below `/ari`, beginning with a slash, percent-encoded.
    var target: String
    /// JSON, or nothing.
    var body: [UInt8]?
    /// How long the whole exchange may take; the client's setting where nil.
    var timeout: Duration?
    /// The largest answer taken, in bytes; the client's setting where nil.
    var answerLimit: Int?
    /// Whether an exchange that may have taken effect can be done again without harm (RFC 9110 9.2.2).
    var isIdempotent: Bool { method != "POST" }

    /// The target without its query, which may carry callers' numbers and variables.
    var loggedTarget: Substring { target.prefix { $0 != "?" } }
}

/// How REST requests go over the wire.
public struct ARIRESTSettings: Sendable, Hashable {
    /// Until the connection stands, TLS included.
    public var connectTimeout: Duration = .seconds(3)
    /// For the whole exchange, waiting for a free connection included.
    public var requestTimeout: Duration = .seconds(10)
    /// Connections at a time; Asterisk refuses above its `sessionlimit` (100 by default). Further requests wait.
    public var connectionLimit = 32
    /// A connection that was idle for longer is not used again. Must be below Asterisk's
    /// `session_keep_alive` (15 s by default), or requests race with Asterisk's closing.
    public var idleLimit: Duration = .seconds(10)
    /// The largest body sent, in bytes. Asterisk reads at most 40,960.
    public var requestBodyLimit = 40_960
    /// The largest answer taken, in bytes.
    public var answerLimit = 16 << 20

    public init() {}
}
