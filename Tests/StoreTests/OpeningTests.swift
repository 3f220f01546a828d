import Foundation
import GRDB
import Telephony
import Testing

@testable import Store

@Suite("Opening a journal")
struct OpeningTests {
    let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func open(_ node: NodeID = node) throws(StoreError) -> Store {
        try Store(path: folder.journal, node: node, options: .patient)
    }

    @Test("K1 one journal has one writer; the next one gets it when the first has gone")
    func oneWriter() async throws {
        let first = try open()
        #expect(throws: StoreError.inUse(path: folder.journal)) { try open() }
        await first.close()
        let second = try open()
        await second.close()
    }

    @Test("K1 a journal belongs to one node")
    func otherNode() async throws {
        await (try open()).close()
        #expect(
            throws: StoreError.otherNode(path: folder.journal, found: node.raw, expected: "other")
        ) { try open(NodeID("other")) }
    }

    @Test("K1 a file that is no database is refused and left as it is", arguments: ["short", "long"])
    func notADatabase(_ kind: String) throws {
        let text = Data(String(repeating: "node: test\n", count: kind == "short" ? 1 : 1000).utf8)
        try text.write(to: URL(fileURLWithPath: folder.journal))
        #expect(throws: StoreError.notADatabase(path: folder.journal)) { try open() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.journal)) == text)
        #expect(throws: StoreError.notADatabase(path: folder.journal)) { try StoreReader(path: folder.journal) }
    }

    @Test("K1 another program's database is refused and left as it is")
    func foreign() throws {
        let queue = try DatabaseQueue(path: folder.journal)
        try queue.write { try $0.execute(sql: "CREATE TABLE theirs (a)") }
        try queue.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: folder.journal))
        #expect(throws: StoreError.foreign(path: folder.journal)) { try open() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.journal)) == before)
    }

    @Test("K1 an older file is migrated and keeps its facts; a newer one is refused by name")
    func migrations() async throws {
        let old = try open()
        _ = await old.write(batch(1...10))
        await old.close()
        var migrator = Schema.migrator
        migrator.registerMigration("2 from the future") { database in
            try database.execute(sql: "ALTER TABLE caller ADD COLUMN favourite TEXT")
        }
        let new = try Store(
            path: folder.journal, node: node, options: .patient, migrator: migrator, onHealth: { _ in })
        #expect(try await new.reader.journal(after: 0, limit: 20) == (1...10).map(row))
        await new.close()
        let refusal = StoreError.newer(path: folder.journal, unknown: ["2 from the future"])
        #expect(throws: refusal) { try open() }
        #expect(throws: refusal) { try StoreReader(path: folder.journal) }
    }

    @Test("K1 a migration that fails leaves the older file whole")
    func failingMigration() async throws {
        let old = try open()
        _ = await old.write(batch(1...10))
        await old.close()
        var migrator = Schema.migrator
        migrator.registerMigration("2 broken") { database in
            try database.execute(sql: "DROP TABLE journal; SELECT nonsense")
        }
        #expect(throws: StoreError.self) {
            try Store(
                path: folder.journal, node: node, options: .patient, migrator: migrator, onHealth: { _ in })
        }
        let again = try open()
        #expect(try await again.reader.journal(after: 0, limit: 20).count == 10)
        await again.close()
    }

    @Test("K1 a missing folder and a missing file are told as such")
    func missing() {
        let path = folder.path + "/no/such/journal.sqlite"
        #expect(throws: StoreError.notWritable(path: path, reason: "No such file or directory")) {
            try Store(path: path, node: node)
        }
        #expect(throws: StoreError.notFound(path: path)) { try StoreReader(path: path) }
    }

    @Test("K1 a folder that may not be written is a clear error, not a crash")
    func readOnlyFolder() async throws {
        await (try open()).close()
        let path = folder.journal
        chmod(folder.path, 0o555)
        chmod(path, 0o444)
        unlink(path + ".lock")
        defer { chmod(folder.path, 0o755) }
        await #expect(processExitsWith: .success) { [path = path as String] in
            // The superuser may write everywhere; 65534 is nobody.
            if getuid() == 0 { _ = setuid(65534) }
            do {
                _ = try Store(path: path, node: NodeID("test"))
                exit(1)
            } catch StoreError.notWritable(_, reason: "Permission denied") {
                exit(0)
            } catch {
                exit(2)
            }
        }
    }
}
