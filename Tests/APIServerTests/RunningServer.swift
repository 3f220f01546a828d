import APIClient
import APIServer
import Logging
import MaydayAPI
import ServiceLifecycle

/// A server on a free port of the loopback, with keys for the tests.
struct RunningServer: Sendable {
    let port: Int
    let center: ScriptedCallCenter
    let group: ServiceGroup

    static let secrets: [String: String] = [
        "admin": secret("admin"), "reader": secret("reader"), "support": secret("support"),
        "nothing": secret("nothing"),
    ]
    static let scopes: [String: [String]] = [
        "admin": ["*:*"], "reader": ["*:read"], "support": ["*:*@support"], "nothing": [],
    ]

    static func secret(_ id: String) -> String { "mayday_\(id)_0123456789abcdef0123456789abcdef" }

    var url: String { "http://127.0.0.1:\(port)" }

    /// Begins the graceful end.
    func stop() async {
        await group.triggerGracefulShutdown()
    }

    func client(_ key: String? = "admin") throws -> APIClient {
        try APIClient(url: url, key: key.map { Self.secrets[$0] ?? $0 })
    }

    /// Keys by id with their scopes, for tests of particular scopes.
    static func ring(_ extra: [String: [String]] = [:]) throws -> KeyRing {
        KeyRing(
            try scopes.merging(extra) { $1 }.map { id, scopes in
                APIKey(id: id, digest: KeyDigest(of: secret(id)), scopes: try scopes.map { try APIScope($0) })
            })
    }

    /// Runs a server around the body; ends it gracefully, and waits for that.
    static func run(
        _ center: ScriptedCallCenter = ScriptedCallCenter(), keys: [String: [String]] = [:],
        idempotency: any IdempotencyStore = MemoryIdempotencyStore(), environment: APIEnvironment = .system,
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        onFull: @escaping @Sendable (Bool) -> Void = { _ in },
        options change: @Sendable (inout APIServerOptions) -> Void = { _ in },
        _ body: @escaping @Sendable (RunningServer) async throws -> Void
    ) async throws {
        var options = APIServerOptions(port: 0, version: "1.2.3")
        options.requestsPerSecond = 100_000
        options.burst = 100_000
        change(&options)
        let ports = AsyncStream<Int>.makeStream()
        let server = APIServer(
            options: options, callCenter: center, keys: try ring(keys), idempotency: idempotency,
            environment: environment, logger: logger, onFull: onFull, onListening: { ports.continuation.yield($0) })
        let group = ServiceGroup(services: [server], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { ports.continuation.finish() }
                try await group.run()
            }
            guard let port = await ports.stream.first(where: { _ in true }) else {
                try await tasks.waitForAll()
                return
            }
            do {
                try await body(RunningServer(port: port, center: center, group: group))
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
