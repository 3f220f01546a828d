/// How a WebSocket is held.
public struct ARIWebSocketSettings: Sendable, Hashable {
    /// Until the WebSocket is established: address, TCP, TLS and handshake.
    public var connectTimeout: Duration = .seconds(5)
    /// A peer that sends nothing for this long, not even the answer to a ping, is given up. It is pinged from a
    /// quarter of this on. At least 100 ms. Raise Asterisk's `websocket_write_timeout` in return: it gives up a
    /// reader after 100 ms by default.
    public var silenceLimit: Duration = .seconds(5)
    /// The largest message taken, in bytes. A larger one is passed over and told of; the stream goes on.
    public var messageLimit = 32 << 20
    /// How long to wait before another attempt.
    public var backoff = ARIBackoff()

    public init() {}
}

/// Waiting times between attempts: exponential, with jitter, and never none.
public struct ARIBackoff: Sendable, Hashable {
    /// Before the first attempt after a loss. Asterisk restarts in 0.3 s.
    public var first: Duration = .milliseconds(100)
    /// The longest wait.
    public var longest: Duration = .seconds(5)
    /// By how much each wait is longer than the one before.
    public var factor = 2.0
    /// What part of a wait is left to chance, 0 to 1: 0.5 waits between half and all of it.
    public var jitter = 0.5
    /// A connection that lived this long was a good one: the next loss begins again at ``first``. One that was
    /// accepted and at once closed counts as a failed attempt.
    public var goodAfter: Duration = .seconds(5)

    public init() {}

    /// - Parameters:
    ///   - failures: attempts that failed in a row, from 1.
    ///   - chance: 0 ..< 1.
    func wait(afterFailures failures: Int, chance: Double) -> Duration {
        let limit = Double(longest.wholeNanoseconds)
        var nanoseconds = max(1_000_000, Double(first.wholeNanoseconds))
        for _ in 1..<max(2, min(failures, 64)) where failures > 1 && nanoseconds < limit {
            nanoseconds *= max(1, factor)
        }
        nanoseconds = min(nanoseconds, max(limit, 1_000_000))
        return .nanoseconds(Int64(nanoseconds * (1 - min(max(jitter, 0), 1) * chance)))
    }
}
