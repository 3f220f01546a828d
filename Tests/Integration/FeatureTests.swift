import APIClient
import ARI
import ARIClient
import Foundation
import MaydayAPI
import Testing

@Suite("Feature codes, on a real Asterisk", .serialized)
struct FeatureTests {
    @Test("G12 an agent who has only a desk phone logs out, logs in, pauses with a reason and is ready again by codes")
    func codes() async throws {
        try await withCentre("features", agents: 1, settings: "wrap_up: 0s") { centre in
            let text = try String(contentsOf: centre.configuration, encoding: .utf8)
            try text.replacing("agents:", with: "reasons:\n  - {id: lunch, name: Lunch}\nagents:")
                .write(to: centre.configuration, atomically: true, encoding: .utf8)
            try await centre.registeredAgent("1001", talk: "120s")
            try await centre.start()
            func becomes(_ state: AgentState, after code: String, reason: String? = nil) async throws {
                // As if the phone had dialled: its own channel enters the agents' context at the code.
                _ = try await centre.ari.send(
                    ARI.Channels.originate(endpoint: "PJSIP/1001", extension: code, context: "from-agents"))
                try await eventually(within: 15, "\(state) after \(code)") {
                    let agent = try await centre.client().agent("1001")
                    return agent.state == state && agent.reason == reason
                }
            }
            try await eventually(within: 30, "a ready agent") {
                try await centre.client().agent("1001").state == .ready
            }
            try await becomes(.offline, after: "*12")
            try await becomes(.ready, after: "*11")
            try await becomes(.notReady, after: "*141", reason: "lunch")
            try await becomes(.ready, after: "*13")
            let orders = try await centre.client().history(ofAgent: "1001", hours: 1).items
                .filter { $0.kind == "order_given" }
            #expect(orders.map(\.by) == Array(repeating: "phone PJSIP/1001", count: 4))
        }
    }
}
