import APIClient
import ARI
import ARIClient
import Foundation
import MaydayAPI
import Testing

@Suite("Headsets that stay connected, on a real Asterisk", .serialized)
struct HeadsetTests {
    @Test("Q16 two callers after one another are put through to one headset leg, each with one request")
    func connect() async throws {
        try await withNailedUpCentre("headset") { centre in
            try await centre.registeredAgent("1001", talk: "300s")
            try await centre.start()
            let client = try centre.client()
            try await ready(client)
            let first = try await legs(centre)
            #expect(first.count == 1, "the headset, \(first)")
            for number in ["4930061", "4930062"] {
                let caller = try centre.phone("--caller", "--from", number, "--to", "700", "--hold", "120s")
                let call = try await centre.connectedCall(of: number)
                #expect(call.agent == "1001")
                try await eventually(within: 10, "the end of the trace") {
                    try await client.trace(ofCall: call.id).items.contains { $0.text.hasPrefix("put ") }
                }
                let lines = try await client.trace(ofCall: call.id).items.map(\.text)
                let added = lines.filter { $0.contains("addChannel") && $0.contains("POST") }
                #expect(added.count == 1, "\(added)")
                #expect(!lines.contains { $0.hasPrefix("dial ") })
                #expect(try await legs(centre).isSuperset(of: first), "the headset leg stays the same")
                _ = try await caller.hangUp()
                try await ready(client)
            }
            #expect(try await legs(centre) == first)
            _ = try await client.perform(.logout(), agent: "1001")
            try await eventually(within: 10, "nothing left") { try await legs(centre).isEmpty }
        }
    }

    @Test("Q16 G10 kill -9 of the service: the talk and the headset go on, and the next caller is put through to it")
    func restart() async throws {
        try await withNailedUpCentre("headset-kill") { centre in
            try await centre.registeredAgent("1001", talk: "300s")
            try await centre.start()
            try await ready(try centre.client())
            let first = try await legs(centre)
            let caller = try centre.phone("--caller", "--from", "4930063", "--to", "700", "--hold", "120s")
            _ = try await centre.connectedCall(of: "4930063")
            try await centre.killService()
            try await centre.start()
            let client = try centre.client()
            #expect(try await client.agent("1001").state == .talking)
            #expect(try await legs(centre).isSuperset(of: first))
            _ = try await caller.hangUp()
            try await ready(client)
            let next = try centre.phone("--caller", "--from", "4930064", "--to", "700", "--hold", "120s")
            #expect(try await centre.connectedCall(of: "4930064").agent == "1001")
            #expect(try await legs(centre).isSuperset(of: first))
            _ = try await next.hangUp()
        }
    }

    @Test("Q16 with Asterisk's restart the headset is called again as soon as the phone is back")
    func asteriskRestart() async throws {
        try await withNailedUpCentre("headset-restart") { centre in
            let phone = try await centre.registeredAgent("1001", talk: "300s")
            try await centre.start()
            let client = try centre.client()
            try await ready(client)
            let first = try await legs(centre)
            try await centre.bench("kill")
            // Afterwards: a good-bye would be the agent's own.
            await phone.end()
            try await centre.bench("start")
            try await centre.registeredAgent("1001", talk: "300s")
            try await eventually(within: 60, "another headset leg") {
                guard try await client.agent("1001").headset == true else { return false }
                return try await legs(centre).isDisjoint(with: first)
            }
        }
    }

    /// The legs that Mayday has dialled.
    private func legs(_ centre: Centre) async throws -> Set<String> {
        let channels = try await centre.ari.send(ARI.Channels.list())
        return Set(channels.map(\.id.rawValue).filter { $0.contains("-a") })
    }

    private func ready(_ client: APIClient) async throws {
        try await eventually(within: 30, "the agent with the headset on") {
            let agent = try await client.agent("1001")
            return agent.state == .ready && agent.headset == true
        }
    }

    private func withNailedUpCentre(_ name: String, _ body: @Sendable (Centre) async throws -> Void) async throws {
        try await withCentre(name, settings: "wrap_up: 0s") { centre in
            try centre.editConfiguration {
                $0 = $0.replacing("initial_state: ready}", with: "initial_state: ready, connection: nailed_up}")
            }
            try await body(centre)
        }
    }
}
