import APIClient
import ARI
import ARIClient
import Foundation
import MaydayAPI
import Testing

@Suite("Which phones ring, on a real Asterisk", .serialized)
struct StrategyTests {
    @Test(
        "Q1 Q7 ring all: three phones ring, who answers has the caller, the others hear that it was answered elsewhere")
    func ringAll() async throws {
        try await withCentre("ringall", agents: 3, settings: "wrap_up: 1s, strategy: ring_all") { centre in
            let slow = try await agent("1001", after: "30s", centre)
            let quick = try await agent("1002", after: "1s", centre)
            let deaf = try await agent("1003", after: "30s", centre)
            try await centre.start()
            try await centre.ready(3)
            let caller = try centre.phone("--caller", "--from", "4930001", "--to", "700", "--hold", "120s")
            let call = try await centre.connectedCall(of: "4930001")
            #expect(call.agent == "1002")
            for phone in [slow, deaf] {
                let over = try await onlyCall(of: phone)
                #expect(over.ringingAt != nil)
                #expect(over.status == 487)
                #expect(over.reason?.contains("cause=200") == true, "no missed call: \(over)")
            }
            #expect(try await legs(centre) == 2)
            try await centre.ready(2)
            let trace = try await centre.client().trace(ofCall: call.id)
            #expect(
                trace.items.filter { $0.text.contains("offer_lost") && $0.text.contains("answered_elsewhere") }.count
                    == 2)
            _ = try await caller.hangUp()
            #expect(try await onlyCall(of: quick).endedBy == "peer")
            try await eventually(within: 10, "an Asterisk without channels") { try await legs(centre) == 0 }
            #expect(try await centre.ari.send(ARI.Bridges.list()).isEmpty)
        }
    }

    @Test("Q7 two phones are picked up at the same moment: one has the caller, the other is hung up")
    func sameMoment() async throws {
        try await withCentre("samemoment", agents: 2, settings: "wrap_up: 0s, strategy: ring_all") { centre in
            // Drawn anew for each call: the service must find them within a few milliseconds of each other.
            let phones = [
                try await agent("1001", after: "590ms-610ms", centre),
                try await agent("1002", after: "590ms-610ms", centre),
            ]
            try await centre.start()
            let rounds = 10
            for round in 0..<rounds {
                try await centre.ready(2)
                let number = "49300020\(round)"
                let caller = try centre.phone("--caller", "--from", number, "--to", "700", "--hold", "120s")
                let call = try await centre.connectedCall(of: number)
                let winner = try #require(call.agent)
                try await eventually(within: 10, "two legs") { try await legs(centre) == 2 }
                #expect(try await centre.client().callers().isEmpty)
                let loser = try await calls(of: phones[winner == "1001" ? 1 : 0], round + 1)[round]
                #expect(loser.endedBy == "peer" && loser.correlation == call.id)
                _ = try await caller.hangUp()
                try await eventually(within: 10, "an Asterisk without channels") { try await legs(centre) == 0 }
            }
            let (first, second) = (try await calls(of: phones[0], rounds), try await calls(of: phones[1], rounds))
            let both = zip(first, second).filter { $0.answeredAt != nil && $1.answeredAt != nil }
            #expect(!both.isEmpty, "in no round both were picked up before either was told")
        }
    }

    @Test("Q1 ring progressively: the second phone rings a step after the first, beside it")
    func progressively() async throws {
        let settings = "wrap_up: 1s, strategy: ring_progressively, ring_step: 2s"
        try await withCentre("progressive", agents: 2, settings: settings) { centre in
            let phones = [try await agent("1001", after: "3s", centre), try await agent("1002", after: "3s", centre)]
            try await centre.start()
            try await centre.ready(2)
            let caller = try centre.phone("--caller", "--from", "4930003", "--to", "700", "--hold", "120s")
            let call = try await centre.connectedCall(of: "4930003")
            let first = phones[call.agent == "1001" ? 0 : 1]
            let second = phones[call.agent == "1001" ? 1 : 0]
            let later = try await onlyCall(of: second)
            _ = try await caller.hangUp()
            let earlier = try await onlyCall(of: first)
            let step = later.invitedAt - earlier.invitedAt
            #expect((1900...2900).contains(step), "\(step) ms")
            #expect(later.status == 487)
        }
    }

    @Test("Q1 Q17 round robin goes on where it was, also after kill -9")
    func roundRobin() async throws {
        try await withCentre("roundrobin", agents: 3, settings: "wrap_up: 0s, strategy: round_robin") { centre in
            for name in ["1001", "1002", "1003"] { _ = try await agent(name, after: "100ms", centre) }
            try await centre.start()
            try await centre.ready(3)
            var asked: [String] = []
            for number in 1...5 {
                if number == 3 {
                    try await centre.killService()
                    try await centre.start()
                }
                try await centre.ready(3)
                let caller = try centre.phone("--caller", "--from", "493000\(number)", "--to", "700", "--hold", "120s")
                asked.append(try await centre.connectedCall(of: "493000\(number)").agent ?? "nobody")
                _ = try await caller.hangUp()
                try await centre.isGone("493000\(number)")
            }
            #expect(asked == ["1001", "1002", "1003", "1001", "1002"])
        }
    }

    // MARK: Phones and what they tell

    private struct Told: Decodable {
        var invitedAt: Int
        var ringingAt: Int?
        var answeredAt: Int?
        var correlation: String?
        var endedBy: String?
        var status: Int?
        var reason: String?
    }

    private func agent(_ number: String, after: String, _ centre: Centre) async throws -> Running {
        try await centre.registeredAgent(number, ["--answer-after", after, "--talk", "forever"])
    }

    /// Waits until the phone's call is over.
    private func onlyCall(of phone: Running) async throws -> Told { try await calls(of: phone, 1)[0] }

    /// Waits until so many of the phone's calls are over, and no more.
    private func calls(of phone: Running, _ count: Int) async throws -> [Told] {
        try await eventually(within: 20, "the end of the phone's call") { phone.lines(of: "call").count >= count }
        let lines = phone.lines(of: "call")
        #expect(lines.count == count)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try lines.map { try decoder.decode(Told.self, from: Data($0.utf8)) }
    }

    private func legs(_ centre: Centre) async throws -> Int { try await centre.ari.send(ARI.Channels.list()).count }
}
