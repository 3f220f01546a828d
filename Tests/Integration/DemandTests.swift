import APIClient
import Foundation
import MaydayAPI
import Testing

@Suite("What is asked of an agent, on a real Asterisk", .serialized)
struct DemandTests {
    @Test("Q2 a skill is required, then less of it; whom the caller needs is asked although others are longer idle")
    func skills() async throws {
        let settings = "wrap_up: 0s, skills: {german: 60}, widen: [{after: 5s, relax: 30}]"
        try await withCentre("skills", agents: 3, settings: settings) { centre in
            try centre.editConfiguration { text in
                text = text.replacing("endpoint: PJSIP/1002,", with: "endpoint: PJSIP/1002, skills: {german: 40},")
                text = text.replacing("endpoint: PJSIP/1003,", with: "endpoint: PJSIP/1003, skills: {german: 80},")
            }
            for number in ["1001", "1002", "1003"] { try await centre.registeredAgent(number, talk: "120s") }
            try await centre.start()
            let first = try centre.phone("--caller", "--from", "4930021", "--to", "700", "--hold", "120s")
            #expect(try await centre.connectedCall(of: "4930021").agent == "1003")
            // Nobody else is good enough until 5 s have passed; 1001 never is.
            let second = try centre.phone("--caller", "--from", "4930022", "--to", "700", "--hold", "120s")
            let call = try await centre.connectedCall(of: "4930022")
            #expect(call.agent == "1002")
            let trace = try await centre.client().trace(ofCall: call.id)
            let relaxed = try #require(trace.items.first { $0.text.contains("demand_relaxed: widening step 1") })
            let opened = try #require(trace.items.first { $0.text.contains("entry_opened") })
            #expect((4900...7000).contains(relaxed.at.milliseconds - opened.at.milliseconds))
            for caller in [first, second] { _ = try await caller.hangUp() }
        }
    }

    @Test("Q2 a phone of a higher tier rings once the caller has waited as long as the queue says, tier after tier")
    func tiers() async throws {
        let settings = "wrap_up: 0s, tiers: 1, widen: [{after: 2s, tiers: 2}, {after: 4s, tiers: 3}]"
        try await withCentre("tiers", agents: 3, settings: settings) { centre in
            try centre.editConfiguration { text in
                text = text.replacing("retry: 1s", with: "retry: 60s")
                for tier in 2...3 {
                    text = text.replacing(
                        "PJSIP/100\(tier), queues: [support]",
                        with: "PJSIP/100\(tier), queues: [{id: support, tier: \(tier)}]")
                }
            }
            for number in ["1001", "1002"] {
                try await centre.registeredAgent(number, ["--behaviour", "reject"])
            }
            try await centre.registeredAgent("1003", talk: "120s")
            try await centre.start()
            try await centre.ready(3)
            let caller = try centre.phone("--caller", "--from", "4930023", "--to", "700", "--hold", "120s")
            let call = try await centre.connectedCall(of: "4930023")
            let offers = try #require(try await centre.client().why(call: call.id).entries.first).offers
            #expect(offers.map(\.agent) == ["1001", "1002", "1003"])
            let decisions = offers.compactMap(\.decision)
            try #require(decisions.count == 3)
            #expect(decisions.map(\.tier) == [1, 2, 3])
            #expect(decisions[1].waitMs >= 2000 && decisions[2].waitMs >= 4000, "\(decisions.map(\.waitMs))")
            let closed = decisions[0].skipped.first { $0.reason == "tier_closed" }
            #expect(closed?.agents.map(\.agent) == ["1002", "1003"])
            _ = try await caller.hangUp()
        }
    }

