import Locking
import MaydayAPI

/// An ``IdempotencyStore`` that forgets with the process. When it is full of commands younger than 24 h it refuses
/// new tokens: dropping an old one would let it act twice.
package final class MemoryIdempotencyStore: IdempotencyStore {
    fileprivate struct Name: Hashable {
        var key: String
        var token: String
    }

    fileprivate struct Entry {
        var fingerprint: String
        var reply: StoredReply?
        var at: APITime
    }

    fileprivate struct Contents {
        var entries: [Name: Entry] = [:]
        /// By age, oldest first; the ones before `head` are done with.
        var ages: [(Name, APITime)] = []
        var head = 0
    }

    package static let lifetimeMs: Int64 = 86_400_000
    private let capacity: Int
    private let contents = Locked(Contents())

    package init(capacity: Int = 20_000) {
        self.capacity = max(1, capacity)
    }

    package func claim(_ claim: IdempotencyClaim, at now: APITime) async -> IdempotencyAnswer {
        contents.withLock { contents in
            contents.expire(before: now.milliseconds - Self.lifetimeMs)
            let name = Name(key: claim.key, token: claim.token)
            if let entry = contents.entries[name] {
                guard entry.fingerprint == claim.fingerprint else { return .reused }
                return entry.reply.map { .replay($0) } ?? .inUse
            }
            guard contents.entries.count < capacity else { return .full }
            contents.entries[name] = Entry(fingerprint: claim.fingerprint, reply: nil, at: now)
            contents.ages.append((name, now))
            return .act
        }
    }

    package func settle(_ claim: IdempotencyClaim, _ reply: StoredReply, at now: APITime) async {
        contents.withLock { $0.entries[Name(key: claim.key, token: claim.token)]?.reply = reply }
    }

    package func release(_ claim: IdempotencyClaim) async {
        contents.withLock { $0.entries[Name(key: claim.key, token: claim.token)] = nil }
    }
}

extension MemoryIdempotencyStore.Contents {
    mutating func expire(before limit: Int64) {
        while head < ages.count, ages[head].1.milliseconds <= limit {
            let (name, at) = ages[head]
            // A token that was released and claimed again is younger than its first line here.
            if let entry = entries[name], entry.at == at { entries[name] = nil }
            head += 1
        }
        // Released tokens leave their lines behind; both they and the expired ones are swept when they are the most.
        guard ages.count > 1024, ages.count > entries.count * 2 else { return }
        ages = ages[head...].filter { name, at in entries[name]?.at == at }
        head = 0
    }
}
