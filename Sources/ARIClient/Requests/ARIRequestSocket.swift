import ARI
import Logging

/// REST over a WebSocket of its own (A8): the same typed requests, at two thirds of HTTP's latency.
///
/// Asterisk serves the requests of one socket one after another, so that one that blocks holds up all others. Hence:
/// one request is on its way at a time, the others wait here in order; requests that may block are not for this (see
/// `ARIRequest.mayBlock`); and where an answer does not come in time, the socket is given up and dialled anew.
/// Give it to an ``ARIRESTClient``, which uses HTTP for whatever cannot go here.
public final class ARIRequestSocket: Sendable {
    private let core: RequestSocketCore
    private let loop: WebSocketLoop

    /// - Parameters:
    ///   - application: a name that no other socket uses: Asterisk wants one, and it gets no calls.
    ///   - chance: 0 ..< 1, for the jitter of the waits.
    public init(
        loop: WebSocketLoop, server: ARIServer, application: String, settings: ARIWebSocketSettings = .init(),
        logger: Logger, chance: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.loop = loop
        core = RequestSocketCore(loop: loop, logger: logger)
        core.dialer = WebSocketDialer(
            loop: loop, server: server, target: "/events?app=\(PercentEncoding.component(application))",
            settings: settings, chance: chance, owner: core)
    }

    deinit { stop() }

    /// Dials, and from now on keeps the connection.
    public func start() { loop.run { [core] in core.dialer?.start() } }

    /// Ends the connection until ``start()``; meanwhile requests go over HTTP. What is on its way ends as unknown.
    public func pause() { loop.run { [core] in core.dialer?.pause() } }

    /// Ends the connection: what is on its way ends as unknown, what waits as not sent.
    public func stop() { loop.run { [core] in core.dialer?.stop() } }

    /// Returns once the socket stands, or the client was stopped: false.
    @discardableResult
    public func connected() async -> Bool {
        await withCheckedContinuation { waiter in
            let isAsked = loop.run { [core] in core.whenConnected { waiter.resume(returning: $0) } }
            if !isAsked { waiter.resume(returning: false) }
        }
    }

    /// Whether requests would go over the socket now.
    public func isConnected() async -> Bool {
        await withCheckedContinuation { waiter in
            let isAsked = loop.run { [core] in waiter.resume(returning: core.dialer?.isUp ?? false) }
            if !isAsked { waiter.resume(returning: false) }
        }
    }

    func perform<Response>(
        _ request: ARIRequest<Response>, timeout: Duration
    ) async -> Result<ARIAnswer, ARIError> {
        let ticket = RequestTicket(
            HTTPExchange(
                method: request.method.rawValue, target: request.target, body: request.body, timeout: timeout))
        let message: @Sendable (String) -> [UInt8] = { request.message(transactionID: $0, requestID: $0).json }
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { waiter in
                guard ticket.submit(waiter) else { return }
                let isAsked = loop.run(isUrgent: true) { [core] in core.enqueue(ticket, message) }
                if !isAsked { ticket.finish(.failure(.requestNotSent(.init(.unavailable, "the loop has ended")))) }
            }
        } onCancel: {
            if ticket.cancel() { loop.run { [core] in core.abandon(ticket) } }
        }
    }
}
