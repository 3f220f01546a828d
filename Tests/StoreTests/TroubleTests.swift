import Foundation
import Telephony
import Testing

@testable import Store

/// What happens while the disk refuses: outcomes, health and the rows afterwards.
@Suite("Trouble with the disk", .timeLimit(.minutes(2)))
struct TroubleTests {
    let folder: TestFolder
    let health = Told<StoreHealth>()
    let outcomes = Told<CommitOutcome>()

    init() throws { folder = try TestFolder() }

    private func open(_ change: (inout StoreOptions) -> Void = { _ in }) throws -> Store {
        var options = StoreOptions.patient
        change(&options)
        return try Store(path: folder.journal, node: node, options: options) { [health] in health.tell($0) }
    }

    private func append(_ sequences: ClosedRange<Int64>, to store: Store) {
        store.append(batch(sequences)) { [outcomes] in outcomes.tell($0) }
    }

    @Test("K1 a locked file is an alarm; effects go ahead, facts follow in order when the lock is gone")
    func locked() async throws {
        let store = try open()
        append(1...3, to: store)
        await outcomes.until { $0 == [.committed] }
        let other = try folder.lock()
        append(4...4, to: store)
        await health.until { $0.count == 1 }
        guard case .degraded(.locked, _) = health.values[0] else {
            Issue.record("\(health.values)")
            return
        }
        // While degraded nobody waits.
        append(5...6, to: store)
        await outcomes.until { $0 == [.committed, .deferred, .deferred] }
        #expect(store.status.bufferedRows == 3)
        #expect(store.status.committed == 3)
        #expect(store.status.lastTrouble == .locked)
        try folder.unlock(other)
        await health.until { $0.last == .ok }
        #expect(store.status.bufferedRows == 0)
        #expect(try await store.reader.journal(after: 0, limit: 10) == (1...6).map(row))
        let told = try await store.reader.interruptions(since: Instant(milliseconds: 0))
        #expect(told.count == 1)
        #expect(told.first?.lostRows == 0)
        #expect(told.first?.reason == "another program has locked the database")
        #expect(await store.write(batch(7...7)) == .committed)
        #expect(await store.close() == 0)
    }

    @Test("K1 a commit that takes too long holds nobody up, succeeds later and is flagged")
    func slow() async throws {
        // SQLite itself waits for the lock, so the commit is slow instead of failing.
        let store = try open {
            $0.lockPatience = .seconds(60)
            $0.patience = Span(milliseconds: 100)
        }
        let other = try folder.lock()
        append(1...1, to: store)
        await outcomes.until { $0 == [.deferred] }
        guard case .degraded(.slow, _) = health.values.first else {
            Issue.record("\(health.values)")
            return
        }
        try folder.unlock(other)
        await health.until { $0.last == .ok }
        #expect(outcomes.values == [.deferred])
        #expect(try await store.reader.journal(after: 0, limit: 10).count == 1)
        #expect(try await store.reader.interruptions(since: Instant(milliseconds: 0)).count == 1)
        #expect(await store.close() == 0)
    }

    @Test("K1 a full buffer is told with its count, and the lost range is recorded")
    func overflow() async throws {
        let store = try open { $0.bufferedRows = 10 }
        append(1...2, to: store)
        await outcomes.until { $0.count == 1 }
        let other = try folder.lock()
        append(3...10, to: store)
        await health.until { $0.count == 1 }
        append(11...13, to: store)
        append(14...14, to: store)
        append(15...15, to: store)
        append(16...17, to: store)
        await outcomes.until { $0.count == 6 }
        #expect(outcomes.values == [.committed, .deferred, .lost, .deferred, .deferred, .lost])
        #expect(store.status.lostRows == 5)
        try folder.unlock(other)
        await health.until { $0.last == .ok }
        #expect(try await store.reader.journal(after: 0, limit: 50).map(\.sequence) == Array(1...10) + [14, 15])
        let told = try await store.reader.interruptions(since: Instant(milliseconds: 0))
        #expect(told.map(\.lost) == [nil, 11...13, 16...17])
        #expect(told.map(\.lostRows) == [0, 3, 2])
        await store.close()
        // The numbers of lost facts are not given again.
        let again = try open()
        #expect(again.status.committed == 17)
        await again.close()
    }

    @Test("K1 a close while the disk refuses ends in time and tells what is lost")
    func closeInTrouble() async throws {
        let store = try open()
        let other = try folder.lock()
        append(1...5, to: store)
        #expect(await store.close(within: Span(milliseconds: 300)) == 5)
        #expect(outcomes.values == [.deferred])
        try folder.unlock(other)
        let again = try open()
        #expect(await again.write(batch(1...1)) == .committed)
        await again.close()
    }

    @Test(
        "K1 a full disk costs no fact and no crash: writing goes on when there is room", .enabled(if: getuid() == 0))
    func diskFull() async throws {
        let disk = folder.path + "/disk"
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: false)
        guard mount("none", disk, "tmpfs", 0, "size=2m") == 0 else {
            // A container may not mount; `fileTooLarge` shows the same from a resource limit.
            return
        }
        defer { umount2(disk, Int32(MNT_DETACH)) }
        let filler = disk + "/filler"
        let store = try Store(path: disk + "/journal.sqlite", node: node, options: .patient) { [health] in
            health.tell($0)
        }
        append(1...100, to: store)
        await outcomes.until { $0 == [.committed] }
        #expect(FileManager.default.createFile(atPath: filler, contents: nil))
        let handle = try #require(FileHandle(forWritingAtPath: filler))
        let page = Data(repeating: 0, count: 4096)
        while (try? handle.write(contentsOf: page)) != nil {}
        for first in stride(from: Int64(101), to: 2001, by: 100) { append(first...first + 99, to: store) }
        await health.until { !$0.isEmpty }
        guard case .degraded(let reason, _) = health.values[0] else {
            Issue.record("\(health.values)")
            return
        }
        #expect(reason == .diskFull)
        // Reading goes on.
        #expect(try await store.reader.bounds()?.first == 1)
        try handle.close()
        try FileManager.default.removeItem(atPath: filler)
        await health.until { $0.last == .ok }
        #expect(try await store.reader.journal(after: 0, limit: 3000) == (1...2000).map(row))
        #expect(try await store.reader.interruptions(since: Instant(milliseconds: 0)).count == 1)
        #expect(await store.close() == 0)
    }

    @Test("K1 a write that the operating system refuses costs no fact and no crash")
    func fileTooLarge() async throws {
        let path = folder.journal
        await #expect(processExitsWith: .success) { [path = path as String] in
            signal(SIGXFSZ, SIG_IGN)
            let health = Told<StoreHealth>()
            let store = try Store(path: path, node: node, options: .patient) { health.tell($0) }
            var limit = rlimit(rlim_cur: 300_000, rlim_max: rlim_t.max)
            #expect(setrlimit(__rlimit_resource_t(1), &limit) == 0)
            for sequence in 1...3000 as ClosedRange<Int64> { store.append(batch(sequence...sequence)) }
            await health.until { !$0.isEmpty }
            limit.rlim_cur = rlim_t.max
            #expect(setrlimit(__rlimit_resource_t(1), &limit) == 0)
            await health.until { $0.last == .ok }
            #expect(await store.close() == 0)
        }
        let reader = try StoreReader(path: path)
        #expect(try await reader.journal(after: 0, limit: 5000) == (1...3000).map(row))
    }
}
