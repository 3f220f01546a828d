import APIClient
import Foundation
import MaydayAPI
import Testing

@Suite("The service is told to stop", .serialized)
struct DrainTests {
    @Test("O9 SIGTERM drains: new callers go to the fall-back and stay there, who is here is served, then status 0")
    func drains() async throws {
        try await withCentre("drain") { centre in
            try await centre.start()
            let first = try await centre.waitingCaller("4930001")
            centre.signalService(SIGTERM)
            try await eventually(within: 10, "the drain") { centre.serviceLog.contains("draining") }
            #expect(try await !centre.client().isReady())
            let second = try centre.phone("--caller", "--from", "4930002", "--to", "700", "--hold", "120s")
            try await eventually(within: 10, "the new caller in app_queue") {
                try await centre.applications()["4930002"] == "Queue"
            }
            #expect(try await centre.client().callers().map(\.number) == ["4930001"])

            let agent = try await centre.registeredAgent("1001", talk: "4s")
            try await centre.connectedCall(of: "4930001")
            #expect(try await centre.serviceEnd() == 0)
            #expect(!centre.serviceLog.contains("taking a caller back"), "pulled out of the fall-back while draining")
            #expect(try #require(try await first.hangUp()).heard.map(\.who) == ["1001"])
            try await eventually(within: 20, "the second caller served by the fall-back") {
                agent.lines(of: "voice").contains { $0.contains("4930002") }
            }
            await second.end()

            try await centre.start()
            let today = try await centre.client().queue("support").today
            #expect([today.offered, today.answered] == [1, 1])
        }
    }

    @Test("O9 a second SIGTERM stops at once: callers keep their music and their agent, a start finds them")
    func stops() async throws {
        try await withCentre("stop") { centre in
            try await centre.start()
            let agent = try await centre.registeredAgent("1001", talk: "forever")
            let first = try centre.phone("--caller", "--from", "4930001", "--to", "700", "--hold", "120s")
            let talking = try await centre.connectedCall(of: "4930001")
            let second = try await centre.waitingCaller("4930002")
            let waiting = try await centre.client().callers()

            centre.signalService(SIGTERM)
            try await eventually(within: 10, "the drain") { centre.serviceLog.contains("draining") }
            centre.signalService(SIGTERM)
            #expect(try await centre.serviceEnd() == 0)
            #expect(try await centre.applications()["4930001"] == "Stasis")
            #expect(try await centre.applications()["4930002"] == "Stasis")

            try await centre.start()
            let after = try await centre.client().callers()
            #expect(after.map(\.id) == waiting.map(\.id))
            #expect(after.map(\.enteredAt) == waiting.map(\.enteredAt))
            #expect(try await centre.client().calls().contains { $0.id == talking.id && $0.agent == "1001" })
            #expect(agent.lines(of: "call").isEmpty, "the conversation was ended")
            for caller in [first, second] {
                let summary = try #require(try await caller.hangUp())
                #expect(summary.endedBy == "me")
                #expect(try #require(summary.longestGap) < 2000, "there was silence")
            }
        }
    }
}
