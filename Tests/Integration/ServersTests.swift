import APIClient
import Foundation
import MaydayAPI
import TestSupport
import Testing

@Suite("Several servers", .serialized)
struct ServersTests {
    @Test("A7 two Asterisks: each with its own callers; one dies and comes back, the other's callers do not notice")
    func two() async throws {
        try await Bench.own("it-other") { other in
            try await withCentre("servers") { centre in
                try Data(try other["ARI_PASSWORD"].utf8).write(to: centre.folder.appending(path: "other-password"))
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o600], ofItemAtPath: centre.folder.appending(path: "other-password").path)
                let text = try String(contentsOf: centre.configuration, encoding: .utf8)
                let entry =
                    "  - {name: other, url: \"\(try other["ARI_URL"])\", user: \(try other["ARI_USER"]), "
                    + "password_file: other-password}\n"
                try text.replacing("store:", with: entry + "store:", maxReplacements: 1)
                    .write(to: centre.configuration, atomically: true, encoding: .utf8)
                try await centre.start()
                try await eventually(within: 20, "both servers") {
                    try await centre.client().health().asterisk.map(\.connection) == [.up, .up]
                }

                try await centre.registeredAgent("1001", talk: "forever")
                try centre.phone("--caller", "--from", "4930001", "--to", "700", "--hold", "120s")
                try await centre.connectedCall(of: "4930001")
                let there = Dictionary(uniqueKeysWithValues: other.values.map { ("MAYDAY_BENCH_\($0)", $1) })
                let remote = try centre.phone(
                    ["--caller", "--from", "4930002", "--to", "700", "--hold", "120s"], at: there)
                try await eventually(within: 20, "the other server's caller") {
                    try await centre.client().callers().map(\.number) == ["4930002"]
                }
                let calls = try await centre.client().calls()
                #expect(
                    Dictionary(uniqueKeysWithValues: calls.map { ($0.caller.number ?? "", $0.server) })
                        == ["4930001": "main", "4930002": "other"])
                let entry2 = try #require(try await centre.client().callers().first)

                try await centre.bench("kill", "--signal", "KILL")
                try await eventually(within: 20, "the loss of one server") {
                    let health = try await centre.client().health()
                    return health.asterisk.map(\.connection) == [.down, .up] && health.status == .degraded
                }
                #expect(try await centre.client().isReady(), "the other one serves")
                try await centre.bench("start")
                try await eventually(within: 60, "both servers, and who was on the dead one gone") {
                    let client = try centre.client()
                    let health = try await client.health()
                    let calls = try await client.calls()
                    return health.status == .ok && calls.map(\.caller.number) == ["4930002"]
                }
                let after = try #require(try await centre.client().callers().first)
                #expect([after.id, after.callId] == [entry2.id, entry2.callId])
                #expect(after.enteredAt == entry2.enteredAt)
                let summary = try #require(try await remote.hangUp())
                #expect(summary.endedBy == "me")
                #expect(try #require(summary.longestGap) < 2000, "the music went on")
                try await centre.serves(exactly: [])
            }
        }
    }
}
