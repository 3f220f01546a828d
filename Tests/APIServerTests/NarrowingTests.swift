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
