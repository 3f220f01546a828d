import Foundation
import GRDB
import Glibc
import Telephony
import Testing

@testable import Store

@Suite("What a commit survives", .timeLimit(.minutes(1)))
struct FlushTests {
    let folder: TestFolder
    let health = Told<StoreHealth>()
    /// The names of the files that were flushed.
    let flushed = Told<String>()

    init() throws { folder = try TestFolder() }

    private func open(
        _ durability: StoreOptions.Durability = .soon, pause: Int64 = 1,
        answer: @escaping @Sendable (Int) -> Int32 = { _ in 0 }
    ) throws -> Store {
        var options = StoreOptions.patient
        options.durability = durability
        options.flushPause = Span(milliseconds: pause)
        options.flush = { [flushed] descriptor in
            let name = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
            flushed.tell(name ?? "closed")
            let code = answer(flushed.values.count)
            errno = code
            return code == 0 ? 0 : -1
        }
        return try Store(path: folder.journal, node: node, options: options) { [health] in health.tell($0) }
    }

    @Test(
        "K1 what a commit waits for is in effect where it is written",
        arguments: [(StoreOptions.Durability.full, 2), (.soon, 1)])
    func setting(_ durability: StoreOptions.Durability, _ level: Int) async throws {
        let store = try open(durability)
        let found = Told<Int?>()
        try await store.change { found.tell(try Int.fetchOne($0, sql: "PRAGMA synchronous")) }
        #expect(found.values == [level])
        await store.close()
        #expect(durability == .soon || flushed.values.isEmpty)
    }

    @Test("K1 the log is flushed after commits, a pause later, not one by one")
    func flushes() async throws {
        let store = try open(pause: 200)
        let begun = Tick.now
        for sequence in 1...20 as ClosedRange<Int64> {
            #expect(await store.write(batch(sequence...sequence)) == .committed)
        }
        await flushed.until { !$0.isEmpty }
        let pauses = Int((Tick.now.nanoseconds - begun.nanoseconds) / 200_000_000)
        #expect(flushed.values.count <= pauses + 1, "not one for each commit")
        #expect(Set(flushed.values) == [folder.journal + "-wal"])
        for change in [true, false] {
            // What was committed before may yet be flushed, but only once.
            let count = flushed.values.count
            if change {
                try await store.change { try $0.execute(sql: "UPDATE meta SET value = value") }
            } else {
                #expect(await store.write(batch(21...21)) == .committed)
            }
            await flushed.until { $0.count > count }
        }
        await store.close()
    }

    @Test("K1 a flush that the disk refuses is told and written down, and is tried again")
    func refused() async throws {
        let store = try open { $0 <= 2 ? EIO : 0 }
        // What opening committed may be refused before this one is told.
        _ = await store.write(batch(1...1))
        await flushed.until { $0.count >= 3 }
        await health.until { $0.last == .ok }
        guard case .degraded(.inputOutput(let words), _) = health.values[0] else {
            Issue.record("\(health.values)")
            return
        }
        #expect(words.contains("Input/output error"))
        #expect(await store.write(batch(2...2)) == .committed)
        let times = try await store.reader.interruptions(since: Instant(milliseconds: 0))
        #expect(!times.isEmpty)
        #expect(times.allSatisfy { $0.lost == nil && $0.reason.contains("did not take") })
        await store.close()
    }
}
