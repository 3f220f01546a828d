import APIClient
import MaydayAPI
import Testing

@testable import APIServer

@Suite("What a key of some queues is shown of agents who serve others as well")
struct NarrowingTests {
    private static let at = APITime(milliseconds: 1_772_366_400_000)

    /// Serves both queues, talks on a call of sales, and talked last on one of support.
    private static let agent: Agent = {
        var agent = Agent(
            id: "1003", name: "Kim", endpoint: "PJSIP/1003", queues: ["support", "sales"], state: .talking,
            stateSinceAt: at, loggedInAt: at, callId: "call-sales", entryId: "entry-sales")
        agent.calls = [
            AgentCall(
                callId: "call-sales", entryId: "entry-sales", queue: "sales", state: "connected", offeredAt: at)
        ]
        agent.screenPop = ScreenPop(
            offerId: "offer-sales", agent: "1003", callId: "call-sales", entryId: "entry-sales", queue: "sales",
            url: "https://crm.example/4930777", offeredAt: at)
        agent.lastCallId = "call-support"
        agent.lastCallQueue = "support"
        agent.dispositionCallIds = ["call-sales"]
        agent.absences = [AgentAbsence(queue: "sales", part: "paused", reason: "lunch")]
        return agent
    }()

    @Test("E5 of another queue's calls nothing is shown but that the agent is in one")
    func foreign() {
        let shown = Self.agent.narrowed(to: .only(["support"]))
        var expected = Self.agent
        expected.callId = nil
        expected.entryId = nil
        expected.calls = nil
        expected.screenPop = nil
        expected.dispositionCallIds = nil
        expected.absences = nil
        #expect(shown == expected)
        #expect(shown.state == .talking)
        #expect(shown.queues == ["support", "sales"])
    }

    @Test("E5 of the key's own queue everything is shown", arguments: [["sales"], ["sales", "support"]])
    func own(_ queues: [String]) {
        let shown = Self.agent.narrowed(to: .only(Set(queues)))
        var expected = Self.agent
        if !queues.contains("support") {
            expected.lastCallId = nil
            expected.lastCallQueue = nil
            expected.dispositionCallIds = nil
        }
        #expect(shown == expected)
        #expect(Self.agent.narrowed(to: .all) == Self.agent)
    }

    @Test("E5 G5 how a call went in another queue is not shown, nor what belongs to a call of no known queue")
    func dispositions() {
        var call = Call(id: "call-1", state: .ended, server: "pbx", queue: "support", beganAt: Self.at)
        let said = ["sales", "support"].map { queue in
            CallDisposition(
                at: Self.at, agent: "1003", queue: queue, entryId: "entry-\(queue)", disposition: "solved", note: queue)
        }
        call.dispositions = said
        #expect(call.narrowed(to: .only(["support"])).dispositions == [said[1]])
        #expect(call.narrowed(to: .only(["training"])).dispositions == nil)
        #expect(call.narrowed(to: .all) == call)

        let facts: [(kind: String, call: String?, queue: String?)] = [
            ("agent_changed", nil, nil), ("part_changed", nil, "sales"), ("part_changed", nil, "support"),
            ("disposition_given", "call-1", "sales"), ("offer_made", "call-2", nil),
        ]
        let items = facts.map {
            AgentHistoryItem(sequence: 1, at: Self.at, kind: $0.kind, text: $0.kind, callId: $0.call, queue: $0.queue)
        }
        let history = AgentHistory(agentId: "1003", items: items)
        #expect(history.narrowed(to: .only(["support"])).items == [items[0], items[2]])
        #expect(history.narrowed(to: .all) == history)
    }

    @Test(
        "E5 G4 an agent's part in another queue is neither shown in events nor changed",
        arguments: ["login", "logout", "ready", "not-ready"])
    func parts(_ verb: String) async throws {
        var fact = APIFact(type: "part_changed", queue: "sales", agent: "1003")
        fact.part = "paused"
        #expect(!APIEvent(id: 1, at: Self.at, data: .fact(fact)).isVisible(to: .only(["support"])))
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            for (queue, status) in [("sales", 403), ("support", 200)] {
                let answer = await raw.request(
                    "POST", "/v1/agents/1003/\(verb)", key: "support", headers: ["Content-Type: application/json"],
                    body: "{\"queue\":\"\(queue)\"}")
                #expect(answer.status == status, "\(answer.body)")
            }
            #expect(server.center.commands.count == 1)
        }
    }

    @Test("E5 of business hours the queues that go by them are shown as far as they are the key's")
    func hours() async throws {
        try await RunningServer.run { server in
            for (key, queues) in [("admin", ["support", "sales"]), ("support", ["support"])] {
                let client = try server.client(key)
                #expect(try await client.schedules().map(\.queues) == [queues])
            }
        }
    }

    @Test("E5 lists, single agents, commands' answers, histories and events are narrowed alike")
    func everywhere() async throws {
        let center = ScriptedCallCenter()
        center.setAgents([Self.agent])
        let words = ["call-sales", "4930777", "lunch"]
        try await RunningServer.run(center) { server in
            let raw = RawHTTP(port: server.port)
            for (method, path) in [
                ("GET", "/v1/agents"), ("GET", "/v1/agents/1003"), ("GET", "/v1/agents/1003/history"),
                ("POST", "/v1/agents/1003/ready"),
            ] {
                let narrow = await raw.request(method, path, key: "support")
                #expect(narrow.status == 200)
                for word in words { #expect(!narrow.body.contains(word), "\(method) \(path)") }
                let whole = await raw.request(method, path)
                #expect(whole.body.contains("call-sales"), "\(method) \(path)")
            }
        }
        let event = FeedItem(APIEvent(at: Self.at, data: .agent(Self.agent)))
        let frame = String(decoding: event.frame(for: .only(["support"])), as: UTF8.self)
        #expect(frame.contains("\"state\":\"talking\""))
        for word in words { #expect(!frame.contains(word)) }
        #expect(event.frame(for: .all) == event.frame)
    }
}
