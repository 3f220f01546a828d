import APIClient
import ARI
import ARIClient
import Foundation
import MaydayAPI
import Testing

@Suite("Whom a queue does not take or keep, on a real Asterisk", .serialized)
struct LimitTests {
    /// The queue `support` with limits, and `sales` beside it under 701, where nobody serves.
    private func settings(_ limits: String, beside: String = "") -> String {
        "wrap_up: 0s, \(limits)}\n  - {id: sales, numbers: [\"701\"]\(beside)"
    }

    @Test("Q9 a full queue sends the next caller on: they wait in the other queue, and are nobody's loss")
    func full() async throws {
        try await withCentre("full", agents: 0, settings: settings("max_length: 1, on_full: {queue: sales}")) {
            centre in
            try await centre.start()
            let client = try centre.client()
            let first = try await centre.waitingCaller("4930001")
            let second = try await centre.waitingCaller("4930002")
            let callers = try await client.callers()
            #expect(callers.map(\.queue).sorted() == ["sales", "support"])
            #expect(callers.first { $0.number == "4930002" }?.queue == "sales")
            let queues = try await client.queues()
            #expect(queues.first { $0.id == "support" }?.today.otherExits.full == 1)
            try await centre.killService()
            try await centre.start()
            #expect(try await centre.client().callers().count == 2)
            await first.end()
            await second.end()
            try await centre.serves(exactly: [])
        }
    }

    @Test("Q9 a key leads out of the queue, into another one or away; a key that leads nowhere does nothing")
    func keys() async throws {
        let keys = "exit_keys: {\"1\": {queue: sales}, \"#\": hangup}"
        try await withCentre("keys", agents: 0, settings: settings(keys)) { centre in
            try await centre.start()
            let client = try centre.client()
            let moved = try centre.phone(
                "--caller", "--from", "4930001", "--to", "700", "--hold", "120s", "--press", "5@1s", "--press", "1@3s")
            try await eventually(within: 20, "a caller in the other queue") {
                try await client.callers().map(\.queue) == ["sales"]
            }
            let waited = try #require(try await client.callers().first?.waitMs)
            #expect(waited >= 2900, "the wait goes on counting: \(waited) ms")
            let gone = try centre.phone(
                "--caller", "--from", "4930002", "--to", "700", "--hold", "120s", "--press", "#@1s")
            try await eventually(within: 20, "the end of the call") { !gone.lines(of: "call").isEmpty }
            #expect(gone.text.contains("\"ended_by\": \"peer\""))
            let today = try await client.queue("support").today
            #expect(today.otherExits.key == 2)
            await moved.end()
            try await centre.serves(exactly: [])
        }
    }

    @Test("Q9 an empty queue takes nobody in, and lets go of whoever waits when its last agent leaves")
    func empty() async throws {
        let limits = "join_empty: strict, leave_empty: loose, leave_empty_after: 2s, on_leave_empty: {queue: sales}"
        try await withCentre("empty", agents: 1, settings: settings(limits)) { centre in
            _ = try await centre.registeredAgent("1001", talk: "forever")
            try await centre.start()
            let client = try centre.client()
            try await eventually(within: 20, "a ready agent") { try await client.queue("support").agents.ready == 1 }
            let busy = try centre.phone("--caller", "--from", "4930001", "--to", "700", "--hold", "120s")
            _ = try await centre.connectedCall(of: "4930001")
            let waiting = try await centre.waitingCaller("4930002")
            _ = try await client.perform(.notReady(reason: "lunch"), agent: "1001")
            _ = try await busy.hangUp()
            try await eventually(within: 10, "a pause") { try await client.agents().first?.state == .notReady }
            let refused = try centre.phone("--caller", "--from", "4930003", "--to", "700", "--hold", "120s")
            try await eventually(within: 20, "the end of the refused call") { !refused.lines(of: "call").isEmpty }
            #expect(try await client.callers().map(\.queue) == ["support"])
            _ = try await client.perform(.logout(), agent: "1001")
            try await eventually(within: 20, "the caller in the other queue") {
                try await client.callers().map(\.queue) == ["sales"]
            }
            let exits = try await client.queue("support").today.otherExits
            #expect((exits.joinEmpty, exits.leaveEmpty) == (1, 1))
            await waiting.end()
            try await centre.serves(exactly: [])
        }
    }
}
