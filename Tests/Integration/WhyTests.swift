import APIClient
import Foundation
import MaydayAPI
import TestSupport
import Testing

@Suite("Why an agent was asked, on a real Asterisk", .serialized)
struct WhyTests {
    @Test(
        "Q19 every offer with its rule and everybody who was skipped, also after a kill -9 and when the agents are gone"
    )
    func afterwards() async throws {
        try await withCentre("why", agents: 3, settings: "wrap_up: 20s, strategy: ordered") { centre in
            let deaf = try centre.phone("--agent", "1001", "--behaviour", "busy")
            try await eventually(within: 20, "the registration of 1001") { deaf.text.contains("\"registered\"") }
            try await centre.registeredAgent("1002", talk: "120s")
            try await centre.registeredAgent("1003", talk: "120s")
            try await centre.start()
            try await eventually(within: 30, "three ready agents") {
                try await centre.client().agents(state: .ready).count == 3
            }
            _ = try await centre.client().perform(.notReady(reason: "lunch"), agent: "1003")
            let caller = try centre.phone("--caller", "--from", "4930019", "--to", "700", "--hold", "120s")
            let call = try await centre.connectedCall(of: "4930019")
            let second = try await centre.waitingCaller("4930020")
            let waiting = try #require(try await centre.client().callers().first { $0.number == "4930020" })
            let live = try await centre.client().why(call: waiting.callId)
            #expect(live.entries.first?.now?.decision.skipped.contains { $0.reason == "talking" } == true)
            _ = try await second.hangUp()
            _ = try await caller.hangUp()

            let before = try await centre.client().why(call: call.id)
            let offers = try #require(before.entries.first).offers
            #expect(offers.map(\.agent) == ["1001", "1002"])
            #expect(offers.map(\.end) == ["busy", "connected"])
            let first = try #require(offers.first?.decision)
            #expect((first.strategy, first.by, first.value) == ("ordered", "position", 0))
            #expect(first.rule?.contains("in the order in which they are configured") == true)
            #expect(first.skipped.first { $0.reason == "not_ready" }?.detail == "lunch")
            #expect(first.skipped.first { $0.reason == "later" }?.agents.map(\.agent) == ["1002"])
            #expect(offers.last?.decision?.skipped.first { $0.reason == "resting" }?.agents.map(\.agent) == ["1001"])

            // Days later: the process was killed, and none of them is configured any more.
            try await centre.killService()
            let text = try String(contentsOf: centre.configuration, encoding: .utf8)
            let changed = text.split(separator: "\n").filter { !$0.contains("PJSIP/100") }.joined(separator: "\n")
                .replacing("strategy: ordered", with: "strategy: random").replacing("agents:", with: "agents: []")
            try changed.write(to: centre.configuration, atomically: true, encoding: .utf8)
            try await centre.start()
            #expect(try await centre.client().agents().isEmpty)
            #expect(try await centre.client().why(call: call.id).entries.first?.offers == offers)
            let answer = try await Command.run(
                Repository.mayday.path, ["why", call.id], environment: try centre.clientEnvironment())
            let words = answer.printed
            #expect(words.contains("1. ") && words.contains("1001 (Agent 1001) was asked."), "\(words)")
            #expect(words.contains("Not asked: not ready (lunch): 1003 (Agent 1003)"), "\(words)")
        }
    }
}
