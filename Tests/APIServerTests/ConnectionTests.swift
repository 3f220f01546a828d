import Glibc
import Locking
import MaydayAPI
import Testing

@testable import APIServer

@Suite("Connections to the API")
struct ConnectionTests {
    private static let two: @Sendable (inout APIServerOptions) -> Void = { $0.maximumConnections = 2 }
    private static let impatient: @Sendable (inout APIServerOptions) -> Void = { $0.idleSeconds = 1 }

    @Test("E4 where each connection has a request, one above the most is refused with a problem, until others go")
    func tooMany() async throws {
        let (changes, told) = AsyncStream.makeStream(of: Bool.self)
        let tell: @Sendable (Bool) -> Void = { told.yield($0) }
        try await RunningServer.run(onFull: tell, options: Self.two) { server in
            let raw = RawHTTP(port: server.port)
            let streams = try [raw.stream("admin"), raw.stream("admin")]
            for stream in streams { #expect(await raw.read(stream, until: "retry: ").contains("retry: ")) }
            let refused = await raw.request("GET", "/v1/ready", key: nil)
            #expect(refused.status == 503)
            #expect(refused.header("Content-Type") == "application/problem+json")
            #expect(refused.header("Retry-After") == "1")
            #expect(refused.body.contains("2 connections are open"))
            var heard = changes.makeAsyncIterator()
            #expect(await heard.next() == true)
            for stream in streams { close(stream) }
            #expect(await heard.next() == false)
            #expect(await raw.request("GET", "/v1/ready", key: nil).status == 200)
        }
    }

    @Test("E4 where idle connections have all places, whoever comes gets one of them, and an idle one is ended")
    func makesRoom() async throws {
        try await RunningServer.run(options: Self.two) { server in
            let raw = RawHTTP(port: server.port)
            let idle = try await [#require(raw.openIdle()), #require(raw.openIdle())]
            // The server may not yet have noticed that its answers are out.
            var answer = await raw.request("GET", "/v1/queues")
            for _ in 0..<100 where answer.status == 503 { answer = await raw.request("GET", "/v1/queues") }
            #expect(answer.status == 200)
            var served = 0
            for connection in idle {
                if await connection.ask() { served += 1 }
                connection.close()
            }
            #expect(served == 1)
        }
    }

    @Test("E4 who has had no request for longest makes room, never who waits for an answer")
    func idlest() throws {
        let ended = Locked<[String]>([])
        let gate = ConnectionGate(most: 3) { _ in }
        func enter(_ name: String) -> ConnectionGate.Place? { gate.enter { ended.withLock { $0.append(name) } } }
        func gone() -> [String] { ended.withLock { $0 } }
        let (a, b, c) = try (#require(enter("a")), #require(enter("b")), #require(enter("c")))
        #expect(gate.begin(a) && gate.begin(b))
        gate.rest(b)
        // It came, and has asked for nothing yet.
        let d = try #require(enter("d"))
        #expect(gone() == ["c"])
        #expect(!gate.begin(c), "it is being ended")
        gate.rest(c)
        gate.leave(c)
        gate.rest(a)
        let e = try #require(enter("e"))
        #expect(gone() == ["c", "b"])
        #expect(gate.begin(a) && gate.begin(d) && gate.begin(e))
        #expect(enter("f") == nil)
        gate.leave(d)
        #expect(enter("g") != nil)
        #expect(gone() == ["c", "b"])
    }

    @Test("E4 the gate tells of being full once, and of room when half is free")
    func gate() throws {
        let told = Locked<[Bool]>([])
        let gate = ConnectionGate(most: 4) { isFull in told.withLock { $0.append(isFull) } }
        func enter() -> ConnectionGate.Place? {
            guard let place = gate.enter({}) else { return nil }
            return gate.begin(place) ? place : nil
        }
        let places = try (0..<4).map { _ in try #require(enter()) }
        #expect(told.withLock { $0 } == [])
        for _ in 0..<3 { #expect(enter() == nil) }
        gate.leave(places[0])
        let another = try #require(enter())
        #expect(enter() == nil)
        #expect(told.withLock { $0 } == [true])
        gate.leave(another)
        gate.leave(places[1])
        #expect(told.withLock { $0 } == [true, false])
    }

    private static let hasty: @Sendable (inout APIServerOptions) -> Void = {
        $0.headPatience = .milliseconds(300)
        $0.bodyPatience = .milliseconds(300)
        $0.keepAlive = .milliseconds(100)
    }
    private static let post = """
        POST /v1/agents/1001/not-ready HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
        Authorization: Bearer \(RunningServer.secret("admin"))\r\n
        """

    @Test(
        "E4 a request whose head or body does not come whole in time is answered 408, and the connection closed",
        arguments: [
            ("GET /v1/rea", "head"), ("\r\nGET /v1/ready HTTP/1.1\r\nHost: loc", "head"),
            ("GET /v1/ready HTTP/1.1\r\nHost: localhost\r\n", "head"), (post, "head"),
            (post + "Content-Length: 18\r\n\r\n", "body"),
            (post + "Content-Length: 18\r\n\r\n{\"reason\":\"tea\"}", "body"),
            (post + "Transfer-Encoding: chunked\r\n\r\n10\r\n{\"reason\":\"tea\"}\r\n", "body"),
        ])
    func incomplete(_ text: String, _ part: String) async throws {
        try await RunningServer.run(options: Self.hasty) { server in
            let raw = RawHTTP(port: server.port)
            let answer = await raw.send(Array(text.utf8))
            #expect(answer.status == 408, "\(answer.head) \(answer.body)")
            #expect(answer.header("Content-Type") == "application/problem+json")
            #expect(answer.header("Connection") == "close")
            #expect(answer.body.contains("\"code\":\"request_timeout\""))
            #expect(answer.body.contains("the \(part) of a request has"))
            #expect(server.center.commands.isEmpty)
            #expect(await raw.request("GET", "/v1/ready", key: nil).status == 200)
        }
    }

    @Test(
        "E4 bytes that come one by one do not put the deadline off",
        arguments: ["GET /v1/ready HTTP/1.1\r\nX-Long: ", post + "Content-Length: 60000\r\n\r\n"])
    func dripping(_ beginning: String) async throws {
        try await RunningServer.run(options: Self.hasty) { server in
            #expect(await RawHTTP(port: server.port).drip(beginning, then: "x"), "the server closed")
            #expect(server.center.commands.isEmpty)
        }
    }

    @Test("E4 an answer that goes on longer than a request may take is not cut off")
    func longAnswer() async throws {
        try await RunningServer.run(options: Self.hasty) { server in
            let raw = RawHTTP(port: server.port)
            let file = try raw.stream("admin")
            defer { close(file) }
            // One each 100 ms: far beyond both deadlines.
            for _ in 0..<10 { #expect(await raw.read(file, until: ": still here").contains(": still here")) }
        }
    }

    @Test("E4 the deadline begins with a part's first byte, and there is none between requests")
    func pace() {
        let start = ContinuousClock.now
        func at(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }
        var pace = RequestPace(head: .seconds(10), body: .seconds(30))
        #expect(pace.deadline == nil && pace.overrun(at: at(1000)) == nil)
        pace.take(Array("\r\n".utf8), at: at(0))
        #expect(pace.deadline == nil)
        pace.take(Array("\r\nG".utf8), at: at(1))
        #expect(pace.part == .head && pace.deadline == at(11))
        pace.take(Array("ET".utf8), at: at(10))
        #expect(pace.deadline == at(11))
        #expect(pace.overrun(at: at(10)) == nil)
        #expect(pace.overrun(at: at(11)) == .seconds(10))
        pace.headCame(at: at(10))
        #expect(pace.part == .body && pace.deadline == at(40))
        pace.take(Array("{".utf8), at: at(39))
        #expect(pace.deadline == at(40))
        #expect(pace.overrun(at: at(41)) == .seconds(30))
        pace.requestCame()
        #expect(pace.part == .nothing && pace.deadline == nil && pace.overrun(at: at(1000)) == nil)
        pace.take(Array("G".utf8), at: at(50))
        #expect(pace.deadline == at(60))
    }

    @Test("E4 a request that comes too slowly, or not at all, is not waited for", arguments: ["", "GET /v1/ready HT"])
    func slow(_ part: String) async throws {
        try await RunningServer.run(options: Self.impatient) { server in
            let raw = RawHTTP(port: server.port)
            let answer = await raw.drip(part, then: "x")
            #expect(answer, "the server closed")
        }
    }
}
