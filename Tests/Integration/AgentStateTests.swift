import APIClient
import Foundation
import MaydayAPI
import TestSupport
import Testing

@Suite("Agents' states, on a real Asterisk", .serialized)
struct AgentStateTests {
    @Test(
        "G1 G2 G9 G10 reasons that are configured, a pause in one queue, in one queue logged out, another's desk, who told them, after a kill -9"
    )
    func states() async throws {
        try await withCentre("agentstates", agents: 2, settings: "wrap_up: 0s") { centre in
            let text = try String(contentsOf: centre.configuration, encoding: .utf8)
            try text.replacing("queues: [support]", with: "queues: [support, sales]")
                .replacing(
                    "agents:",
                    with:
                        "  - {id: sales, numbers: [\"701\"]}\nreasons:\n  - {id: lunch, name: Lunch, longest: 1s}\nagents:"
                )
                .write(to: centre.configuration, atomically: true, encoding: .utf8)
            try await centre.registeredAgent("1001", talk: "120s")
            try await centre.start()
            try await eventually(within: 30, "a ready agent") {
                try await centre.client().agent("1001").state == .ready
            }
            let environment = try centre.clientEnvironment()
            let refused = try await Command.run(
                Repository.mayday.path, ["agent", "not-ready", "1001", "--reason", "tea"], environment: environment)
            #expect(refused.status == 1)
            #expect(refused.said.contains("expected one of lunch"))
            let client = try centre.client()
            #expect(try await client.perform(.notReady(reason: "lunch"), agent: "1001").reasonName == "Lunch")
            try await eventually(within: 5, "a lunch that is too long") {
                try await centre.client().agent("1001").overLongest == true
            }
            #expect(try await client.agent("1001").state == .notReady)
            _ = try await client.perform(.ready(), agent: "1001")
            // In sales alone: its caller waits, one of support rings.
            let paused = try await client.perform(.notReady(reason: "lunch", queue: "sales"), agent: "1001")
            #expect(paused.absences == [AgentAbsence(queue: "sales", part: "paused", reason: "lunch")])
            #expect(try await client.queue("sales").agents.notReady == 1)
            // The other agent has no phone of their own that is there, and sits down at this one.
            let seated = try await client.perform(.login(endpoint: "PJSIP/1001"), agent: "1002")
            #expect(seated.endpoint == "PJSIP/1001")
            #expect(try await client.agent("1001").state == .offline)
            _ = try await client.perform(.notReady(reason: "lunch", queue: "sales"), agent: "1002")

            try await centre.killService()
            try await centre.start()
            let after = try await centre.client().agent("1002")
            #expect(after.endpoint == "PJSIP/1001")
            #expect(after.absences == [AgentAbsence(queue: "sales", part: "paused", reason: "lunch")])
            try await eventually(within: 20, "a ready agent") {
                try await centre.client().agent("1002").state == .ready
            }
            let waiting = try await centre.waitingCaller("4930031", to: "701")
            let served = try centre.phone("--caller", "--from", "4930032", "--to", "700", "--hold", "120s")
            #expect(try await centre.connectedCall(of: "4930032").agent == "1002")
            let history = try await centre.client().history(ofAgent: "1002", hours: 1)
            #expect(
                history.items.contains {
                    $0.kind == "order_given" && $0.by == "admin" && $0.text.contains("not-ready, lunch")
                })
            #expect(history.items.contains { $0.kind == "entry_connected" })
            // A supervisor ends the call, and the pause.
            _ = try await centre.client().perform(.complete, agent: "1002")
            _ = try await served.hangUp()
            _ = try await centre.client().perform(.ready(queue: "sales"), agent: "1002")
            #expect(try await centre.connectedCall(of: "4930031").agent == "1002")
            _ = try await waiting.hangUp()
            // Out of that queue, and in again: the other one goes on.
            try await centre.ready(1)
            let out = try await centre.client().perform(.logout(queue: "sales"), agent: "1002")
            #expect(out.state == .ready)
            #expect(out.absences == [AgentAbsence(queue: "sales", part: "logged_out", reason: nil)])
            let later = try await centre.waitingCaller("4930033", to: "701")
            let other = try centre.phone("--caller", "--from", "4930034", "--to", "700", "--hold", "120s")
            #expect(try await centre.connectedCall(of: "4930034").agent == "1002")
            _ = try await other.hangUp()
            try await centre.ready(1)
            #expect(try await centre.client().callers().map(\.number) == ["4930033"])
            _ = try await centre.client().perform(.login(queue: "sales"), agent: "1002")
            #expect(try await centre.connectedCall(of: "4930033").agent == "1002")
            _ = try await later.hangUp()
        }
    }

    @Test("G2 time not ready by reason, billable and not, and a reason that is not in the configuration")
    func billable() async throws {
        try await withCentre("billable", agents: 1, settings: "wrap_up: 0s") { centre in
            try centre.editConfiguration {
                $0 = $0.replacing(
                    "agents:", with: "reasons:\n  - {id: training, billable: true}\n  - {id: lunch}\nagents:")
            }
            try await centre.registeredAgent("1001", talk: "120s")
            try await centre.start()
            try await centre.ready(1)
            let client = try centre.client()
            for reason in ["training", "lunch"] {
                _ = try await client.perform(.notReady(reason: reason), agent: "1001")
                try await eventually(within: 10, "half a second of \(reason)") {
                    let times = try await centre.client().agent("1001").today.notReadyByReason
                    return (times.first { $0.reason == reason }?.sumMs ?? 0) >= 500
                }
            }
            _ = try await client.perform(.ready(), agent: "1001")
            let before = try await client.agent("1001").today
            let times = Dictionary(uniqueKeysWithValues: before.notReadyByReason.map { ($0.reason, $0) })
            #expect(times["training"]?.billable == true && times["lunch"]?.billable == false)
            #expect(before.notReadyBillableSumMs == times["training"]?.sumMs)
            #expect(before.notReadySumMs >= (times["training"]?.sumMs ?? 0) + (times["lunch"]?.sumMs ?? 0))
            try await centre.killService()
            try await centre.start()
            let after = try await centre.client().agent("1001").today
            #expect(after.notReadyByReason == before.notReadyByReason)
            #expect(after.notReadyBillableSumMs == before.notReadyBillableSumMs)
        }
    }
}
