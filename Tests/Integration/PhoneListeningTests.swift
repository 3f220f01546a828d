import APIClient
import ARI
import ARIClient
import MaydayAPI
import Testing

@Suite("Which phones the service listens to, on a real Asterisk", .serialized)
struct PhoneListeningTests {
    @Test("A12 phones are listened to by name: those of agents, the one they move to, and again after a kill -9")
    func byName() async throws {
        try await withCentre("phones", agents: 2) { centre in
            func heard() async throws -> Set<String> {
                Set(try await centre.ari.send(ARI.Applications.get(applicationName: "mayday")).deviceNames)
            }
            func becomes(_ state: MaydayAPI.AgentState, _ agent: String) async throws {
                try await eventually(within: 20, "\(agent) to be \(state)") {
                    try await centre.client().agent(agent).state == state
                }
            }
            try centre.editConfiguration { $0 += "\ndesks: [PJSIP/1005]\n" }
            try await centre.start()
            #expect(try await heard() == ["PJSIP/1001", "PJSIP/1002"])
            try await becomes(.unreachable, "1001")

            _ = try await centre.client().perform(.login(endpoint: "PJSIP/1005", queue: nil), agent: "1001")
            try await eventually(within: 10, "the phone that the agent came to") {
                try await heard() == ["PJSIP/1001", "PJSIP/1002", "PJSIP/1005"]
            }
            try await becomes(.unreachable, "1001")
            try await centre.registeredAgent("1005", talk: "forever")
            try await becomes(.ready, "1001")

            try await centre.killService()
            try await centre.start()
            #expect(try await heard() == ["PJSIP/1001", "PJSIP/1002", "PJSIP/1005"])
            try await becomes(.ready, "1001")
        }
    }
}
