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

    @Test("Q9 who has waited the longest goes on to another queue, where all that they have waited counts")
    func longestWait() async throws {
        let limits = settings("max_wait: 2s, on_max_wait: {queue: sales}")
        try await withCentre("longest", agents: 1, settings: limits) { centre in
            try centre.editConfiguration { $0 = $0.replacing("queues: [support]", with: "queues: [sales]") }
            let agent = try await centre.registeredAgent("1001", talk: "forever")
            try await centre.start()
            try await centre.ready(1)
            let client = try centre.client()
            let caller = try centre.phone("--caller", "--from", "4930004", "--to", "700", "--hold", "120s")
            let call = try await centre.connectedCall(of: "4930004")
            #expect(call.queue == "sales")
            let entries = try await client.why(call: call.id).entries
            #expect(entries.map(\.queue) == ["support", "sales"])
            #expect(entries.first?.outcome == .timeout)
            #expect(entries.first?.enteredAt == entries.last?.enteredAt)
            let offer = try #require(entries.last?.offers.first)
            #expect(offer.agent == "1001" && (offer.decision?.waitMs ?? 0) >= 2000, "\(offer)")
            try await eventually(within: 20, "the agent's voice") { !caller.lines(of: "voice").isEmpty }
            #expect(try await caller.hangUp()?.heard.map(\.who) == ["1001"])
            #expect(agent.lines(of: "invite").count == 1)
            try await centre.serves(exactly: [])
            let queues = try await client.queues()
            #expect(queues.first { $0.id == "support" }?.today.timedOut == 1)
            #expect(queues.first { $0.id == "sales" }?.today.answered == 1)
        }
    }

    @Test("Q9 a place of the dialplan: who is refused, or has waited the longest, comes there and hears what it says")
    func places() async throws {
        // The echo answers, and says back what the phone says; the other place is busy and answers nobody.
        let echo = "{context: mayday-echo, extension: \"600\"}"
        let busy = "{context: after-max-wait, extension: support}"
        let queues =
            "wrap_up: 0s, answer: ring, max_length: 1, on_full: \(echo)}"
            + "\n  - {id: sales, numbers: [\"701\"], join_empty: strict, on_join_empty: \(busy)}"
            + "\n  - {id: desk, numbers: [\"702\"], max_wait: 2s, on_max_wait: \(echo)"
        try await withCentre("places", agents: 0, settings: queues) { centre in
            try await centre.start()
            let client = try centre.client()
            func today(_ queue: String) async throws -> QueueFigures { try await client.queue(queue).today }
            func echoes(_ number: String, from queue: String) async throws {
                let phone = try centre.phone("--caller", "--from", number, "--to", queue, "--hold", "120s")
                try await eventually(within: 20, "\(number) in the echo") { !phone.lines(of: "voice").isEmpty }
                #expect(try await centre.applications()[number] == "Echo")
                let heard = try #require(try await phone.hangUp())
                #expect(heard.answeredAt != nil && heard.heard.map(\.who) == [number])
            }
            let waiting = try await centre.waitingCaller("4930011")
            try await echoes("4930012", from: "700")
            #expect(try await today("support").otherExits.full == 1)

            let refused = try centre.phone("--caller", "--from", "4930013", "--to", "701", "--hold", "120s")
            try await eventually(within: 20, "the end of the refused call") { !refused.lines(of: "call").isEmpty }
            #expect(refused.text.contains("\"status\": 486"), "busy: \(refused.text)")
            #expect(!refused.text.contains("\"answered\""))
            #expect(try await today("sales").otherExits.joinEmpty == 1)

            try await echoes("4930014", from: "702")
            let desk = try await today("desk")
            #expect(desk.timedOut == 1 && desk.longestWaitMs >= 2000, "\(desk.longestWaitMs) ms")
            #expect(try await client.callers().map(\.number) == ["4930011"])
            #expect(!waiting.text.contains("\"answered\""), "the place answers, not the queue")
            _ = try await waiting.hangUp()
            try await centre.serves(exactly: [])
        }
    }
}
