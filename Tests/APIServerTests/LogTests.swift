import Locking
import Logging
import MaydayAPI
import Testing

@testable import APIServer

/// Keeps every line, whatever its level.
private struct GatheringLog: LogHandler {
    final class Lines: Sendable {
        private let lines = Locked<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }
    }

    let lines: Lines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        lines.add("\(event.level) \(event.message) \(metadata) \(event.metadata ?? [:])")
    }
}

@Suite("What the API's log says")
struct LogTests {
    @Test("E5 secrets are in no line at any level; commands are logged with key and request")
    func secrets() async throws {
        let lines = GatheringLog.Lines()
        let logger = Logger(label: "test") { _ in GatheringLog(lines: lines) }
        try await RunningServer.run(logger: logger) { server in
            let raw = RawHTTP(port: server.port)
            _ = await raw.request("GET", "/v1/queues")
            _ = await raw.request("GET", "/v1/queues", key: "mayday_wrong_secret")
            _ = await raw.request(
                "GET", "/v1/nowhere/\(RunningServer.secret("no"))", key: nil, headers: ["Authorization: Basic c2VjcmV0"]
            )
            _ = await raw.request("HEAD", "/v1/events")
            let command = await raw.request("POST", "/v1/agents/1001/ready")
            let id = try #require(command.header("X-Request-Id"))
            #expect(
                lines.all.contains {
                    $0.hasPrefix("info") && $0.contains(id) && $0.contains("admin") && $0.contains("agent_ready")
                })
        }
        #expect(lines.all.count > 4)
        let secrets = [RunningServer.secret("admin"), "mayday_wrong_secret", "c2VjcmV0"]
        for line in lines.all {
            for secret in secrets { #expect(!line.contains(secret), "\(line)") }
        }
    }

    @Test("E4 what a client sends cannot break a log line")
    func control() {
        #expect(APIFailure.short("a\nb\u{1b}[31m") == "a\u{FFFD}b\u{FFFD}[31m")
        #expect(APIFailure.short(String(repeating: "x", count: 100), 5) == "xxxxx…")
    }
}
