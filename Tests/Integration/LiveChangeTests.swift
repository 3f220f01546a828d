import APIClient
import Foundation
import MaydayAPI
import TestSupport
import Testing

@Suite("Changes while the service runs, on a real Asterisk", .serialized)
struct LiveChangeTests {
    @Test(
        "Q20 G10 a caller waits through reloads: a wrong file changes nothing, a member who is added rings, and stays one after a kill -9"
    )
    func reload() async throws {
        try await withCentre("livechange", agents: 1, settings: "wrap_up: 0s") { centre in
            try await centre.registeredAgent("1001", talk: "120s")
            let original = try String(contentsOf: centre.configuration, encoding: .utf8)
            let served = original.replacing("queues: [support]", with: "queues: []")
            try served.write(to: centre.configuration, atomically: true, encoding: .utf8)
            try await centre.start()
            let caller = try await centre.waitingCaller("4930021")
            let environment = try centre.clientEnvironment()

            // Wrong in two places: told with both lines, status 78, and the caller still waits.
            try served.replacing("retry: 1s", with: "retry: 1, ringtimeout: 5s")
                .write(to: centre.configuration, atomically: true, encoding: .utf8)
            let refused = try await Command.run(Repository.mayday.path, ["config", "reload"], environment: environment)
            #expect(refused.status == 78)
            #expect(
                refused.said.contains("did you mean '1s'?") && refused.said.contains("did you mean 'ring_timeout'?"))
            #expect(try await centre.client().callers().count == 1)
            try served.replacing("retry: 1s", with: "retry: 2s").replacing("node: test", with: "node: other")
                .write(to: centre.configuration, atomically: true, encoding: .utf8)
            let taken = try await Command.run(Repository.mayday.path, ["config", "reload"], environment: environment)
            #expect(taken.status == 0, "\(taken)")
            #expect(taken.printed.contains("queues.support.retry: 1s → 2s"))
            #expect(taken.said.contains("needs a restart: node: test → other"))
            try served.write(to: centre.configuration, atomically: true, encoding: .utf8)
            centre.signalService(SIGHUP)
            try await eventually(within: 10, "the reload by signal") {
                try await centre.client().configuration().needsRestart.isEmpty
            }

            let added = try await Command.run(
                Repository.mayday.path, ["queue", "add-member", "support", "1001", "--tier", "2"],
                environment: environment)
            #expect(added.status == 0, "\(added)")
            try await centre.connectedCall(of: "4930021")
            _ = try await caller.hangUp()
            _ = try await centre.client().set([QueueSetting(key: "ring_timeout", value: "21s")], of: "support")

            try await centre.killService()
            try await centre.start()
            let kept = try await centre.client().configuration().changes.map { "\($0.target) \($0.value) \($0.by)" }
            #expect(
                kept == ["queues.support.members.1001 tier 2, weight 1 admin", "queues.support.ring_timeout 21s admin"])
            let again = try centre.phone("--caller", "--from", "4930022", "--to", "700", "--hold", "120s")
            try await centre.connectedCall(of: "4930022")
            _ = try await again.hangUp()
            let report = try await centre.client().removeMember("1001", from: "support")
            #expect(report.dropped.map(\.reason) == ["the file says the same"])
            #expect(try await centre.client().agent("1001").queues.isEmpty)
        }
    }
}
