import Locking
import MaydayAPI

@testable import APIServer

/// A journal in memory that forgets from the front when it is told to.
final class ScriptedHistory: EventHistory {
    private struct Contents {
        var facts: [APIEvent] = []
        var oldest: Int64 = 0
        var reads = 0
        var failure: APIFailure?
    }

    private let contents = Locked(Contents())

    var reads: Int { contents.withLock { $0.reads } }

    func append(_ facts: [APIEvent]) {
        contents.withLock { $0.facts += facts }
    }

    func forget(upTo sequence: Int64) {
        contents.withLock { contents in
            contents.oldest = sequence
            contents.facts.removeAll { ($0.id ?? 0) <= sequence }
        }
    }

    func fail(with failure: APIFailure?) {
        contents.withLock { $0.failure = failure }
    }

    func facts(after cursor: Int64, limit: Int) async throws(APIFailure) -> [APIEvent] {
        let (found, failure) = contents.withLock { contents in
            contents.reads += 1
            return (contents.facts.filter { ($0.id ?? 0) > cursor }.prefix(limit), contents.failure)
        }
        if let failure { throw failure }
        return Array(found)
    }

    func oldestCursor() async throws(APIFailure) -> Int64 {
        contents.withLock { $0.oldest }
    }
}

/// A fact with this sequence.
func fact(_ id: Int64, queue: String? = "support") -> APIEvent {
    APIEvent(
        id: id, at: APITime(milliseconds: 1_772_366_400_000 + id),
        data: .fact(APIFact(type: "entry_entered", callId: "call-\(id)", queue: queue)))
}

/// A level that carries a number in its waiting count.
func level(_ number: Int64, queue: String = "support") -> APIEvent {
    APIEvent(at: APITime(milliseconds: number), data: .queue(Queue(id: queue, waiting: number)))
}
