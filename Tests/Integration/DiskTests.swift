import APIClient
import Foundation
import MaydayAPI
import TestSupport
import Testing

@Suite("The journal cannot be written while people call", .serialized)
struct DiskTests {
    @Test("K1 a full disk: an alarm, calls go on, and afterwards the journal has it all", .enabled(if: SmallDisk.works))
    func full() async throws {
        try await withCentre("full", agents: 2) { centre in
            let disk = try SmallDisk(centre.folder.appending(path: "disk"))
            defer { disk.unmount() }
            let journal = disk.folder.appending(path: "journal.sqlite")
            try await goesOn(centre, journal: journal, told: "the disk is full") {
                try disk.fill()
            } afterwards: {
                try disk.empty()
            }
        }
    }

    @Test("K1 a database that another program has locked: an alarm, calls go on, and afterwards the journal has it all")
    func locked() async throws {
        try await withCentre("locked", agents: 2) { centre in
            let other = Handle<Running>()
            let path = centre.journal.path
            let folder = centre.folder
            try await goesOn(centre, journal: centre.journal, told: "another program has locked the database") {
                other.value = try await Self.locker(of: path, in: folder)
            } afterwards: {
                await other.value?.end()
            }
        }
    }

    @Test("K1 a start waits for a lock of another program")
    func lockedStart() async throws {
        try await withCentre("locked-start") { centre in
            try await centre.start()
            try await centre.killService()
            let other = try await Self.locker(of: centre.journal.path, in: centre.folder)
            async let start: Void = centre.start()
            try await eventually(within: 20, "the word about the lock") {
                centre.serviceLog.contains("another program has locked the journal")
            }
            await other.end()
            try await start
            #expect(try await centre.client().health().status == .ok)
        }
    }

    /// Another program that has the database's write lock until it is ended.
    private static func locker(of path: String, in folder: URL) async throws -> Running {
        let text = """
            import sqlite3, sys, time
            database = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=30)
            database.execute("BEGIN EXCLUSIVE")
            print("locked", flush=True)
            time.sleep(600)
            """
        let program = try Running(
            URL(fileURLWithPath: "/usr/bin/python3"), ["-c", text, path], environment: [:],
            output: folder.appending(path: "locker.log"))
        try await eventually(within: 40, "the lock") { program.text.contains("locked") }
        return program
    }

    private final class Handle<Value> { var value: Value? }

    /// One waits; then the journal cannot be written. They talk, another waits and talks, a third gives up. Then it can
    /// be written again, and what happened meanwhile is in it.
    private func goesOn(
        _ centre: Centre, journal: URL, told words: String, fail: () async throws -> Void,
        afterwards mend: () async throws -> Void
    ) async throws {
        let overrides = ["MAYDAY_STORE__PATH": journal.path]
        try await centre.start(overrides)
        let client = try centre.client()
        let first = try await centre.waitingCaller("4930001")
        try await fail()
        // What is in the file may still have some room; facts come until there is none.
        try await eventually(within: 30, "the alarm") {
            _ = try await client.perform(.notReady(reason: "break"), agent: "1002")
            _ = try await client.perform(.ready(), agent: "1002")
            let health = try await client.health()
            return health.alarms.contains { $0.code == "store" && $0.text.contains(words) }
        }
        let health = try await client.health()
        #expect(health.status == .degraded)
        #expect(health.store.state == .degraded)
        #expect(health.store.lastError?.contains(words) == true)
        #expect(health.asterisk.first?.connection == .up)
        try await centre.logs("reason=\(words)")
        // A command is done, and its answer says that it is not kept yet.
        let paused = try await client.perform(.notReady(reason: "lunch"), agent: "1002")
        #expect(paused.reason == "lunch" && paused.kept == false)
        let told = try await Command.run(
            Repository.mayday.path, ["agent", "ready", "1002"], environment: try centre.clientEnvironment())
        #expect(told.status == 0 && told.said.contains("done, but not yet kept"), "\(told)")

        let agent = try await centre.registeredAgent("1001", talk: "2s")
        try await centre.connectedCall(of: "4930001")
        let second = try await centre.waitingCaller("4930002")
        let third = try await centre.waitingCaller("4930003")
        await third.end()
        try await eventually(within: 20, "both conversations") { agent.lines(of: "call").count == 2 }
        for caller in [first, second] {
            #expect(try #require(try await caller.hangUp()).heard.map(\.who) == ["1001"])
        }
        try await centre.serves(exactly: [])
        let during = try await client.queue("support").today
        #expect([during.offered, during.answered, during.abandoned] == [3, 2, 1])
        let store = try await client.health().store
        #expect(store.bufferedFacts > 0 && store.lostFacts == 0)

        try await mend()
        try await eventually(within: 30, "a journal that is written again") {
            let health = try await client.health()
            return health.status == .ok && health.alarms.isEmpty && health.store.bufferedFacts == 0
        }
        try await centre.logs("the journal is written again")
        #expect(try await client.perform(.ready(), agent: "1002").kept == nil)
        // The gap is in the journal's book, with nothing lost; a start reads the same figures.
        let book = try await run(
            URL(fileURLWithPath: "/usr/bin/python3"),
            [
                "-c",
                "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("
                    + "'SELECT count(*), sum(lost_rows) FROM interruption').fetchone())", journal.path,
            ])
        #expect(book.trimmingCharacters(in: .whitespacesAndNewlines) == "(1, 0)")
        try await centre.killService()
        try await centre.start(overrides)
        let after = try await centre.client().queue("support").today
        #expect([after.offered, after.answered, after.abandoned] == [3, 2, 1])
        #expect(after.waitSumMs == during.waitSumMs)
        centre.signalService(SIGTERM)
        #expect(try await centre.serviceEnd() == 0)
    }
}
