import APIClient
import ARI
import ARIClient
import Foundation
import MaydayAPI
import Testing

@Suite("What is said about callers who wait, on a real Asterisk", .serialized)
struct CallerCommandTests {
    private static let settings = "wrap_up: 0s, regain: 1m}\n  - {id: sales, numbers: [\"701\"]"

    private func place(_ number: String, _ client: APIClient) async throws -> Caller? {
        try await client.callers().first { $0.number == number }
    }

    @Test("Q15 Q3 withdrawn, moved, put first, given a priority; who rings back stands where they stood")
    func waiting() async throws {
        try await withCentre("waiting", agents: 0, settings: Self.settings) { centre in
            try await centre.start()
            let client = try centre.client()
            var phones: [Running] = []
            for number in ["4930001", "4930002", "4930003"] { phones.append(try await centre.waitingCaller(number)) }
            let third = try #require(try await place("4930003", client))
            #expect(try await client.perform(.position(1), caller: third.callId).position == 1)
            let second = try #require(try await place("4930002", client))
            #expect(try await client.perform(.priority(7), caller: second.id).position == 1)
            #expect(try await client.callers().map(\.number) == ["4930002", "4930003", "4930001"])

            let moved = try await client.perform(.move(queue: "sales", reason: "wrong queue"), caller: third.callId)
            #expect(moved.queue == "sales" && moved.enteredAt == third.enteredAt && moved.callId == third.callId)

            // The first caller gives up and rings back behind a fourth.
            await phones[0].end()
            try await eventually(within: 20, "an abandoned call") { try await place("4930001", client) == nil }
            phones.append(try await centre.waitingCaller("4930004"))
            _ = try await client.perform(.priority(9), caller: second.id)
            try await centre.killService()
            try await centre.start()
            let again = try centre.client()
            #expect(try await place("4930002", again)?.priority == 9, "what was answered is kept")
            #expect(
                try await again.trace(ofCall: second.callId).items.contains {
                    $0.text.contains("by admin") && $0.text.hasSuffix("priority, 9")
                })
            phones.append(try await centre.waitingCaller("4930001"))
            let queue = try await again.callers(queue: "support").map(\.number)
            #expect(queue == ["4930002", "4930001", "4930004"], "also after kill -9")

            let withdrawn = try await again.perform(
                .withdraw(target: "hangup", reason: "called back"), caller: second.callId)
            #expect(withdrawn.number == "4930002")
            try await eventually(within: 20, "the end of the call") { !phones[1].lines(of: "call").isEmpty }
            #expect(try await again.queue("support").today.otherExits.withdrawn == 1)
            for phone in phones { await phone.end() }
            try await centre.serves(exactly: [])
        }
    }

    @Test("Q15 a picked caller's call goes to that agent, and whoever cannot take it is a conflict")
    func pick() async throws {
        try await withCentre("pick", agents: 2, settings: "wrap_up: 0s, strategy: ordered") { centre in
            let deaf = try centre.phone("--agent", "1001", "--answer-after", "60s", "--talk", "forever")
            _ = try await centre.registeredAgent("1002", talk: "forever")
            try await eventually(within: 20, "two registrations") { deaf.text.contains("\"registered\"") }
            try await centre.start()
            let client = try centre.client()
            try await eventually(within: 20, "ready agents") { try await client.queue("support").agents.ready == 2 }
            let phone = try centre.phone("--caller", "--from", "4930001", "--to", "700", "--hold", "120s")
            try await eventually(within: 20, "a phone that rings") {
                try await place("4930001", client)?.agent == "1001"
            }
            let caller = try #require(try await place("4930001", client))
            #expect(
                try await client.refusal(of: .pick(agent: "1001"), caller: caller.callId) == "agent_not_available",
                "their phone rings")
            _ = try await client.perform(.pick(agent: "1002"), caller: caller.callId)
            #expect(try await centre.connectedCall(of: "4930001").agent == "1002")
            try await eventually(within: 20, "a phone that stopped") { !deaf.lines(of: "call").isEmpty }
            _ = try await phone.hangUp()
        }
    }
}
