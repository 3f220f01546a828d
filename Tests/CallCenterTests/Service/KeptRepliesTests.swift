import APIServer
import CallCenter
import MaydayAPI
import Store
import Telephony
import Testing

@Suite("Answers kept for commands sent again") struct KeptRepliesTests {
    private let noon = APITime(milliseconds: 1_772_366_400_000)
    private let claim = IdempotencyClaim(key: "crm", token: "t1", fingerprint: "f1")
    private let reply = StoredReply(status: 202, contentType: "application/json", body: Array("{\"a\":\n1}".utf8))

    /// What a service that was started anew says of a claim, after the one before settled `claim` with `reply`.
    private func afterRestart(_ later: IdempotencyClaim, at now: APITime) async throws -> IdempotencyAnswer {
        let folder = try TemporaryFolder()
        let first = try Store(path: folder.file("j.db"), node: NodeID("n"))
        let before = KeptReplies(first)
        #expect(await before.claim(claim, at: noon) == .act)
        #expect(await before.claim(claim, at: noon) == .inUse)
        await before.settle(claim, reply, at: noon)
        #expect(await before.claim(claim, at: noon) == .replay(reply))
        #expect(await first.close() == 0)

        let second = try Store(path: folder.file("j.db"), node: NodeID("n"))
        let answer = await KeptReplies(second).claim(later, at: now)
        _ = await second.close()
        return answer
    }

    @Test("C20 a command sent again after a restart gets its answer and does not act")
    func replayed() async throws {
        #expect(try await afterRestart(claim, at: noon) == .replay(reply))
    }

    @Test("C20 the same token for another request is a mistake, also after a restart")
    func reused() async throws {
        var other = claim
        other.fingerprint = "f2"
        #expect(try await afterRestart(other, at: noon) == .reused)
    }

    @Test("C20 another API key's token, and one older than a day, act")
    func forgotten() async throws {
        var other = claim
        other.key = "wallboard"
        #expect(try await afterRestart(other, at: noon) == .act)
        #expect(try await afterRestart(claim, at: APITime(milliseconds: noon.milliseconds + 86_400_001)) == .act)
    }

    @Test("C20 a command that certainly did nothing may be tried again")
    func released() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.file("j.db"), node: NodeID("n"))
        let replies = KeptReplies(store)
        #expect(await replies.claim(claim, at: noon) == .act)
        await replies.release(claim)
        #expect(await replies.claim(claim, at: noon) == .act)
        _ = await store.close()
    }
}
