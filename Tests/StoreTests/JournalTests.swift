import Foundation
import Telephony
import Testing

@testable import Store

@Suite("The journal")
struct JournalTests {
    let folder: TestFolder
    let store: Store

    init() throws {
        folder = try TestFolder()
        store = try Store(path: folder.journal, node: node, options: .patient)
    }

    @Test("K1 facts come back as they were written, in their order, also after a reopening")
    func writtenAndRead() async throws {
        #expect(await store.write(batch(1...10)) == .committed)
        #expect(await store.write(batch(11...11)) == .committed)
        #expect(try await store.reader.journal(after: 0, limit: 100) == (1...11).map(row))
        #expect(try await store.reader.journal(after: 4, limit: 3) == (5...7).map(row))
        #expect(store.status.committed == 11)
        #expect(await store.close() == 0)
        let again = try Store(path: folder.journal, node: node, options: .patient)
        #expect(again.status.committed == 11)
        #expect(await again.write(batch(12...12)) == .committed)
        #expect(try await again.reader.journal(after: 0, limit: 100) == (1...12).map(row))
        await again.close()
    }

    @Test("K1 empty texts and bodies are kept apart from missing ones")
    func emptyTexts() async throws {
        let odd = JournalRow(
            sequence: 1, at: Instant(milliseconds: -5), kind: "", version: 0, call: CallID(""), queue: nil,
            agent: AgentID("a\u{0}b"), group: "", body: [])
        #expect(await store.write(StoreBatch(rows: [odd])) == .committed)
        #expect(try await store.reader.journal(after: 0, limit: 1) == [odd])
        await store.close()
    }

    @Test("K1 outcomes are told in the order of the appends, from many tasks' batches too")
    func orderOfOutcomes() async throws {
        let told = Told<Int64>()
        for sequence in 1...2000 as ClosedRange<Int64> {
            store.append(batch(sequence...sequence)) { _ in told.tell(sequence) }
        }
        await told.until { $0.count == 2000 }
        #expect(told.values == Array(1...2000))
        #expect(await store.close() == 0)
    }

    @Test("O8 a call's facts are found by its id, and facts by their time")
    func byCallAndTime() async throws {
        _ = await store.write(batch(1...100))
        let reader = store.reader
        #expect(try await reader.journal(call: CallID("call-3")).map(\.sequence) == [31, 32, 33, 34, 36, 37, 38, 39])
        #expect(try await reader.journal(call: CallID("no such")).isEmpty)
        #expect(try await reader.cursor(since: row(40).at) == 39)
        #expect(try await reader.cursor(since: Instant(milliseconds: 0)) == 0)
        #expect(try await reader.cursor(since: row(500).at) == 100)
        let bounds = try #require(try await reader.bounds())
        #expect((bounds.first, bounds.last) == (1, 100))
        #expect((bounds.firstAt, bounds.lastAt) == (row(1).at, row(100).at))
        #expect(try await reader.countsByKind().map(\.count).reduce(0, +) == 100)
        var seen: [Int64] = []
        try await reader.scan(after: 10, portion: 7) { rows throws(StoreError) in
            seen += rows.map(\.sequence)
            return seen.count < 50
        }
        #expect(seen == Array(11...66))
        await store.close()
    }

    @Test("E5 a stream goes on after its cursor for 24 hours; an older one is told where the journal still serves")
    func resumption() async throws {
        _ = await store.write(batch(1...100))
        let reader = store.reader
        let born = row(1).at
        #expect(try await reader.resume(after: 40, now: born) == .from(40))
        #expect(try await reader.resume(after: 100, now: born + .seconds(400_000)) == .from(100))
        #expect(try await reader.resume(after: 101, now: born) == .ahead(last: 100))
        // One day after fact 51 to the millisecond, 51 is still there and 50 is not.
        let later = row(51).at + .seconds(86_400)
        #expect(try await reader.resume(after: 50, now: later) == .from(50))
        #expect(try await reader.resume(after: 49, now: later) == .expired(oldest: 50))
        #expect(try await reader.resume(after: 0, now: later + .seconds(86_400)) == .expired(oldest: 100))
        await store.close()
    }

    @Test("K1 another process reads the journal while it is written")
    func readBeside() async throws {
        _ = await store.write(batch(1...5))
        let beside = try StoreReader(path: folder.journal)
        #expect(try await beside.journal(after: 0, limit: 10).count == 5)
        _ = await store.write(batch(6...6))
        #expect(try await beside.journal(after: 0, limit: 10).count == 6)
        await store.close()
    }

    @Test("Q17 a close writes what waits")
    func closeWrites() async throws {
        let told = Told<CommitOutcome>()
        for sequence in 1...500 as ClosedRange<Int64> {
            store.append(batch(sequence...sequence)) { told.tell($0) }
        }
        store.trace([TraceLine(call: CallID("c"), at: row(1).at, kind: .input, text: "last words")])
        #expect(await store.close() == 0)
        #expect(told.values.count == 500)
        #expect(await store.write(batch(501...501)) == .lost)
        let reader = try StoreReader(path: folder.journal)
        #expect(try await reader.bounds()?.last == 500)
        #expect(try await reader.trace(call: CallID("c")).lines.map(\.text) == ["last words"])
    }

    @Test("K1 who closes a store twice, or at once from two tasks, closes it once")
    func closedTwice() async throws {
        #expect(await store.write(batch(1...3)) == .committed)
        async let one = store.close()
        async let other = store.close()
        #expect(await [one, other] == [0, 0])
        #expect(await store.close() == 0)
        await #expect(throws: StoreError.self) { _ = try await store.erase(CallerToken("t")) }
    }

    @Test("K1 facts that come soon after a commit share the next one; who comes later waits for nothing")
    func gathered() {
        let start = Tick.now
        var queue = WriteQueue(options: .patient, committed: 0)
        func batches(at now: Tick) -> Int? {
            guard case .found(let work) = queue.look(now: now) else { return nil }
            queue.finished(work, leftOver: false, now: now)
            return work.batches.count
        }
        queue.append(batch(1...1), now: start, completion: nil)
        #expect(batches(at: start) == 1)
        queue.append(batch(2...2), now: start, completion: nil)
        guard case .wait(until: let until?) = queue.look(now: start) else {
            Issue.record("the second commit does not wait")
            return
        }
        #expect(until > start && until <= start.adding(milliseconds: 10))
        queue.append(batch(3...3), now: start, completion: nil)
        #expect(batches(at: until) == 2)
        queue.append(batch(4...4), now: until.adding(milliseconds: 1000), completion: nil)
        #expect(batches(at: until.adding(milliseconds: 1000)) == 1)
        queue.append(batch(5...5), now: until.adding(milliseconds: 1000), completion: nil)
        queue.stop(by: until.adding(milliseconds: 2000))
        #expect(batches(at: until.adding(milliseconds: 1000)) == 1, "nothing is waited for at the end")
    }
}
