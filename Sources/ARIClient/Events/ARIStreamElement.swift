import ARI

/// One thing that a stream of events says, in the order in which it happened.
public enum ARIStreamElement: Sendable {
    /// The WebSocket stands. Nothing is replayed of what happened without one: the event filter must be applied
    /// again and the state taken anew from `GET /channels`, `/bridges` and `/applications`.
    case connected(ARIConnection)
    /// The WebSocket, or an attempt at one, came to its end.
    case disconnected(ARIDisconnection)
    /// One message, read.
    case event(ARIEvent)
    /// One message, as Asterisk wrote it. Where both are asked for it precedes its event.
    case frame([UInt8])
    /// A message that is no JSON object; `start` is its first 200 bytes. The stream goes on.
    case malformed(ARIEventError, start: [UInt8])
    /// Another instance registered this application (Asterisk's `ApplicationReplaced`): this socket stays open and
    /// hears nothing more. The stream does not fight for it; ``ARIEventStream/redial()`` takes it back.
    case replaced(application: String)
    /// A message larger than ``ARIWebSocketSettings/messageLimit``, in bytes, was passed over.
    case passedOver(bytes: Int)
    /// This consumer was too slow: that many messages are missing at this point. Only from ``ARIElements``.
    case lagged(Int)
}

/// A WebSocket that stands.
public struct ARIConnection: Sendable, Hashable {
    /// Counts the connections of this stream, from 1.
    public var number: Int
    /// The other end's address.
    public var peer: String

    public init(number: Int, peer: String) {
        self.number = number
        self.peer = peer
    }
}

/// What arrived in one turn of the loop.
public struct ARIStreamBatch: Sendable {
    /// The applications that this is about: what the stream was made with.
    public let applications: [String]
    /// 0, or the number of the socket where there is one for each call (``ARIOutboundApplication/Mode/perCall``).
    public let socket: Int
    /// In order. A sink may take the array away (`swap`, or assign an empty one); what it leaves is dropped.
    public var elements: [ARIStreamElement]
    /// The sizes on the wire, one for each of `elements`; 0 for what is no message.
    public internal(set) var sizes: [Int]
    /// When the turn's first element came: nanoseconds of the monotonic clock.
    public internal(set) var receivedAt: UInt64
}

/// Called on the loop's thread with all that a turn brought: it must be quick, since every other stream waits.
public typealias ARISink = @Sendable (inout ARIStreamBatch) -> Void

/// In what form messages are handed over.
public enum ARIDelivery: Sendable, Hashable {
    /// Typed.
    case events
    /// Asterisk's own bytes.
    case frames
    /// Each as bytes and, behind them, typed.
    case framesAndEvents
}
