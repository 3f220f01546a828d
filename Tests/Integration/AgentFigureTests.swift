import APIClient
import Foundation
import MaydayAPI
import TestSupport
import Testing

@Suite("An agent's own counters, on a real Asterisk", .serialized)
struct AgentFigureTests {
    @Test("G7 a missed call, a call and a pause in the agent's own counters, the same after a kill -9")
    func figures() async throws {
        try await withCentre("figures", agents: 1, settings: "wrap_up: 1s, ring_timeout: 2s") { centre in
            let missing = try centre.phone("--agent", "1001", "--behaviour", "noanswer")
            try await eventually(within: 20, "the registration") { missing.text.contains("\"registered\"") }
            try await centre.start()
            try await eventually(within: 30, "a ready agent") {
                try await centre.client().agent("1001").state == .ready
            }
            let caller = try centre.phone("--caller", "--from", "4930071", "--to", "700", "--hold", "120s")
            try await eventually(within: 20, "a missed call") {
                try await centre.client().agent("1001").today.missed == 1
            }
            _ = try await centre.client().perform(.notReady(reason: "tea"), agent: "1001")
            await missing.end()
            try await centre.registeredAgent("1001", talk: "120s")
            _ = try await centre.client().perform(.ready(), agent: "1001")
            _ = try await centre.connectedCall(of: "4930071")
            _ = try await caller.hangUp()
            try await eventually(within: 20, "the wrap-up's end") {
                try await centre.client().agent("1001").today.handled == 1
            }
            func counts() async throws -> [[Int64]] {
                let agent = try await centre.client().agent("1001")
                let login = try #require(agent.sinceLogin)
                #expect(login.loginSumMs >= login.talkSumMs + login.readySumMs)
                return [agent.today, login].map {
                    [$0.offered, $0.answered, $0.missed, $0.handled, $0.talkSumMs, $0.wrapUpSumMs]
                }
            }
            let before = try await counts()
            #expect(before[0][1] == 1)
            #expect(before[0] == before[1])
            try await centre.killService()
            try await centre.start()
            #expect(try await counts() == before)
            let shown = try await Command.run(
                Repository.mayday.path, ["agent", "show", "1001", "--figures"],
                environment: try centre.clientEnvironment())
            #expect(shown.printed.contains("SINCE LOGIN"))
            #expect(shown.printed.contains("  tea"))
            let history = try await centre.client().history(ofAgent: "1001", hours: 1)
            #expect(history.items.contains { $0.kind == "offer_lost" && $0.text.contains("timeout") })
        }
    }
}
