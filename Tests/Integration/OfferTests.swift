import APIClient
import ARI
import ARIClient
import Foundation
import MaydayAPI
import Testing

@Suite("What becomes of offers, on a real Asterisk", .serialized)
struct OfferTests {
    @Test("Q8 busy, declined, forwarded (302), unanswered: one after another, nobody twice, no forwarding followed")
    func failures() async throws {
        let settings = "wrap_up: 1s, strategy: ordered, ring_timeout: 2s"
        try await withCentre("failures", agents: 7, settings: settings) { centre in
            try centre.editConfiguration { $0 = $0.replacing("retry: 1s", with: "retry: 60s") }
            let busy = try await agent("1001", ["--behaviour", "busy"], centre)
            let declining = try await agent("1002", ["--behaviour", "reject"], centre)
            let forwarding = try await agent(
                "1003", ["--behaviour", "redirect", "--redirect-to", "1007"], centre)
            let silent = try await agent("1004", ["--behaviour", "noanswer"], centre)
            // 1005 has no phone that is registered; 1007 is where 1003 forwards to, and on a break.
            let answering = try await agent("1006", [], centre)
            let target = try await agent("1007", [], centre)
            try await centre.start()
            let client = try centre.client()
            try await eventually(within: 30, "six ready agents, one unreachable") {
                let ready = try await client.agents(state: .ready)
                return try await client.agent("1005").state == .unreachable && ready.count == 6
            }
            _ = try await client.perform(.notReady(reason: "lunch"), agent: "1007")
            let caller = try centre.phone("--caller", "--from", "4930101", "--to", "700", "--hold", "120s")
            let call = try await centre.connectedCall(of: "4930101")
            let why = try await client.why(call: call.id)
            let offers = try #require(why.entries.first).offers
            #expect(offers.map(\.agent) == ["1001", "1002", "1003", "1004", "1006"])
            #expect(offers.map(\.end) == ["busy", "rejected", "rejected", "timeout", "connected"])
            #expect(offers.map(\.cause) == [17, 21, 23, nil, nil], "Q.850: busy, rejected, redirected")
            #expect(
                offers.last?.decision?.skipped.first { $0.reason == "unreachable" }?.agents.map(\.agent) == ["1005"])
            for phone in [busy, declining, forwarding, silent] {
                #expect(phone.lines(of: "invite").count == 1, "\(phone.text)")
            }
            #expect(target.lines(of: "invite").isEmpty, "the forwarding was followed")
            _ = try await caller.hangUp()
            #expect(answering.lines(of: "invite").count == 1)
            try await isEmpty(centre)
        }
    }

    @Test("Q8 who lets a call pass is asked again after the retry; with auto_pause they are not ready, by the reason")
    func retryAndPause() async throws {
        let settings = "wrap_up: 1s, strategy: ordered, ring_timeout: 1s"
        try await withCentre("retry", agents: 3, settings: settings) { centre in
            try centre.editConfiguration { $0 = $0.replacing("retry: 1s", with: "retry: 2s") }
            let phone = try await agent("1001", ["--behaviour", "noanswer"], centre)
            let busy = try await agent("1002", ["--behaviour", "busy"], centre)
            let lost = try await agent("1003", ["--behaviour", "notfound"], centre)
            try await centre.start()
            let client = try centre.client()
            try await centre.ready(3)
            let caller = try await centre.waitingCaller("4930102")
            try await eventually(within: 30, "three rings") { phone.lines(of: "call").count >= 3 }
            let waiting = try #require(try await client.callers().first)
            let asked1001 = try #require(try await client.why(call: waiting.callId).entries.first).offers
                .filter { $0.agent == "1001" }
            #expect(asked1001.count >= 3)
            for (before, after) in zip(asked1001, asked1001.dropFirst()) {
                let rest = after.at.milliseconds - (try #require(before.endedAt)).milliseconds
                #expect(rest >= 2000, "asked again after \(rest) ms")
            }
            // The caller waits on while everybody who could be asked lets the call pass, and then is away.
            try centre.editConfiguration {
                $0 = $0.replacing("retry: 2s", with: "retry: 2s, auto_pause: [no_answer, busy, unreachable]")
            }
            _ = try await client.reload()
            // Who could not be reached is tried less and less often.
            try await eventually(within: 60, "three agents who are not ready") {
                try await client.agents(state: .notReady).count == 3
            }
            #expect(try await client.agent("1001").reason == "no_answer")
            #expect(try await client.agent("1002").reason == "busy")
            #expect(try await client.agent("1003").reason == "unreachable")
            #expect(try await client.callers().map(\.number) == ["4930102"])
            let asked = [phone, busy, lost].map { $0.lines(of: "invite").count }
            await phone.end()
            try await centre.registeredAgent("1001", talk: "120s")
            _ = try await client.perform(.ready(), agent: "1001")
            #expect(try await centre.connectedCall(of: "4930102").agent == "1001")
            #expect([phone, busy, lost].map { $0.lines(of: "invite").count } == asked)
            _ = try await caller.hangUp()
            try await isEmpty(centre)
        }
    }

    @Test("Q7 the caller hangs up in the moment of the pick-up, sooner and later: nobody is left, each is counted once")
    func blink() async throws {
        try await withCentre("blink", settings: "wrap_up: 0s") { centre in
            _ = try await agent("1001", ["--answer-after", "300ms", "--talk", "forever"], centre)
            try await centre.start()
            for step in 0..<12 {
                try await ready("1001", centre)
                let caller = try centre.phone(
                    "--caller", "--from", "493011\(step + 10)", "--to", "700", "--patience", "\(290 + step * 8)ms",
                    "--talk", "100ms")
                try await eventually(within: 20, "the end of the call") { !caller.lines(of: "call").isEmpty }
                try await isEmpty(centre)
            }
            try await ready("1001", centre)
            let client = try centre.client()
            let today = try await client.queue("support").today
            #expect(today.offered == 12)
            #expect(today.answered + today.abandoned == 12)
            #expect(try await client.agent("1001").today.offered == 12)
            #expect(try await client.callers().isEmpty)
            #expect(try await client.calls().isEmpty)
        }
    }

    @Test("Q10 the wrap-up is the queue's or the agent's own; it is ended early and made longer by command")
    func wrapUp() async throws {
        try await withCentre("wrapup", agents: 2, settings: "wrap_up: 3s") { centre in
            try centre.editConfiguration {
                $0 = $0.replacing(
                    "PJSIP/1002, queues: [support], initial_state: ready",
                    with: "PJSIP/1002, queues: [support], wrap_up: 60s")
            }
            _ = try await agent("1001", [], centre)
            let second = try await agent("1002", [], centre)
            try await centre.start()
            let client = try centre.client()
            try await ready("1001", centre)
            // The queue's: the next caller, who waits, comes three seconds after the first has gone.
            try await serve("4930103", centre)
            #expect(try await client.agent("1001").state == .wrapUp)
            try await serve("4930104", centre)
            let history = try await client.history(ofAgent: "1001", hours: 1).items
            let began = try #require(
                history.firstIndex { $0.kind == "agent_changed" && $0.text.contains("wrap_up") })
            let next = try #require(history[began...].first { $0.kind == "offer_made" })
            let rest = next.at.milliseconds - history[began].at.milliseconds
            #expect(rest >= 3000, "after \(rest) ms")
            // Made longer by a minute: 1001 is out of the way.
            _ = try await client.perform(.extendWrapUp(byMs: 60_000), agent: "1001")
            // The agent's own minute, which ends by command at once.
            _ = try await client.perform(.login(), agent: "1002")
            _ = try await client.perform(.ready(), agent: "1002")
            try await ready("1002", centre)
            try await serve("4930105", centre)
            let waiting = try await centre.waitingCaller("4930106")
            try await eventually(within: 10, "the end of the queue's own three seconds") {
                try #require(try rings(of: second).last).endedAt + 3500 < Int(Date().timeIntervalSince1970 * 1000)
            }
            #expect(try await client.agents(state: .wrapUp).map(\.id) == ["1001", "1002"])
            #expect(try await client.callers().map(\.number) == ["4930106"])
            _ = try await client.perform(.endWrapUp, agent: "1002")
            #expect(try await centre.connectedCall(of: "4930106").agent == "1002")
            _ = try await waiting.hangUp()
            try await isEmpty(centre)
        }
    }

    @Test("Q4 queues that share an agent: the heavier is served first, or, if it is set so, who came first")
    func shared() async throws {
        try await withCentre("weights", settings: "wrap_up: 0s") { centre in
            try centre.editConfiguration {
                $0 = $0.replacing("queues: [support]", with: "queues: [support, gold]")
                    .replacing(
                        "\nagents:", with: "\n  - {id: gold, numbers: [\"701\"], wrap_up: 0s, weight: 5}\nagents:")
            }
            _ = try await agent("1001", [], centre)
            try await centre.start()
            try await ready("1001", centre)
            var served: [String] = []
            for shared in ["weight", "oldest"] {
                try centre.editConfiguration {
                    $0 = "shared_agents: \(shared)\n" + $0.replacing(/shared_agents: .*\n/, with: "")
                }
                _ = try await centre.client().reload()
                let talking = try centre.phone("--caller", "--from", "4930107", "--to", "700", "--hold", "120s")
                try await centre.connectedCall(of: "4930107")
                let earlier = try await centre.waitingCaller("4930108", to: "700")
                let later = try await centre.waitingCaller("4930109", to: "701")
                _ = try await talking.hangUp()
                let callers = ["4930108": earlier, "4930109": later]
                for _ in callers {
                    try await eventually(within: 20, "the connection of one of them") {
                        try await self.connected(centre) != nil
                    }
                    let number = try #require(try await connected(centre))
                    served.append(number)
                    _ = try await callers[number]?.hangUp()
                    try await centre.isGone(number)
                }
                try await ready("1001", centre)
            }
            #expect(served == ["4930109", "4930108", "4930108", "4930109"])
            try await isEmpty(centre)
        }
    }

    // MARK: Phones and what they tell

    private struct Ring: Decodable {
        var endedAt: Int

        private enum CodingKeys: String, CodingKey {
            case endedAt = "ended_at"
        }
    }

    private func rings(of phone: Running) throws -> [Ring] {
        try phone.lines(of: "call").map { try JSONDecoder().decode(Ring.self, from: Data($0.utf8)) }
    }

    private func agent(_ number: String, _ behaviour: [String], _ centre: Centre) async throws -> Running {
        try await centre.registeredAgent(
            number, behaviour.isEmpty ? ["--answer-after", "100ms", "--talk", "forever"] : behaviour)
    }

    /// A caller who is connected and hangs up.
    private func serve(_ number: String, _ centre: Centre) async throws {
        let caller = try centre.phone("--caller", "--from", number, "--to", "700", "--hold", "120s")
        try await centre.connectedCall(of: number)
        _ = try await caller.hangUp()
        try await centre.isGone(number)
    }

    /// The number of a caller who talks.
    private func connected(_ centre: Centre) async throws -> String? {
        try await centre.client().calls().first { $0.answeredAt != nil }?.caller.number
    }

    private func ready(_ agent: String, _ centre: Centre) async throws {
        try await eventually(within: 20, "\(agent) is ready") {
            try await centre.client().agent(agent).state == .ready
        }
    }

    private func isEmpty(_ centre: Centre) async throws {
        try await eventually(within: 10, "an Asterisk without channels and bridges") {
            let channels = try await centre.ari.send(ARI.Channels.list())
            let bridges = try await centre.ari.send(ARI.Bridges.list())
            return channels.isEmpty && bridges.isEmpty
        }
    }
}
