import APIClient
import ARI
import ARIClient
import Foundation
import MaydayAPI
import Testing

@Suite("Whose turn it is by a queue's strategy, on a real Asterisk", .serialized)
struct TurnTests {
    private static let members = ["1001", "1002", "1003"]

    @Test("Q1 least_talk_time, fewest_calls, longest_idle: callers beside one another get whom the rule says")
    func takers() async throws {
        try await withCentre("takers", agents: 3, settings: "wrap_up: 0s, strategy: ordered") { centre in
            var phones: [String: Running] = [:]
            for member in Self.members {
                phones[member] = try await centre.registeredAgent(
                    member, ["--answer-after", "100ms", "--talk", "forever"])
            }
            try await centre.start()
            try await centre.ready(3)
            // What lies within another talk is shorter, however slow the machine is: 1003's two within that of 1002, and
            // that one within 1001's.
            let longest = try await talk("4930201", centre)
            let shorter = try await talk("4930202", centre)
            var first = [longest.call.agent, shorter.call.agent]
            for number in ["4930203", "4930204"] {
                let short = try await talk(number, centre)
                first.append(short.call.agent)
                try await hangUp([short], centre)
            }
            try await hangUp([shorter], centre)
            try await hangUp([longest], centre)
            #expect(first == ["1001", "1002", "1003", "1003"])

            // Who is the first by one of these rules is not so by the one below, nor by the one above the last.
            let rounds = [
                (strategy: "least_talk_time", idle: ["1001", "1002", "1003"], turns: ["1003", "1002", "1001"]),
                (strategy: "fewest_calls", idle: ["1003", "1002", "1001"], turns: ["1002", "1001", "1003"]),
                (strategy: "longest_idle", idle: ["1003", "1001", "1002"], turns: ["1003", "1001", "1002"]),
            ]
            for (number, round) in rounds.enumerated() {
                try await prepare(round.strategy, idle: round.idle, centre)
                var talks: [Talk] = []
                var rung: [[String]] = []
                for caller in 0..<Self.members.count {
                    let next = try await talk("49302\(number + 1)\(caller)", centre)
                    talks.append(next)
                    rung.append(try turns(of: next.call.id, phones))
                }
                #expect(rung == round.turns.map { [$0] }, "\(round.strategy)")
                try await hangUp(talks, centre)
            }
        }
    }

    @Test("Q1 linear, random, weighted_random: on after each refusal, to every member of the queue, to nobody else")
    func refusals() async throws {
        let settings = "wrap_up: 0s, strategy: linear, ring_timeout: 2s"
        try await withCentre("refusals", agents: 4, settings: settings) { centre in
            try centre.editConfiguration {
                $0 = $0.replacing(
                    "PJSIP/1003, queues: [support]", with: "PJSIP/1003, queues: [{id: support, weight: 3}]"
                ).replacing("PJSIP/1004, queues: [support]", with: "PJSIP/1004, queues: []")
            }
            var phones: [String: Running] = [:]
            for (member, behaviour) in zip(Self.members, ["reject", "noanswer", "reject"]) {
                phones[member] = try await centre.registeredAgent(member, ["--behaviour", behaviour])
            }
            phones["1004"] = try await centre.registeredAgent("1004", talk: "120s")
            try await centre.start()
            try await centre.ready(4)

            // 1001 has rested (1 s) before 1002's phone has rung out (2 s), and is not asked again before 1003 was.
            for number in ["4930221", "4930222"] {
                try await prepare("linear", idle: ["1003", "1002", "1001"], centre)
                let rung = try await asks(for: number, 4, phones, centre).turns
                #expect(rung == ["1001", "1002", "1003", "1001"])
            }
            for (number, strategy, criterion) in [
                ("4930231", "random", "draw"), ("4930232", "weighted_random", "weighted_draw"),
            ] {
                try await prepare(strategy, retry: "60s", idle: Self.members, centre)
                let (rung, offers) = try await asks(for: number, 3, phones, centre)
                #expect(rung.sorted() == Self.members, "\(strategy)")
                #expect(offers.map(\.agent) == rung)
                #expect(offers.allSatisfy { $0.decision?.strategy == strategy && $0.decision?.by == criterion })
                let weights: [Int64?] = rung.map { strategy == "random" ? nil : $0 == "1003" ? 3 : 1 }
                #expect(offers.map { $0.decision?.value } == weights)
            }
            #expect(phones["1004"]?.lines(of: "invite").isEmpty == true, "1004 serves no queue")
        }
    }

    // MARK: Callers

    private struct Talk {
        var number: String
        var phone: Running
        var call: MaydayAPI.Call
    }

    /// A caller who is connected.
    private func talk(_ number: String, _ centre: Centre) async throws -> Talk {
        let phone = try centre.phone("--caller", "--from", number, "--to", "700", "--hold", "120s")
        return Talk(number: number, phone: phone, call: try await centre.connectedCall(of: number))
    }

    private func hangUp(_ talks: [Talk], _ centre: Centre) async throws {
        for talk in talks { _ = try await talk.phone.hangUp() }
        for talk in talks { try await centre.isGone(talk.number) }
    }

    /// A caller who stays until so many phones have rung for them: whose, one after another, and why these.
    private func asks(
        for number: String, _ count: Int, _ phones: [String: Running], _ centre: Centre
    ) async throws -> (turns: [String], offers: [OfferWhy]) {
        let caller = try await centre.waitingCaller(number)
        let client = try centre.client()
        let call = try #require(try await client.callers().first { $0.number == number }).callId
        try await eventually(within: 30, "\(count) rings for \(number)") {
            try turns(of: call, phones).count >= count
        }
        let rung = Array(try turns(of: call, phones).prefix(count))
        let offers = try #require(try await client.why(call: call).entries.first).offers
        _ = try await caller.hangUp()
        try await centre.isGone(number)
        return (rung, offers)
    }

    // MARK: Members

    /// Sets the queue's strategy, and lets its members become ready one after another: the first is idle the longest.
    private func prepare(
        _ strategy: String, retry: String = "1s", idle members: [String], _ centre: Centre
    ) async throws {
        let client = try centre.client()
        _ = try await client.change(
            ConfigurationItem(.queues, "support"),
            .set([KeySetting(key: "strategy", value: strategy), KeySetting(key: "retry", value: retry)]))
        // Whose phone is not idle yet would become ready later.
        try await eventually(within: 20, "phones that are idle") {
            let channels = try await centre.ari.send(ARI.Channels.list())
            let agents = try await client.agents()
            return channels.isEmpty && agents.allSatisfy { $0.deviceState == "NOT_INUSE" }
        }
        for member in members {
            _ = try await client.perform(.notReady(reason: "tea"), agent: member)
            _ = try await client.perform(.ready(), agent: member)
        }
        try await eventually(within: 20, "ready agents") {
            try await client.agents().allSatisfy { $0.state == .ready }
        }
    }

    private struct Invite: Decodable {
        var at: Int
        var correlation: String?
    }

    /// Whose phones have rung for a call, one after another, as the phones themselves tell it.
    private func turns(of call: String, _ phones: [String: Running]) throws -> [String] {
        var rings: [(at: Int, member: String)] = []
        for (member, phone) in phones {
            for line in phone.lines(of: "invite") {
                let invite = try JSONDecoder().decode(Invite.self, from: Data(line.utf8))
                if invite.correlation == call { rings.append((at: invite.at, member: member)) }
            }
        }
        return rings.sorted { $0.at < $1.at }.map(\.member)
    }
}
