import APIClient
import ARI
import ARIClient
import Foundation
import MaydayAPI
import Testing

@Suite("Lamps, on a real Asterisk", .serialized)
struct LampTests {
    @Test(
        "G4 hints follow agent and queue; put right after a kill -9 and a restart of Asterisk; deleted with the agent")
    func lamps() async throws {
        try await withCentre("lamps", agents: 2, settings: "wrap_up: 0s") { centre in
            try centre.editConfiguration { $0 += "\nlamps: true\n" }
            try await centre.registeredAgent("1001", talk: "120s")
            try await centre.start()
            let desk = try centre.phone("--agent", "1003", "--watch", "81001", "--watch", "81002", "--watch", "8701")
            func glows(_ state: String, _ extension: String) async throws {
                try await eventually(within: 20, "the lamp \(`extension`) to be \(state)") {
                    desk.lines(of: "lamp").last { $0.contains("\"\(`extension`)\"") }?.contains("\"\(state)\"") == true
                }
            }
            func shows(_ state: String, _ hint: String) async throws {
                try await eventually(within: 30, "\(state) at \(hint)") {
                    try await centre.hint(hint) == state
                }
            }
            try await shows("Idle", "81001")
            try await shows("Unavailable", "81002")
            try await shows("Idle", "8701")
            #expect(try await centre.client().agent("1001").deviceState == "NOT_INUSE")
            let caller = try centre.phone("--caller", "--from", "4930081", "--to", "700", "--hold", "120s")
            _ = try await centre.connectedCall(of: "4930081")
            try await shows("InUse", "81001")
            try await shows("InUse", "8701")
            try await glows("confirmed", "81001")
            let second = try await centre.waitingCaller("4930082")
            try await shows("Ringing", "8701")
            try await glows("early", "8701")
            _ = try await caller.hangUp()
            _ = try await second.hangUp()
            _ = try await centre.client().perform(.notReady(reason: "tea"), agent: "1001")
            try await shows("Busy", "81001")

            // Somebody else changes a lamp while the service is away.
            try await centre.killService()
            _ = try await centre.ari.send(
                ARI.DeviceStates.update(deviceName: "Stasis:mayday-agent-1001", deviceState: .inUse))
            try await shows("InUse", "81001")
            try centre.editConfiguration { text in
                text = text.split(separator: "\n").filter { !$0.contains("id: \"1002\"") }.joined(separator: "\n")
            }
            try await centre.start()
            try await shows("Busy", "81001")
            try await eventually(within: 20, "the removed agent's lamp to go") {
                let states = try await centre.ari.send(ARI.DeviceStates.list())
                return !states.contains { $0.name == "Stasis:mayday-agent-1002" }
            }
            try await centre.asterisk("core restart now")
            try await eventually(within: 30, "the service and Asterisk in step") {
                try await centre.client().isReady()
            }
            _ = try await centre.client().perform(.logout(), agent: "1001")
            try await shows("Unavailable", "81001")
        }
    }
}

extension Centre {
    /// What Asterisk shows at a hint: `Idle`, `InUse`, `Busy`, `Ringing`, `Unavailable`.
    func hint(_ extension: String) async throws -> String? {
        // Nil, too, while Asterisk restarts.
        let text = try? await run(
            Repository.root.appending(path: "scripts/bench"), ["cli", "--name", name, "core show hint \(`extension`)"])
        guard let text, let start = text.range(of: "State:") else { return nil }
        return text[start.upperBound...].prefix { !$0.isWhitespace }.description
    }
}
