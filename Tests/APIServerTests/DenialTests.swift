import APIClient
import Locking
import MaydayAPI
import Testing

@testable import APIServer

/// Every operation with a path that exists, and the key it needs.
private struct Probe: Sendable, CustomTestStringConvertible {
    var operation: Operation
    var method: String { operation.method.rawValue }
    var testDescription: String { "\(method) \(operation.path)" }

    var path: String {
        let path = operation.path.description
        let ids = [("/agents/", "1001"), ("/queues/", "support"), ("/callers/", "entry-support")]
        return path.replacing("{id}", with: ids.first { path.contains($0.0) }?.1 ?? "call-1")
    }

    /// The same of something of the queue sales; the same path where it is about no one thing.
    var foreignPath: String {
        let path = operation.path.description
        let ids = [("/agents/", "1002"), ("/queues/", "sales"), ("/callers/", "entry-sales")]
        return path.replacing("{id}", with: ids.first { path.contains($0.0) }?.1 ?? "call-2")
    }

    static let all: [Probe] = RouteTable(
        RouteServices(
            callCenter: ScriptedCallCenter(), environment: .system, httpMetrics: HTTPMetrics(),
            keepAlive: .seconds(15), version: "1")
    ).operations.map { Probe(operation: $0) }
}

@Suite("Who may do what")
struct DenialTests {
    @Test("E5 every operation: denied without a key, with a wrong one, and without its scope; served with it")
    func everyOperation() async throws {
        var keys: [String: [String]] = [:]
        for probe in Probe.all {
            guard case .scope(let resource, let verb) = probe.operation.access else { continue }
            let own = "\(resource.rawValue):\(verb.rawValue)"
            keys["only-\(probe.operation.id)"] = [own]
            keys["but-\(probe.operation.id)"] = APIResource.allCases.flatMap { resource in
                APIVerb.allCases.map { "\(resource.rawValue):\($0.rawValue)" }
            }.filter { $0 != own }
        }
        try await RunningServer.run(keys: keys) { server in
            let raw = RawHTTP(port: server.port)
            for probe in Probe.all where probe.operation.access != .open {
                let bare = await raw.request(probe.method, probe.path, key: nil)
                #expect(bare.status == 401, "\(probe.testDescription)")
                #expect(bare.header("WWW-Authenticate") == "Bearer realm=\"mayday\"")
                #expect(bare.body.contains("\"code\":\"unauthenticated\""))
                let wrong = await raw.request(probe.method, probe.path, key: "mayday_wrong")
                #expect(wrong.status == 401, "\(probe.testDescription)")
                guard case .scope = probe.operation.access else { continue }
                let less = await raw.request(
                    probe.method, probe.path, key: RunningServer.secret("but-\(probe.operation.id)"))
                #expect(less.status == 403, "\(probe.testDescription)")
                // A stream does not end by itself: its head is enough.
                let method = probe.operation.id == "events" ? "HEAD" : probe.method
                let own = await raw.request(
                    method, probe.path, key: RunningServer.secret("only-\(probe.operation.id)"),
                    headers: ["Content-Type: application/json"], body: RawHTTP.body(for: probe.path))
                #expect(own.status == probe.operation.status, "\(probe.testDescription): \(own.body)")
            }
            #expect(await raw.request("GET", "/v1/nowhere", key: nil).status == 401)
            #expect(await raw.request("GET", "/v1/queues", key: "nothing").status == 403)
        }
    }

    @Test("E5 a key of one queue sees and touches what belongs to it, and nothing else")
    func oneQueue() async throws {
        try await RunningServer.run { server in
            let client = try server.client("support")
            #expect(try await client.queues().map(\.id) == ["support"])
            #expect(try await client.agents().map(\.id) == ["1001", "1003"])
            #expect(try await client.calls().map(\.id) == ["call-1"])
            #expect(try await client.callers().map(\.queue) == ["support"])
            #expect(await problem { _ = try await client.queue("sales") }?.status == 403)
            #expect(await problem { _ = try await client.agent("1002") }?.status == 403)
            #expect(await problem { _ = try await client.call("call-2") }?.status == 403)
            #expect(await problem { _ = try await client.call("call-3") }?.status == 403)
            #expect(await problem { _ = try await client.trace(ofCall: "call-2") }?.status == 403)
            #expect(await problem { _ = try await client.hangUp(call: "call-2") }?.status == 403)
            #expect(await problem { _ = try await client.perform(.ready(), agent: "1002") }?.status == 403)
            #expect(server.center.commands.isEmpty)
            _ = try await client.perform(.logout(), agent: "1003")
            #expect(server.center.commands.count == 1)
            let metrics = try await client.text("/metrics")
            #expect(metrics.contains("{queue=\"support\"}"))
            #expect(!metrics.contains("{queue=\"sales\"}"))
            #expect(!metrics.contains("mayday_http_requests_total"))
        }
    }

