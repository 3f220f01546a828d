import Logging

/// Where Asterisk may connect to, and as what.
public struct ARIListenerSettings: Sendable, Hashable {
    /// The address to listen on; a name of an interface works too.
    public var address = "127.0.0.1"
    /// 0 lets the system choose.
    public var port: UInt16 = 0
    /// PEM files for TLS; without them it is plain HTTP.
    public var certificateFile: String?
    public var keyFile: String?
    /// How each WebSocket is held.
    public var webSocket = ARIWebSocketSettings()

    public init() {}
}

/// An application whose WebSocket Asterisk opens by itself: a `type = websocket_client` section of Asterisk's
/// `websocket_client.conf` with a `type = outbound_websocket` section of `ari.conf` that names it.
public struct ARIOutboundApplication: Sendable, Hashable {
    /// Asterisk's `connection_type`.
    public enum Mode: Sendable, Hashable {
        /// One socket at a time: a newer one takes over, and the older one's end is told as `superseded`.
        case persistent
        /// A socket for each call; ``ARIStreamBatch/socket`` tells them apart.
        case perCall
    }

    /// The application's name.
    public var name: String
    /// The path of Asterisk's `uri`, beginning with a slash.
    public var path: String
    /// What Asterisk's `username` and `password` must be.
    public var credentials: ARICredentials
    public var mode: Mode

    public init(name: String, path: String, credentials: ARICredentials, mode: Mode = .persistent) {
        self.name = name
        self.path = path
        self.credentials = credentials
        self.mode = mode
    }
}

/// Outbound mode: a server that Asterisk connects to, and that gives the same stream as ``ARIEventStream``.
///
/// Whoever does not bring an application's credentials and path is answered 401 or 404 and never becomes a WebSocket.
public final class ARIListener: Sendable {
    private let core: ListenerCore
    private let loop: WebSocketLoop

    /// - Parameters:
    ///   - applications: each with a path of its own.
    ///   - delivery: in what form messages are handed over.
    ///   - sink: called on the loop's thread; ``ARIStreamBatch/applications`` says whose batch it is.
    /// - Throws: ``ARIError/invalid(_:)`` where two applications share a path, or a path lacks its slash.
    public init(
        loop: WebSocketLoop, settings: ARIListenerSettings = .init(), applications: [ARIOutboundApplication],
        delivery: ARIDelivery = .events, logger: Logger, sink: @escaping ARISink
    ) throws(ARIError) {
        guard !applications.isEmpty, Set(applications.map(\.path)).count == applications.count,
            applications.allSatisfy({ $0.path.utf8.first == UInt8(ascii: "/") })
        else { throw .invalid("each application needs a path of its own, beginning with a slash") }
        self.loop = loop
        core = ListenerCore(
            loop: loop, settings: settings, applications: applications, delivery: delivery, logger: logger, sink: sink)
    }

    deinit { stop() }

    /// Begins to listen.
    /// - Returns: the port.
    /// - Throws: ``ARIError/requestNotSent(_:)`` where the port is taken or the certificate cannot be used.
    public func start() async throws(ARIError) -> UInt16 {
        let result = await withCheckedContinuation { (waiter: CheckedContinuation<Result<UInt16, ARIError>, Never>) in
            loop.run { [core] in waiter.resume(returning: core.start()) }
        }
        return try result.get()
    }

    /// Ends every connection and goes on listening, so that Asterisk dials anew: when the consumer lost the thread.
    public func drop() { loop.run { [core] in core.drop() } }

    /// Closes every connection and lets nobody in any more. libwebsockets frees the port some seconds later.
    public func stop() { loop.run { [core] in core.stop() } }
}
