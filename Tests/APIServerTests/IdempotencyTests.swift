import APIClient
import Locking
import MaydayAPI
import Testing

@testable import APIServer

@Suite("Idempotency keys")
struct IdempotencyTests {
    /// A wall clock that tests set.
    private final class Hands: Sendable {
        private let ms = Locked<Int64>(1_772_366_400_000)
        func advance(_ by: Int64) { ms.withLock { $0 += by } }
        var environment: APIEnvironment {
            var environment = APIEnvironment.system
            environment.now = { APITime(milliseconds: self.ms.withLock { $0 }) }
            return environment
        }
    }

    @Test("C20 a command sent twice acts once and answers the same; after 24 h it is a new one")
    func once() async throws {
        let hands = Hands()
        try await RunningServer.run(environment: hands.environment) { server in
            let client = try server.client()
            let first = try await client.perform(.notReady(reason: "lunch"), agent: "1001", idempotencyKey: "k 1")
            _ = try await client.perform(.ready(), agent: "1001")
            hands.advance(86_399_000)
            let second = try await client.perform(.notReady(reason: "lunch"), agent: "1001", idempotencyKey: "k 1")
            #expect(second == first)
            #expect(server.center.commands.count == 2)
            #expect(try await client.agent("1001").state == .ready)
            hands.advance(1000)
            _ = try await client.perform(.notReady(reason: "lunch"), agent: "1001", idempotencyKey: "k 1")
            #expect(server.center.commands.count == 3)
        }
    }

    @Test("C20 a replay says so and keeps the status")
    func replayed() async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            let header = ["Idempotency-Key: a"]
            #expect(await raw.request("POST", "/v1/calls/call-1/hangup", headers: header).status == 202)
            let again = await raw.request("POST", "/v1/calls/call-1/hangup", headers: header)
            #expect(again.status == 202)
            #expect(again.header("Idempotency-Replayed") == "true")
            #expect(server.center.commands.count == 1)
        }
    }

    @Test("C20 the same key for another command is a mistake; another API key's is another's")
    func reused() async throws {
        try await RunningServer.run { server in
            let client = try server.client()
            _ = try await client.perform(.ready(), agent: "1001", idempotencyKey: "x")
            #expect(
                await problem { _ = try await client.perform(.logout(), agent: "1001", idempotencyKey: "x") }?.code
                    == "idempotency_key_reused")
            #expect(
                await problem { _ = try await client.perform(.ready(), agent: "1003", idempotencyKey: "x") }?.status
                    == 422)
            _ = try await server.client("support").perform(.ready(), agent: "1001", idempotencyKey: "x")
            #expect(server.center.commands.count == 2)
        }
    }

    @Test("C20 what certainly did nothing may be tried again; what may have acted is not")
    func failures() async throws {
        try await RunningServer.run { server in
            let client = try server.client()
            server.center.fail(with: .unavailable(detail: "starting"))
            #expect(await problem { _ = try await client.hangUp(call: "call-1", idempotencyKey: "u") }?.status == 503)
            server.center.fail(with: nil)
            _ = try await client.hangUp(call: "call-1", idempotencyKey: "u")
            #expect(server.center.commands.count == 1)
            server.center.fail(with: .timedOut(detail: "no answer"))
            #expect(await problem { _ = try await client.hangUp(call: "call-1", idempotencyKey: "t") }?.status == 504)
            server.center.fail(with: nil)
            #expect(await problem { _ = try await client.hangUp(call: "call-1", idempotencyKey: "t") }?.status == 504)
            #expect(server.center.commands.count == 1)
        }
    }

    @Test("C20 a full store refuses new keys rather than forget old ones; time makes room")
    func full() async {
        let store = MemoryIdempotencyStore(capacity: 2)
        func claim(_ token: String, _ at: Int64) async -> IdempotencyAnswer {
            await store.claim(IdempotencyClaim(key: "k", token: token, fingerprint: "f"), at: APITime(milliseconds: at))
        }
        #expect(await claim("a", 0) == .act)
        #expect(await claim("a", 1) == .inUse)
        #expect(await claim("b", 10) == .act)
        #expect(await claim("c", 20) == .full)
        #expect(await claim("c", 86_400_000) == .act)
        #expect(await claim("b", 86_400_000) == .inUse)
    }

    @Test("C20 keys that are released leave nothing behind")
    func released() async {
        let store = MemoryIdempotencyStore(capacity: 10)
        for number in 0..<10_000 {
            let claim = IdempotencyClaim(key: "k", token: "t\(number % 3)", fingerprint: "f")
            #expect(await store.claim(claim, at: APITime(milliseconds: Int64(number))) == .act)
            await store.release(claim)
        }
    }
}