    /// What belongs to no one queue and is served to a key of one all the same.
    private static let served: [String: [String]] = [
        "narrowed to the key's queues": [
            "listCalls", "listQueues", "listAgents", "listCallers", "listHours", "metrics", "events",
        ],
        "is for every agent and names no queue": ["listReasons"],
        "says how the service is and names no queue": ["health"],
        "for any key": ["openapi"],
    ]

    /// What is about one thing and concerns all of them: what there is at all, when it is open, why one may be away.
    private static let ofAll: Set<String> = [
        "queue_add", "queue_remove", "agent_add", "agent_remove", "hours_set", "hours_add", "hours_remove",
        "reason_set", "reason_add", "reason_remove",
    ]

    @Test("E5 every operation: a key of one queue is denied what belongs to another, and what belongs to all")
    func everyOperationOfAnother() async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            let isServed = Set(Self.served.values.joined())
            #expect(isServed.union(Self.ofAll).isSubset(of: Probe.all.map(\.operation.id)))
            for probe in Probe.all where probe.operation.access != .open {
                func ask(_ path: String) async -> RawHTTP.Answer {
                    // A stream does not end by itself: its head is enough.
                    await raw.request(
                        probe.operation.id == "events" ? "HEAD" : probe.method, path, key: "support",
                        headers: ["Content-Type: application/json"],
                        body: RawHTTP.body(for: path)?.replacing("sales", with: "support"))
                }
                let own = await ask(probe.path)
                if probe.foreignPath != probe.path {
                    let other = await ask(probe.foreignPath)
                    #expect(other.status == 403, "\(probe.method) \(probe.foreignPath): \(other.body)")
                    #expect(other.body.contains("\"code\":\"forbidden\""))
                    let expected = Self.ofAll.contains(probe.operation.id) ? 403 : probe.operation.status
                    #expect(own.status == expected, "\(probe.testDescription): \(own.body)")
                } else if isServed.contains(probe.operation.id) {
                    #expect(own.status == probe.operation.status, "\(probe.testDescription): \(own.body)")
                    for foreign in ["\"1002\"", "\"call-2\"", "\"entry-sales\"", "\"id\":\"sales\""] {
                        #expect(!own.body.contains(foreign), "\(probe.testDescription)")
                    }
                } else {
                    #expect(own.status == 403, "\(probe.testDescription): \(own.body)")
                }
            }
            #expect(!server.center.commands.contains { $0.text.contains("reload") })
        }
    }

    @Test("E5 Q20 an agent's keys are changed with a key of all the queues that they serve, not of one of them")
    func settings() async throws {
        try await RunningServer.run(keys: ["both": ["agents:write@support", "agents:write@sales"]]) { server in
            let raw = RawHTTP(port: server.port)
            for (key, agent, status) in [
                ("support", "1001", 200), ("support", "1002", 403), ("support", "1003", 403),
                (RunningServer.secret("both"), "1003", 200), ("admin", "1003", 200), ("reader", "1001", 403),
            ] {
                let answer = await raw.request(
                    "POST", "/v1/agents/\(agent)/set", key: key, headers: ["Content-Type: application/json"],
                    body: #"{"settings":[{"key":"name","value":"Kim"}]}"#)
                #expect(answer.status == status, "\(key) \(agent): \(answer.body)")
            }
            #expect(server.center.commands.count == 3)
        }
    }

    @Test("E5 Q20 of a call that was in several queues a key sees what was decided in its own")
    func traces() async throws {
        try await RunningServer.run(keys: ["both": ["*:read@support", "*:read@sales"]]) { server in
            server.center.setTraced("call-1", in: ["sales", "support"])
            let all = ["entered sales", "POST /channels for sales", "entered support", "POST /channels for support"]
            @Sendable func texts(_ key: String) async throws -> [String] {
                try await server.client(key).trace(ofCall: "call-1").items.map(\.text)
            }
            for (key, shown) in [
                ("admin", all), (RunningServer.secret("both"), all), ("support", ["entered support"]),
            ] {
                let told = try await texts(key)
                #expect(told == shown)
            }
            server.center.setTraced("call-1", in: ["support"])
            let told = try await texts("support")
            #expect(told == ["entered support", "POST /channels for support"])
            server.center.setTraced("call-1", in: ["sales"])
            #expect(await problem { _ = try await server.client("support").trace(ofCall: "call-1") }?.status == 403)
        }
    }

    @Test("E5 an agent is added to a queue with a key of one that they serve already")
    func members() async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            for (agent, status) in [("1001", 200), ("1002", 403), ("1003", 200)] {
                let answer = await raw.request(
                    "POST", "/v1/queues/support/add-member", key: "support",
                    headers: ["Content-Type: application/json"], body: "{\"agent\":\"\(agent)\"}")
                #expect(answer.status == status, "\(agent): \(answer.body)")
            }
            #expect(server.center.commands.count == 2)
        }
    }

    @Test("E5 G9 an agent is freed with a key of the queues whose calls that ends")
    func complete() async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            for (queue, key, status) in [
                ("support", "support", 200), ("sales", "support", 403), ("sales", "admin", 200),
            ] {
                var agent = Agent(
                    id: "1003", name: "Kim", endpoint: "PJSIP/1003", queues: ["support", "sales"], state: .talking,
                    stateSinceAt: ScriptedCallCenter.start)
                agent.calls = [
                    AgentCall(
                        callId: "c", entryId: "e", queue: queue, state: "connected", offeredAt: ScriptedCallCenter.start
                    )
                ]
                server.center.setAgents([agent])
                let answer = await raw.request("POST", "/v1/agents/1003/complete", key: key)
                #expect(answer.status == status, "\(queue) \(key): \(answer.body)")
            }
            #expect(server.center.commands.count == 2)
        }
    }

    @Test("E5 a key that only reads commands nothing")
    func reader() async throws {
        try await RunningServer.run { server in
            let client = try server.client("reader")
            #expect(try await client.agents().count == 3)
            #expect(await problem { _ = try await client.perform(.ready(), agent: "1001") }?.code == "forbidden")
            #expect(await problem { _ = try await client.hangUp(call: "call-1") }?.code == "forbidden")
            #expect(server.center.commands.isEmpty)
        }
    }

    @Test("E5 the key's rate is limited, each key by itself")
    func rate() async throws {
        let ms = Locked<Int64>(0)
        var environment = APIEnvironment.system
        environment.monotonicMs = { ms.withLock { $0 } }
        try await RunningServer.run(environment: environment, options: Self.slow) { server in
            let raw = RawHTTP(port: server.port)
            for status in [200, 200, 200, 429] {
                #expect(await raw.request("GET", "/v1/queues").status == status)
            }
            let limited = await raw.request("GET", "/v1/queues")
            #expect(limited.status == 429)
            #expect(limited.header("Retry-After") == "1")
            #expect(await raw.request("GET", "/v1/queues", key: "reader").status == 200)
            ms.withLock { $0 = 1000 }
            #expect(await raw.request("GET", "/v1/queues").status == 200)
        }
    }

    private static let slow: @Sendable (inout APIServerOptions) -> Void = {
        $0.requestsPerSecond = 1
        $0.burst = 3
    }

    @Test("E5 the bucket fills with time, and a clock that stands or goes back does no harm")
    func bucket() {
        let limiter = RateLimiter(perSecond: 10, burst: 2)
        #expect(limiter.take("a", atMs: 1000) == nil)
        #expect(limiter.take("a", atMs: 1000) == nil)
        #expect(limiter.take("a", atMs: 1000) == 100)
        #expect(limiter.take("a", atMs: 1050) == 50)
        #expect(limiter.take("b", atMs: 1050) == nil)
        #expect(limiter.take("a", atMs: 900) == 50)
        #expect(limiter.take("a", atMs: 1100) == nil)
        #expect(limiter.take("a", atMs: .max) == nil)
    }
}
