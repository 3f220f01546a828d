import APIClient
import ARI
import Foundation
import MaydayAPI
import Testing

@Suite("The picture after a gap", .serialized)
struct RepairTests {
    @Test("A9 Asterisk restarts with callers inside: no ghost call is left, the gap is told")
    func asteriskRestarts() async throws {
        try await withCentre("restart") { centre in
            try await centre.start()
            try centre.phone("--caller", "--from", "4930001", "--to", "700", "--hold", "60s")
            try await eventually(within: 20, "the caller in the queue") {
                try await centre.client().callers().count == 1
            }
            try await centre.asterisk("core restart now")
            try await eventually(within: 60, "an empty and healthy picture") {
                let client = try centre.client()
                let health = try await client.health()
                let callers = try await client.callers()
                let calls = try await client.calls()
                return health.asterisk.first?.connection == .up && callers.isEmpty && calls.isEmpty
            }
            let health = try await centre.client().health()
            #expect(health.asterisk.first?.blindIntervals.isEmpty == false)
            let support = try await centre.client().queue("support")
            #expect(support.today.offered == 1)
            #expect(support.today.abandoned == 0, "Asterisk lost the caller; nobody hung up")
            #expect(support.waiting == 0)
        }
    }

    @Test("A9 a second program takes the application: told as replaced, with an alarm, and taken back")
    func replaced() async throws {
        try await withCentre("replaced") { centre in
            try await centre.start()
            let first = try await centre.waitingCaller("4930001")
            let second = try await centre.waitingCaller("4930002")
            let thief = try Running(
                Repository.mayday,
                [
                    "ari", "listen", "--url", centre.environment["MAYDAY_BENCH_ARI_URL"] ?? "", "--user",
                    centre.environment["MAYDAY_BENCH_ARI_USER"] ?? "", "--app", "mayday", "--quiet",
                ], environment: ["MAYDAY_ARI_PASSWORD": centre.environment["MAYDAY_BENCH_ARI_PASSWORD"] ?? ""],
                output: centre.folder.appending(path: "thief.log"))
            try await eventually(within: 20, "the alarm") {
                let health = try await centre.client().health()
                return health.asterisk.first?.connection == .replaced && !health.alarms.isEmpty
            }
            #expect(try await centre.client().health().status == .failing)
            try await centre.logs("another program took the application")
            await first.end()
            // The thief listens on and serves nobody: after a while that is noticed.
            try await centre.serves(exactly: ["4930002"])
            let health = try await centre.client().health()
            #expect(health.alarms.isEmpty && health.status == .ok)
            #expect(health.asterisk.first?.blindIntervals.last?.reason.hasPrefix("replaced") == true)
            await thief.end()
            try await centre.registeredAgent("1001", talk: "forever")
            try await centre.connectedCall(of: "4930002")
            #expect(try await second.hangUp()?.endedBy == "me")
        }
    }

    @Test("A9 a second Mayday takes the application: left alone while it serves, taken back when it is gone")
    func secondMayday() async throws {
        try await withCentre("second") { centre in
            try await centre.start()
            let first = try await centre.waitingCaller("4930001")
            let port = centre.folder.appending(path: "other-port")
            let other = try Running(
                Repository.mayday,
                ["serve", "--config", centre.configuration.path, "--port-file", port.path],
                environment: ["MAYDAY_STORE__PATH": "other.sqlite", "MAYDAY_API__KEYS_FILE": "other-keys"],
                output: centre.folder.appending(path: "other.log"))
            try await eventually(within: 20, "the second one's step with Asterisk") {
                other.text.contains("in step with the server")
            }
            try await eventually(within: 20, "the first one's alarm") {
                try await centre.client().health().asterisk.first?.connection == .replaced
            }
            let since = try #require(try await centre.client().health().asterisk.first).sinceAt
            try centre.phone("--caller", "--from", "4930002", "--to", "700", "--hold", "120s")
            // Longer than it takes to see that nobody serves.
            try await eventually(within: 20, "nine seconds as the second one") {
                Date().timeIntervalSince1970 * 1000 > Double(since.milliseconds + 9000)
            }
            #expect(try await centre.client().health().asterisk.first?.connection == .replaced)
            #expect(try await centre.applications() == ["4930001": "Stasis", "4930002": "Stasis"])
            await first.end()
            other.send(SIGKILL)
            try await centre.serves(exactly: ["4930002"])
            #expect(try await centre.client().health().alarms.isEmpty)
            await other.end()
        }
    }
}
