import APIServer
import MaydayAPI
import Store
import Telephony

/// Answers to commands with an idempotency key, kept in the store too, so that a command sent again within 24 hours acts
/// once although the service was restarted in between (C20).
///
/// What a kill cuts off between the act and the commit of its answer is not known afterwards: such a command acts again.
package final class KeptReplies: IdempotencyStore {
    private let present = MemoryIdempotencyStore()
    private let store: Store

    package init(_ store: Store) { self.store = store }

    package func claim(_ claim: IdempotencyClaim, at now: APITime) async -> IdempotencyAnswer {
        // Claimed here first: while the disk is asked, the same command finds itself in use.
        let answer = await present.claim(claim, at: now)
        guard answer == .act else { return answer }
        do throws(StoreError) {
            let key = Self.key(claim)
            guard let kept = try await store.reader.reply(key: key, now: Instant(milliseconds: now.milliseconds)),
                let earlier = Earlier(bytes: kept.response)
            else { return .act }
            guard earlier.fingerprint == claim.fingerprint else {
                await present.release(claim)
                return .reused
            }
            await present.settle(claim, earlier.reply, at: now)
            return .replay(earlier.reply)
        } catch {
            // Whether it acted before cannot be known now; the client may ask again.
            await present.release(claim)
            return .full
        }
    }

    package func settle(_ claim: IdempotencyClaim, _ reply: StoredReply, at now: APITime) async {
        await present.settle(claim, reply, at: now)
        let kept = KeptReply(
            key: Self.key(claim), response: Earlier(fingerprint: claim.fingerprint, reply: reply).bytes,
            at: Instant(milliseconds: now.milliseconds))
        store.append(StoreBatch(rows: [], replies: [kept]))
    }

    package func release(_ claim: IdempotencyClaim) async { await present.release(claim) }

    /// Neither an API key's id nor a header can hold a zero.
    private static func key(_ claim: IdempotencyClaim) -> [UInt8] {
        KeyDigest(of: "\(claim.key)\0\(claim.token)").bytes
    }
}

/// An answer as it is kept: three lines and the body.
private struct Earlier {
    var fingerprint: String
    var reply: StoredReply

    init(fingerprint: String, reply: StoredReply) {
        self.fingerprint = fingerprint
        self.reply = reply
    }

    init?(bytes: [UInt8]) {
        let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let status = Int(String(decoding: parts[1], as: UTF8.self)) else { return nil }
        fingerprint = String(decoding: parts[0], as: UTF8.self)
        reply = StoredReply(
            status: status, contentType: String(decoding: parts[2], as: UTF8.self), body: Array(parts[3]))
    }

    var bytes: [UInt8] { Array("\(fingerprint)\n\(reply.status)\n\(reply.contentType)\n".utf8) + reply.body }
}
