import Logging

/// The events of one or more Stasis applications of one Asterisk, which this side dials.
///
/// The socket is read without a pause and whatever comes is handed to the sink in order. Connections and losses are
/// elements of the same order. After every `connected`, the consumer applies its event filter and subscriptions and
/// takes the state anew, by REST.
public final class ARIEventStream: Sendable {
    private let core: InboundCore
    private let loop: WebSocketLoop

    /// Makes the stream; ``start()`` dials.
    /// - Parameters:
    ///   - applications: at least one; the sole owner of each, or the other one is told `ApplicationReplaced`.
    ///   - subscribeAll: every event of the server, not those of the applications only. Asterisk passes over it where it
    ///     has the application already, as after a reconnect: subscribe to ``everySource`` after each `connected`.
    ///   - chance: 0 ..< 1, for the jitter of the waits.
    ///   - sink: called on the loop's thread.
    /// - Throws: ``ARIError/invalid(_:)`` where an application's name is empty or holds a comma.
    public convenience init(
        loop: WebSocketLoop, server: ARIServer, applications: [String], subscribeAll: Bool = false,
        settings: ARIWebSocketSettings = .init(), delivery: ARIDelivery = .events, logger: Logger,
        chance: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }, sink: @escaping ARISink
    ) throws(ARIError) {
        guard !applications.isEmpty, applications.allSatisfy({ !$0.isEmpty && !$0.utf8.contains(UInt8(ascii: ",")) })
        else { throw .invalid("a stream needs applications, none with a comma in its name") }
        let names = applications.map(PercentEncoding.component).joined(separator: ",")
        let target = "/events?app=\(names)" + (subscribeAll ? "&subscribeAll=true" : "")
        let collector = StreamCollector(loop: loop, applications: applications, delivery: delivery, sink: sink)
        let core = InboundCore(collector: collector, logger: logger)
        core.dialer = WebSocketDialer(
            loop: loop, server: server, target: target, settings: settings, chance: chance, owner: core)
        self.init(loop: loop, core: core)
    }

    private init(loop: WebSocketLoop, core: InboundCore) {
        self.loop = loop
        self.core = core
    }

    /// What `subscribeAll` means, as sources for `Applications.subscribe`.
    ///
    /// Unsubscribe from `deviceState:` before the stream ends. Asterisk takes that subscription away with the socket, and
    /// if a device's state is being told to it in that moment, ARI answers nobody until Asterisk is restarted
    /// (<https://github.com/asterisk/asterisk/issues/2170>). What has to live with its own kill names each device.
    public static let everySource = ["channel:", "bridge:", "endpoint:", "deviceState:"]

    deinit { stop() }

    /// Dials, and from now on keeps the connection.
    public func start() { loop.run { [core] in core.dialer?.start() } }

    /// Ends the connection; the last element is `disconnected(.stopped)`. A stopped stream stays stopped.
    public func stop() { loop.run { [core] in core.dialer?.stop() } }

    /// Ends the connection and dials at once, e.g. to take an application back, or when the consumer lost the thread.
    public func redial() { loop.run { [core] in core.dialer?.redial() } }
}

/// The stream's half on the loop's thread; other threads only carry the reference.
final class InboundCore: DialerOwner, @unchecked Sendable {
    fileprivate var dialer: WebSocketDialer?
    private let collector: StreamCollector
    private let logger: Logger

    init(collector: StreamCollector, logger: Logger) {
        self.collector = collector
        self.logger = logger
    }

    func dialerConnected(_ peer: String) {
        logger.info("event stream connected", metadata: ["peer": "\(peer)"])
        collector.connected(peer)
    }

    func dialer(received bytes: UnsafeRawBufferPointer) {
        collector.message(bytes)
    }

    func dialer(passedOver count: Int) {
        logger.warning("a message was larger than the limit", metadata: ["bytes": "\(count)"])
        collector.append(.passedOver(bytes: count), size: 0)
    }

    func dialer(disconnected end: ARIDisconnection) {
        // An Asterisk that is away for a day must not fill a disk with lines.
        let level: Logger.Level = end.wasConnected || end.failures == 1 ? .notice : .debug
        logger.log(
            level: end.reason == .stopped ? .info : level, "event stream disconnected",
            metadata: [
                "reason": "\(end.reason)", "failures": "\(end.failures)",
                "retry_in": "\(end.retryIn.map { "\($0)" } ?? "never")",
            ])
        collector.append(.disconnected(end), size: 0)
    }
}
