import APIServer
import MaydayAPI
import Queueing
import Store
import Telephony

/// The past of the event stream: the journal itself, read again.
struct JournalHistory: EventHistory {
    let reader: StoreReader
    let clock: WallClock

    func facts(after cursor: Int64, limit: Int) async throws(APIFailure) -> [APIEvent] {
        do {
            return try await reader.journal(after: cursor, limit: limit).compactMap { row in
                let fact = try? FactCoding.fact(kind: row.kind, version: row.version, body: row.body)
                return fact.map { APIEvent.fact($0, row: row) }
            }
        } catch {
            throw .unavailable(detail: "the journal cannot be read: \(error)")
        }
    }

    func oldestCursor() async throws(APIFailure) -> Int64 {
        do {
            switch try await reader.resume(after: 0, now: clock.now()) {
            case .expired(let oldest): return oldest
            case .from, .ahead: return 0
            }
        } catch {
            throw .unavailable(detail: "the journal cannot be read: \(error)")
        }
    }
}
