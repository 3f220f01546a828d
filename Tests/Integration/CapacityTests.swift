import APIClient
import Foundation
import MaydayAPI
import TestSupport
import Testing

@Suite("Agents with several calls at a time, on a real Asterisk", .serialized)
struct CapacityTests {
    @Test("Q6 two callers talk with one agent at a time and hear the right voice, the third waits until one has gone")
    func two() async throws {
        try await withSharedDesk("capacity-two") { centre, phone in
            let client = try centre.client()
            let first = try centre.phone("--caller", "--from", "4930071", "--to", "700", "--hold", "120s")
            try await centre.connectedCall(of: "4930071")
            let second = try centre.phone("--caller", "--from", "4930072", "--to", "700", "--hold", "120s")
            let call = try await centre.connectedCall(of: "4930072")
            let agent = try await client.agent("1001")
            #expect(agent.state == .talking)
            #expect(agent.capacity == 2)
            #expect(agent.calls?.map(\.state) == ["connected", "connected"])
            #expect(agent.callId == call.id, "the call that was connected last")
            let third = try await centre.waitingCaller("4930073")
            let waiting = try #require(try await client.callers().first { $0.number == "4930073" })
            let why = try await client.why(call: waiting.callId)
            #expect(why.entries.first?.now?.decision.skipped.map(\.reason) == ["at_capacity"])
            let list = try await Command.run(
                Repository.mayday.path, ["agent", "show", "1001"], environment: try centre.clientEnvironment())
            #expect(list.printed.contains("2/2"), "\(list.printed)")

            try await eventually(within: 20, "the voices of both callers at the agent's") {
                phone.lines(of: "voice").count >= 2
            }
            let heard = try #require(try await first.hangUp())
            #expect(heard.heard.map(\.who) == ["1001"])
            try await centre.connectedCall(of: "4930073")
            let after = try await client.agent("1001")
            #expect(after.state == .talking, "no wrap-up while a talk goes on")
            #expect(after.calls?.count == 2)
            #expect(try #require(try await second.hangUp()).heard.map(\.who) == ["1001"])
            #expect(try #require(try await third.hangUp()).heard.map(\.who) == ["1001"])
            try await eventually(within: 20, "the end of the wrap-up") {
                try await client.agent("1001").state == .ready
            }
            let today = try await client.agent("1001").today
            #expect(today.answered == 3)
            // Each call of the agent's had one voice, its own caller's.
            let calls = try phone.lines(of: "call").map {
                try JSONDecoder().decode(CallSummary.self, from: Data($0.utf8)).heard.map(\.who)
            }
            #expect(Set(calls) == [["4930071"], ["4930072"], ["4930073"]])
        }
    }

    @Test("Q6 a call that takes the agent whole has none beside it, and is offered beside none")
    func exclusive() async throws {
        try await withSharedDesk("capacity-whole") { centre, _ in
            let whole = try centre.phone("--caller", "--from", "4930074", "--to", "701", "--hold", "120s")
            try await centre.connectedCall(of: "4930074")
            let shared = try await centre.waitingCaller("4930075")
            let waiting = try #require(try await centre.client().callers().first { $0.number == "4930075" })
            let why = try await centre.client().why(call: waiting.callId)
            #expect(why.entries.first?.now?.decision.skipped.map(\.reason) == ["exclusive_call"])
            _ = try await whole.hangUp()
            try await centre.connectedCall(of: "4930075")
            let next = try await centre.waitingCaller("4930076", to: "701")
            let other = try centre.phone("--caller", "--from", "4930077", "--to", "700", "--hold", "120s")
            try await centre.connectedCall(of: "4930077")
            #expect(try await centre.client().callers().map(\.number) == ["4930076"], "it came first and waits")
            _ = try await shared.hangUp()
            _ = try await other.hangUp()
            try await centre.connectedCall(of: "4930076")
            _ = try await next.hangUp()
        }
    }

    @Test("Q6 a kill -9 with two talks of one agent: nobody notices, and both are known again")
    func killed() async throws {
        try await withSharedDesk("capacity-kill") { centre, phone in
            let first = try centre.phone("--caller", "--from", "4930078", "--to", "700", "--hold", "120s")
            try await centre.connectedCall(of: "4930078")
            let second = try centre.phone("--caller", "--from", "4930079", "--to", "700", "--hold", "120s")
            let call = try await centre.connectedCall(of: "4930079")
            let before = try await centre.client().agent("1001")
            try await eventually(within: 20, "the voices of both callers at the agent's") {
                phone.lines(of: "voice").count >= 2
            }
            try await centre.killService()
            try await centre.start()
            let client = try centre.client()
            try await eventually(within: 30, "both talks") {
                try await client.agent("1001").calls?.map(\.callId) == before.calls?.map(\.callId)
            }
            #expect(try await client.agent("1001").callId == call.id)
            #expect(try await client.calls().count == 2)
            let third = try await centre.waitingCaller("4930080")
            for caller in [second, first] {
                let summary = try #require(try await caller.hangUp())
                #expect(summary.heard.map(\.who) == ["1001"])
                #expect(try #require(summary.longestGap) < 1000)
            }
            try await centre.connectedCall(of: "4930080")
            _ = try await third.hangUp()
        }
    }

    /// Queue 700 shares its agents, 701 takes them whole; 1001 has room for two calls, and a phone with three lines.
    private func withSharedDesk(_ name: String, _ body: @Sendable (Centre, Running) async throws -> Void) async throws {
        try await withCentre(name, settings: "wrap_up: 1s, exclusive: false") { centre in
            try centre.editConfiguration {
                $0 = $0.replacing("initial_state: ready}", with: "initial_state: ready, capacity: 2}")
                    .replacing("queues: [support]", with: "queues: [support, desk]")
                    .replacing(
                        "\nagents:", with: "\n  - {id: desk, name: Desk, numbers: [\"701\"], wrap_up: 0s}\nagents:")
            }
            let phone = try centre.phone(
                "--agent", "1001", "--answer-after", "200ms", "--talk", "300s", "--lines", "3")
            try await eventually(within: 20, "the registration of 1001") { phone.text.contains("\"registered\"") }
            try await centre.start()
            let client = try centre.client()
            try await eventually(within: 30, "a ready agent") { try await client.agent("1001").state == .ready }
            try await body(centre, phone)
        }
    }
}
