import Foundation
import GRDB
import Telephony
import Testing

@testable import Store

@Suite("What stands beside the journal", .timeLimit(.minutes(2)))
struct CheckpointTests {
    let folder: TestFolder
    let clock = TestClock(1_800_000_000_000)

    init() throws { folder = try TestFolder() }

    private func open(_ change: (inout StoreOptions) -> Void = { _ in }) throws -> Store {
        var options = StoreOptions.patient
        options.now = clock.now
        options.tracePause = Span(milliseconds: 1)
        options.tidyPause = Span(milliseconds: 1)
        change(&options)
        return try Store(path: folder.journal, node: node, options: options)
    }

    private func checkpoint(_ sequence: Int64) -> StoredCheckpoint {
        StoredCheckpoint(
            sequence: sequence, madeAt: row(sequence).at, engine: [UInt8](repeating: UInt8(sequence), count: 100_000),
            statistics: [9])
    }

    @Test("Q17 the last two checkpoints are kept, the newest first")
    func checkpoints() async throws {
        let store = try open()
        for sequence in 1...5 as ClosedRange<Int64> {
            store.keep(checkpoint(sequence))
            #expect(await store.write(batch(sequence...sequence)) == .committed)
        }
        await store.close()
        let again = try open()
        #expect(try await again.reader.checkpoints() == [checkpoint(5), checkpoint(4)])
        await again.close()
    }

    @Test("Q17 a checkpoint is never on the disk before its facts, and is written with them when the disk is back")
    func checkpointAfterFacts() async throws {
        let store = try open()
        #expect(await store.write(batch(1...1)) == .committed)
        let other = try folder.lock()
        store.append(batch(2...3))
        store.keep(checkpoint(2))
        store.keep(checkpoint(3))
        #expect(try await store.reader.checkpoints().isEmpty)
        try folder.unlock(other)
        await store.close()
        let reader = try StoreReader(path: folder.journal)
        let kept = try await reader.checkpoints()
        #expect(kept.first == checkpoint(3))
        // The writer may have had the earlier one in hand when the newer came: then both are there, with their facts.
        #expect(kept.dropFirst().allSatisfy { $0 == checkpoint(2) })
        #expect(try await reader.bounds()?.last == 3)
    }

    @Test("Q17 a fact that only a checkpoint knows has used its number")
    func checkpointAhead() async throws {
        let store = try open()
        store.keep(checkpoint(7))
        await store.close()
        let again = try open()
        #expect(again.status.committed == 7)
        await again.close()
    }

    @Test("K13 erasing a caller leaves the facts as they are and no trace of the number in the files")
    func erasure() async throws {
        let store = try open()
        let number = "+4930123456789"
        var caller = CallerRecord(
            token: CallerToken("t1"), number: number, name: "Ada", firstSeen: row(1).at, lastSeen: row(1).at)
        var facts = batch(1...50)
        facts.callers = [caller]
        #expect(await store.write(facts) == .committed)
        caller.firstSeen = row(9).at
        caller.lastSeen = row(9).at
        #expect(await store.write(StoreBatch(rows: [row(51)], callers: [caller])) == .committed)
        caller.firstSeen = row(1).at
        let reader = store.reader
        #expect(try await reader.caller(caller.token) == caller)
        #expect(try await reader.callers(number: number) == [caller])
        #expect(try await reader.callers(since: row(5).at, limit: 10) == [caller])
        #expect(try await reader.callers(since: row(10).at, limit: 10).isEmpty)
        let before = try await reader.journal(after: 0, limit: 100)
        #expect(try await store.erase(caller.token))
        #expect(try await store.erase(caller.token) == false)
        #expect(try await reader.caller(caller.token) == nil)
        #expect(try await reader.journal(after: 0, limit: 100) == before)
        for name in ["journal.sqlite", "journal.sqlite-wal"] {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/" + name))
            #expect(bytes.range(of: Data(number.utf8)) == nil)
        }
        await store.close()
    }

    @Test("E5 a reply is given again for 24 hours, and then forgotten")
    func replies() async throws {
        let store = try open()
        let reply = KeptReply(key: [1, 2, 0, 255], response: Array("{}".utf8), at: clock.now())
        #expect(await store.write(StoreBatch(rows: [], replies: [reply])) == .committed)
        let last = clock.now() + KeptReply.kept
        #expect(try await store.reader.reply(key: reply.key, now: last) == reply)
        let tooLate = last + Span(milliseconds: 1)
        #expect(try await store.reader.reply(key: reply.key, now: tooLate) == nil)
        #expect(try await store.reader.reply(key: [1, 2], now: last) == nil)
        // Tidying removes it from the file, too.
        clock.set(tooLate.milliseconds)
        #expect(await store.write(batch(1...1)) == .committed)
        try await until { try await store.reader.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM reply") } == 0 }
        await store.close()
    }

    private func line(_ number: Int, call: String = "c") -> TraceLine {
        TraceLine(
            call: CallID(call), at: clock.now(), kind: .request, sequence: Int64(number), text: "line \(number)",
            json: "{\"n\":\(number)}")
    }

    @Test("O8 a call's trace comes back in its order")
    func trace() async throws {
        let store = try open()
        store.trace((1...3).map { line($0) })
        store.trace([line(4, call: "other"), line(5)])
        try await until { try await store.reader.trace(call: CallID("c")).lines.count == 4 }
        let kept = try await store.reader.trace(call: CallID("c"))
        #expect(kept == StoredTrace(lines: [1, 2, 3, 5].map { line($0) }, truncated: false))
        #expect(try await store.reader.trace(call: CallID("c"), limit: 2).truncated)
        await store.close()
    }

    @Test("O8 trace lines that find no room are thrown away, counted and told")
    func droppedTrace() async throws {
        let store = try open { $0.bufferedTraceLines = 10 }
        store.trace((1...25).map { line($0) })
        #expect(store.status.droppedTraceLines == 15)
        try await until { try await store.reader.trace(call: CallID("c")).truncated }
        #expect(try await store.reader.trace(call: CallID("c")).lines.count == 10)
        await store.close()
    }

    @Test("O8 old and surplus trace lines are removed")
    func tidiedTrace() async throws {
        let store = try open {
            $0.keptTraceLines = 100
            $0.traceLinesPerCommit = 10
            $0.keptTraceAge = .seconds(60)
        }
        store.trace((1...300).map { line($0) })
        try await until { try await store.reader.trace(call: CallID("c")).lines.first == line(201) }
        #expect(try await store.reader.trace(call: CallID("c")).lines.count == 100)
        clock.advance(.seconds(61))
        store.trace([line(301)])
        try await until { try await store.reader.trace(call: CallID("c")).lines.map(\.text) == ["line 301"] }
        await store.close()
    }

    /// Asks until it is so; the suite's time limit is the deadline. The store tells nobody of trace lines and tidying.
    private func until(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { await Task.yield() }
    }
}