    @Test("Q2 Q3 Q5 the dialplan says what a caller wants: an agent, skills, a priority")
    func wishes() async throws {
        try await withCentre("wishes", agents: 2, settings: "wrap_up: 0s") { centre in
            try centre.editConfiguration { text in
                text = text.replacing("endpoint: PJSIP/1002,", with: "endpoint: PJSIP/1002, skills: {billing: 5},")
            }
            for number in ["1001", "1002"] { try await centre.registeredAgent(number, talk: "120s") }
            try await centre.start()
            try await centre.want("priority=3,skills=billing,prefer_skills=english:20")
            let first = try centre.phone("--caller", "--from", "4930031", "--to", "700", "--hold", "120s")
            let call = try await centre.connectedCall(of: "4930031")
            #expect(call.agent == "1002")
            let opened = try #require(
                try await centre.client().trace(ofCall: call.id).items.first { $0.text.contains("entry_opened") })
            #expect(opened.text.contains("priority 3, skills billing:1, prefers skills english:20"), "\(opened.text)")
            try await centre.want("agent=1002")
            // 1001 is free; the caller waits for 1002 all the same.
            let second = try centre.phone("--caller", "--from", "4930032", "--to", "700", "--hold", "120s")
            try await eventually(within: 20, "the second caller") {
                try await centre.client().callers().contains { $0.number == "4930032" }
            }
            _ = try await first.hangUp()
            #expect(try await centre.connectedCall(of: "4930032").agent == "1002")
            _ = try await second.hangUp()
        }
    }

    @Test("Q3 who enters with a priority, or at a place, is served before those who came earlier")
    func precedence() async throws {
        try await withCentre("precedence", agents: 1, settings: "wrap_up: 0s") { centre in
            let agent = try await centre.registeredAgent("1001", talk: "500ms")
            try await centre.start()
            try await centre.ready(1)
            _ = try await centre.client().perform(.notReady(reason: "tea"), agent: "1001")
            var callers: [Running] = []
            func enters(_ number: String, _ wishes: String?) async throws {
                if let wishes { try await centre.want(wishes) }
                callers.append(try await centre.waitingCaller(number))
            }
            try await enters("4930061", nil)
            try await enters("4930062", "priority=1")
            try await enters("4930063", "priority=5")
            try await enters("4930064", "position=2")
            let line = ["4930063", "4930064", "4930062", "4930061"]
            let waiting = try await centre.client().callers()
            #expect(waiting.map(\.number) == line)
            _ = try await centre.client().perform(.ready(), agent: "1001")
            try await eventually(within: 30, "four calls of the agent's") { agent.lines(of: "call").count >= 4 }
            let served = agent.lines(of: "call").map { told in
                waiting.first { told.contains("\"\($0.callId)\"") }?.number
            }
            #expect(served == line)
            for caller in callers { _ = try await caller.hangUp() }
        }
    }

    @Test("Q5 last_agent that is turned on while the service runs counts the talks that were kept")
    func lastAgentLive() async throws {
        try await withCentre("lastlive", agents: 2, settings: "wrap_up: 0s, last_agent: 1h") { centre in
            for number in ["1001", "1002"] { try await centre.registeredAgent(number, talk: "120s") }
            try await centre.start()
            let caller = try centre.phone("--caller", "--from", "4930042", "--to", "700", "--hold", "120s")
            let agent = try #require(try await centre.connectedCall(of: "4930042").agent)
            _ = try await caller.hangUp()
            try await centre.ready(2)
            // A new process reads what the file wants to know: nothing.
            try await centre.killService()
            try centre.editConfiguration { $0 = $0.replacing(", last_agent: 1h", with: "") }
            try await centre.start()
            try await centre.ready(2)
            try centre.editConfiguration { $0 = $0.replacing("wrap_up: 0s", with: "wrap_up: 0s, last_agent: 1h") }
            _ = try await centre.client().reload()
            let again = try centre.phone("--caller", "--from", "4930042", "--to", "700", "--hold", "120s")
            #expect(try await centre.connectedCall(of: "4930042").agent == agent)
            _ = try await again.hangUp()
        }
    }

    @Test("Q5 who calls again gets the agent of last time, also after kill -9")
    func lastAgent() async throws {
        try await withCentre("lastagent", agents: 2, settings: "wrap_up: 0s, last_agent: 1h") { centre in
            for number in ["1001", "1002"] { try await centre.registeredAgent(number, talk: "120s") }
            try await centre.start()
            let caller = try centre.phone("--caller", "--from", "4930041", "--to", "700", "--hold", "120s")
            let agent = try #require(try await centre.connectedCall(of: "4930041").agent)
            _ = try await caller.hangUp()
            try await centre.ready(2)
            // By the strategy it is the other one's turn.
            let again = try centre.phone("--caller", "--from", "4930041", "--to", "700", "--hold", "120s")
            #expect(try await centre.connectedCall(of: "4930041").agent == agent)
            _ = try await again.hangUp()
            try await centre.ready(2)
            try await centre.killService()
            try await centre.start()
            try await centre.ready(2)
            let third = try centre.phone("--caller", "--from", "4930041", "--to", "700", "--hold", "120s")
            #expect(try await centre.connectedCall(of: "4930041").agent == agent)
            _ = try await third.hangUp()
        }
    }

    @Test("Q5 the preferred agent talks on: once preferred_agent_wait is over, and no sooner, somebody else is asked")
    func inVain() async throws {
        let settings = "wrap_up: 0s, strategy: ordered, preferred_agent_wait: 3s"
        try await withCentre("invain", agents: 2, settings: settings) { centre in
            for number in ["1001", "1002"] { try await centre.registeredAgent(number, talk: "120s") }
            try await centre.start()
            try await centre.ready(2)
            let first = try centre.phone("--caller", "--from", "4930043", "--to", "700", "--hold", "120s")
            #expect(try await centre.connectedCall(of: "4930043").agent == "1001")
            #expect(try await centre.client().agent("1002").state == .ready)
            try await centre.want("agent=1001")
            let second = try centre.phone("--caller", "--from", "4930044", "--to", "700", "--hold", "120s")
            let call = try await centre.connectedCall(of: "4930044")
            let offers = try #require(try await centre.client().why(call: call.id).entries.first).offers
            #expect(offers.map(\.agent) == ["1002"])
            let decision = try #require(offers.first?.decision)
            #expect(decision.waitMs >= 3000, "\(decision.waitMs) ms")
            #expect(decision.skipped.first { $0.reason == "talking" }?.agents.map(\.agent) == ["1001"])
            for caller in [second, first] { _ = try await caller.hangUp() }
        }
    }

    @Test("Q5 who calls again and withholds their number is taken for nobody: the strategy decides")
    func withheld() async throws {
        try await withCentre("withheld", agents: 2, settings: "wrap_up: 0s, last_agent: 1h") { centre in
            for number in ["1001", "1002"] { try await centre.registeredAgent(number, talk: "120s") }
            try await centre.start()
            let client = try centre.client()
            var served: [String] = []
            // As carriers tell it: RFC 3323.
            for number in ["4930045", "4930045", "anonymous", "anonymous"] {
                try await centre.ready(2)
                let caller = try centre.phone("--caller", "--from", number, "--to", "700", "--hold", "120s")
                try await eventually(within: 20, "the connection of \(number)") {
                    try await client.calls().contains { $0.answeredAt != nil }
                }
                let call = try #require(try await client.calls().first { $0.answeredAt != nil })
                #expect(call.caller.number == (number == "anonymous" ? nil : number))
                served.append(try #require(call.agent))
                _ = try await caller.hangUp()
                try await eventually(within: 20, "the end of the call") { try await client.calls().isEmpty }
            }
            let other = served[0] == "1001" ? "1002" : "1001"
            #expect(served == [served[0], served[0], other, served[0]])
        }
    }
}
