import APIClient
import Foundation
import MaydayAPI
import Testing

@Suite("Feature codes, on a real Asterisk", .serialized)
struct FeatureTests {
    @Test("G12 an agent who has only a desk phone dials: log out and in, pause with a reason, ready, end wrap-up")
    func codes() async throws {
        try await withCentre("features", agents: 1, settings: "wrap_up: 0s") { centre in
            let text = try String(contentsOf: centre.configuration, encoding: .utf8)
            try text.replacing("agents:", with: "reasons:\n  - {id: lunch, name: Lunch}\nagents:")
                .write(to: centre.configuration, atomically: true, encoding: .utf8)
            try await centre.registeredAgent("1001", talk: "120s")
            try await centre.start()
            func becomes(_ state: AgentState, after code: String, reason: String? = nil) async throws {
                let phone = try centre.phone("--caller", "--from", "1001", "--to", code, "--hold", "20s")
                try await eventually(within: 15, "\(state) after \(code)") {
                    let agent = try await centre.client().agent("1001")
                    return agent.state == state && agent.reason == reason
                }
                try await eventually(within: 15, "the end of \(code)") { !phone.lines(of: "call").isEmpty }
                let call = try #require(try await phone.hangUp())
                #expect(call.soundFirstAt != nil && call.endedBy == "peer", "a word, and Asterisk hangs up")
            }
            try await eventually(within: 30, "a ready agent") {
                try await centre.client().agent("1001").state == .ready
            }
            try await becomes(.offline, after: "*12")
            try await becomes(.ready, after: "*11")
            try await becomes(.notReady, after: "*141", reason: "lunch")
            try await becomes(.ready, after: "*13")
            // The time after a call.
            try centre.editConfiguration { $0 = $0.replacing("wrap_up: 0s", with: "wrap_up: 10m") }
            _ = try await centre.client().reload()
            let caller = try centre.phone("--caller", "--from", "4930071", "--to", "700", "--talk", "500ms")
            try await eventually(within: 20, "the end of the call") { !caller.lines(of: "call").isEmpty }
            try await eventually(within: 10, "the wrap-up") {
                try await centre.client().agent("1001").state == .wrapUp
            }
            try await becomes(.ready, after: "*15")
            let orders = try await centre.client().history(ofAgent: "1001", hours: 1).items
                .filter { $0.kind == "order_given" }
            #expect(orders.map(\.by) == Array(repeating: "phone PJSIP/1001", count: 5))
        }
    }
}
