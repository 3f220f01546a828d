import APIClient
import ARI
import ARIClient
import Foundation
import MaydayAPI
import Testing

@Suite("Agents in calls that no queue of ours brought", .serialized)
struct OtherCallTests {
    @Test("Q18 G3 an agent who talks in the fall-back queue counts as busy, and is offered to when that is over")
    func fallbackTalk() async throws {
        try await withCentre("othercall") { centre in
            try await centre.registeredAgent("1001", talk: "forever")
            let first = try centre.phone("--caller", "--from", "4930001", "--to", "700", "--hold", "120s")
            try await eventually(within: 40, "the talk in Asterisk's own queue") {
                try await centre.ari.send(ARI.Channels.list()).contains {
                    $0.name.hasPrefix("PJSIP/1001-") && $0.state == .up
                }
            }
            try await centre.start()
            try await state(.otherCall, centre)
            _ = try await centre.waitingCaller("4930002")
            let call = try #require(try await centre.client().callers().first)
            #expect(try await centre.client().agents().first?.state == .otherCall)
            #expect(try await first.hangUp()?.endedBy == "me")
            let answered = try await centre.connectedCall(of: "4930002")
            #expect(answered.id == call.callId)
            let trace = try await centre.client().trace(ofCall: answered.id)
            #expect(trace.items.filter { $0.text.contains("offer_made") }.count == 1, "never offered in vain")
        }
    }

    @Test("G3 an agent in a call of their own is in another call")
    func ownCall() async throws {
        try await withCentre("owncall") { centre in
            try await centre.start()
            try await centre.registeredAgent("1001", talk: "forever")
            try await state(.ready, centre)
            let echo = ARI.Channels.originate(endpoint: "PJSIP/1001", extension: "600", context: "from-agents")
            let channel = try await centre.ari.send(echo)
            try await state(.otherCall, centre)
            try await centre.ari.send(ARI.Channels.hangup(channelID: channel.id))
            try await state(.ready, centre)
        }
    }

    private func state(_ expected: AgentState, _ centre: Centre) async throws {
        try await eventually(within: 20, "an agent who is \(expected)") {
            try await centre.client().agents().first?.state == expected
        }
    }
}
