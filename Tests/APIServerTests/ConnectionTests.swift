import Locking
import MaydayAPI
import Testing

@testable import APIServer

@Suite("Connections to the API")
struct ConnectionTests {
    private static let two: @Sendable (inout APIServerOptions) -> Void = { $0.maximumConnections = 2 }
    private static let impatient: @Sendable (inout APIServerOptions) -> Void = { $0.idleSeconds = 1 }

    @Test("E4 connections above the most are refused with a problem, and taken again once others have gone")
    func tooMany() async throws {
        let (changes, told) = AsyncStream.makeStream(of: Bool.self)
        let tell: @Sendable (Bool) -> Void = { told.yield($0) }
        try await RunningServer.run(onFull: tell, options: Self.two) { server in
            let raw = RawHTTP(port: server.port)
            let idle = try await [#require(raw.openIdle()), #require(raw.openIdle())]
            let refused = await raw.request("GET", "/v1/ready", key: nil)
            #expect(refused.status == 503)
            #expect(refused.header("Content-Type") == "application/problem+json")
            #expect(refused.header("Retry-After") == "1")
            #expect(refused.body.contains("2 connections are open"))
            var heard = changes.makeAsyncIterator()
            #expect(await heard.next() == true)
            for connection in idle { connection.close() }
            #expect(await heard.next() == false)
            #expect(await raw.request("GET", "/v1/ready", key: nil).status == 200)
        }
    }

    @Test("E4 the gate tells of being full once, and of room when half is free")
    func gate() {
        let told = Locked<[Bool]>([])
        let gate = ConnectionGate(most: 4) { isFull in told.withLock { $0.append(isFull) } }
        for _ in 0..<4 { #expect(gate.enter()) }
        #expect(told.withLock { $0 } == [])
        for _ in 0..<3 { #expect(!gate.enter()) }
        gate.leave()
        #expect(gate.enter())
        #expect(!gate.enter())
        #expect(told.withLock { $0 } == [true])
        gate.leave()
        gate.leave()
        #expect(told.withLock { $0 } == [true, false])
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
