import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// The HTTP server: routes, keys, event streams, metrics. Runs until its task group is shut down: then it stops
/// accepting, lets requests end, and ends event streams.
package struct APIServer: Service {
    private let options: APIServerOptions
    private let responder: APIResponder
    private let logger: Logger
    private let onListening: @Sendable (Int) async -> Void
    private let gate: ConnectionGate

    /// - Parameters:
    ///   - onFull: hears `true` when the first connection above the most is refused, `false` when there is ample room
    ///     again. It must not block.
    ///   - onListening: called once with the port that is listened on.
    package init(
        options: APIServerOptions, callCenter: any CallCenterAPI, keys: KeyRing,
        idempotency: any IdempotencyStore = MemoryIdempotencyStore(), environment: APIEnvironment = .system,
        logger: Logger, onFull: @escaping @Sendable (Bool) -> Void = { _ in },
        onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        let metrics = HTTPMetrics()
        self.options = options
        self.logger = logger
        self.onListening = onListening
        gate = ConnectionGate(most: options.maximumConnections, onFull: onFull)
        responder = APIResponder(
            options: options,
            routes: RouteTable(
                RouteServices(
                    callCenter: callCenter, environment: environment, httpMetrics: metrics,
                    keepAlive: options.keepAlive, version: options.version,
                    streams: StreamShares(of: options.mostStreams))),
            keys: keys, hosts: HostCheck(hosts: options.allowedHosts, origins: options.allowedOrigins),
            limiter: RateLimiter(perSecond: options.requestsPerSecond, burst: options.burst), idempotency: idempotency,
            environment: environment, metrics: metrics)
    }

    /// - Throws: ``APIServerFailure`` where it cannot listen.
    package func run() async throws {
        let drainLimit = options.drainLimit
        let gate = gate
        let pace = RequestPace(head: options.headPatience, body: options.bodyPatience)
        let channel = HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                ConnectionGateHandler(gate), BrokenRequestHandler(drainLimit: drainLimit, pace: pace),
            ],
            idleTimeout: .seconds(Int64(options.idleSeconds)),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: options.headerLimit, maxHeaderListSize: options.headerLimit,
                maxHeaderFieldCount: 100))
        let listening = onListening
        let application = Application(
            responder: responder, server: .http1(configuration: channel),
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port), serverName: "mayday",
                // Those that are being refused are few at a time; more wait to be accepted.
                availableConnectionsDelegate: .maximum(options.maximumConnections + 32, logger: logger)),
            onServerRunning: { await listening($0.localAddress?.port ?? 0) }, logger: logger)
        do {
            try await application.run()
        } catch {
            throw APIServerFailure(error, host: options.host, port: options.port) ?? error
        }
    }
}
