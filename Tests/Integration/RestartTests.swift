import APIClient
import Foundation
import MaydayAPI
import Testing

@Suite("The service is killed and started again", .serialized)
struct RestartTests {
    @Test("Q17 kill -9 with callers waiting and talking: nobody is dropped, order and waited time are the same")
    func killed() async throws {
        try await withCentre("q17") { centre in
            try await centre.start()
            let agent = try await centre.registeredAgent("1001", talk: "forever")
            try centre.phone("--caller", "--from", "4930001", "--to", "700", "--hold", "60s")
            try await eventually(within: 20, "the first caller's connection") {
                try await centre.client().calls().contains { $0.agent == "1001" && $0.answeredAt != nil }
            }
            for number in ["4930002", "4930003"] {
                try centre.phone("--caller", "--from", number, "--to", "700", "--hold", "60s")
                try await eventually(within: 20, "\(number) in the queue") {
                    try await centre.client().callers().contains { $0.number == number }
                }
            }
            let before = try await centre.client().callers()
            let talking = try #require(try await centre.client().calls().first { $0.agent == "1001" })

            try await centre.killService()
            try await centre.start()

            let after = try await centre.client().callers()
            #expect(after.map(\.number) == ["4930002", "4930003"])
            #expect(after.map(\.id) == before.map(\.id))
            #expect(after.map(\.enteredAt) == before.map(\.enteredAt))
            let still = try #require(try await centre.client().calls().first { $0.id == talking.id })
            #expect(still.agent == "1001")
            #expect(Set(still.legs.map(\.channelId)) == Set(talking.legs.map(\.channelId)))
            let support = try await centre.client().queue("support")
            #expect(support.today.offered == 3)
            #expect(support.today.answered == 1)
            #expect(!agent.text.contains("\"event\": \"call\""), "the conversation was ended")
        }
    }

    @Test("Q18 the service stays away: the waiting reach the fall-back queue, talkers stay, and all come back")
    func away() async throws {
        try await withCentre("q18") { centre in
            try await centre.start()
            let agent = try await centre.registeredAgent("1001", talk: "forever")
            try centre.phone("--caller", "--from", "4930001", "--to", "700", "--hold", "120s")
            try await eventually(within: 20, "the first caller's connection") {
                try await centre.client().calls().contains { $0.agent == "1001" && $0.answeredAt != nil }
            }
            try centre.phone("--caller", "--from", "4930002", "--to", "700", "--hold", "120s")
            try await eventually(within: 20, "the second caller in the queue") {
                try await centre.client().callers().contains { $0.number == "4930002" }
            }
            let entered = try #require(try await centre.client().callers().first).enteredAt

            try await centre.killService()
            let killedAt = ContinuousClock.now
            try await eventually(within: 40, "the waiting caller in app_queue") {
                try await centre.applications()["4930002"] == "Queue"
            }
            let waited = ContinuousClock.now - killedAt
            #expect(waited < .seconds(31), "the promise is 30 s; it took \(waited)")
            #expect(try await centre.applications()["4930001"] == "Stasis", "a talking caller is never moved")
            try centre.phone("--caller", "--from", "4930003", "--to", "700", "--hold", "120s")
            try await eventually(within: 10, "a fresh caller in app_queue") {
                try await centre.applications()["4930003"] == "Queue"
            }

            try await centre.start()
            try await eventually(within: 30, "both callers taken back") {
                try await centre.client().callers().map(\.number) == ["4930002", "4930003"]
            }
            let back = try await centre.client().callers()
            let difference = abs(back[0].enteredAt.milliseconds - entered.milliseconds)
            #expect(difference < 1500, "the wait goes on from the first entry")
            #expect(!agent.text.contains("\"event\": \"call\""), "the conversation was ended")
        }
    }
}
