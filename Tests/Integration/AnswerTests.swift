import APIClient
import Foundation
import MaydayAPI
import Testing

@Suite("When a caller is answered, on a real Asterisk", .serialized)
struct AnswerTests {
    private func settings(_ policy: String) -> String { "wrap_up: 0s, max_wait: 2m, answer: \(policy)" }

    /// What a caller's phone saw until the call was over, each in milliseconds of its clock or nil.
    private func sight(_ phone: Running) throws -> [String: Any] {
        let line = try #require(phone.lines(of: "call").last)
        return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    private func moment(_ name: String, _ sight: [String: Any]) -> Int? { (sight[name] as? NSNumber)?.intValue }

    @Test("Q23 ring: the phone rings until the agent is there, also across kill -9; answered with the connection")
    func ring() async throws {
        try await withCentre("ring", settings: settings("ring")) { centre in
            try await centre.start()
            let client = try centre.client()
            let caller = try await centre.waitingCaller("4930001")
            let other = try await centre.waitingCaller("4930002")
            _ = try await other.hangUp()
            try await eventually(within: 20, "the one who gave up") {
                try await client.queue("support").today.abandoned == 1
            }
            try await centre.killService()
            try await centre.start()
            try await eventually(within: 20, "a while") {
                try await centre.client().callers().first?.waitMs ?? 0 > 2000
            }
            #expect(caller.text.contains("\"ringing\"") && !caller.text.contains("\"answered\""))
            try await centre.registeredAgent("1001", talk: "forever")
            _ = try await centre.connectedCall(of: "4930001")
            try await eventually(within: 20, "the answer") { caller.text.contains("\"answered\"") }
            _ = try await caller.hangUp()
            let seen = try sight(caller)
            #expect(moment("progress_at", seen) == nil)
            let wait = (moment("answered_at", seen) ?? 0) - (moment("ringing_at", seen) ?? 0)
            let told = try await centre.client().queue("support").today
            #expect(wait >= 2000 && told.waitSumMs >= 2000 && told.answered == 1 && told.abandoned == 1)
            #expect(moment("answered_at", try sight(other)) == nil)
            try await centre.serves(exactly: [])
        }
    }

    @Test("Q23 early media: 183 and music at once, 200 with the connection; what is announced is heard before it")
    func earlyMedia() async throws {
        let told = ", announce: {position: always, after: 1s, every: 30s}"
        try await withCentre("early", settings: settings("early_media") + told) { centre in
            try await centre.start()
            let client = try centre.client()
            let caller = try await centre.waitingCaller("4930001")
            try await eventually(within: 20, "early media") { caller.text.contains("\"progress\"") }
            try await eventually(within: 20, "a while") { try await client.callers().first?.waitMs ?? 0 > 3000 }
            #expect(!caller.text.contains("\"answered\""))
            try await centre.registeredAgent("1001", talk: "forever")
            _ = try await centre.connectedCall(of: "4930001")
            try await eventually(within: 20, "the answer") { caller.text.contains("\"answered\"") }
            _ = try await caller.hangUp()
            let seen = try sight(caller)
            let early = try #require(moment("progress_at", seen))
            let answered = try #require(moment("answered_at", seen))
            #expect(answered - early >= 2000)
            #expect(try #require(moment("sound_first_at", seen)) < answered, "music is heard before the answer")
            try await centre.serves(exactly: [])
        }
    }

    @Test("Q23 answer: 200 before the queue; a queue that answers answers who comes from one that rings")
    func answer() async throws {
        let queues =
            settings("answer")
            + "}\n  - {id: sales, numbers: [\"701\"], max_wait: 2s, answer: ring, on_max_wait: {queue: support}"
        try await withCentre("answer", agents: 0, settings: queues) { centre in
            try await centre.start()
            let client = try centre.client()
            let caller = try await centre.waitingCaller("4930001")
            try await eventually(within: 20, "the answer") { caller.text.contains("\"answered\"") }
            let moved = try centre.phone("--caller", "--from", "4930002", "--to", "701", "--hold", "60s")
            try await eventually(within: 20, "a ring") { try await client.callers().contains { $0.queue == "sales" } }
            #expect(!moved.text.contains("\"answered\""))
            try await eventually(within: 20, "the next queue") {
                try await client.callers().filter { $0.queue == "support" }.count == 2
            }
            try await eventually(within: 20, "the answer") { moved.text.contains("\"answered\"") }
            await caller.end()
            await moved.end()
            try await centre.serves(exactly: [])
        }
    }
}
