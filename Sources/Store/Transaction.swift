import GRDB
import GRDBSQLite
import Telephony

/// Writes one `Work` into the database, in one transaction.
///
/// Facts go through `sqlite3_bind_*` on a statement that GRDB caches: half again as fast as GRDB's own arguments.
struct Transaction {
    let options: StoreOptions

    /// - Returns: whether tidying left something over.
    func run(_ work: WriteQueue.Work, in database: Database) throws -> Bool {
        var leftOver = false
        try database.inTransaction(.immediate) {
            try insert(work.batches, database)
            for interruption in work.interruptions { try insert(interruption, database) }
            if let checkpoint = work.checkpoint { try insert(checkpoint, database) }
            try insert(work.trace, dropped: work.droppedTraceLines, database)
            if work.tidies { leftOver = try tidy(database) }
            return .commit
        }
        return leftOver
    }

    private func insert(_ batches: [StoreBatch], _ database: Database) throws {
        guard !batches.isEmpty else { return }
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO journal (sequence, at, kind, version, call, queue, agent, routing_group, body)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).sqliteStatement
        for batch in batches {
            for row in batch.rows {
                // A bind fails only for want of memory or for an index that does not exist; the step then fails too.
                sqlite3_bind_int64(statement, 1, row.sequence)
                sqlite3_bind_int64(statement, 2, row.at.milliseconds)
                bind(row.kind, statement, 3)
                sqlite3_bind_int64(statement, 4, Int64(row.version))
                bind(row.call?.raw, statement, 5)
                bind(row.queue?.raw, statement, 6)
                bind(row.agent?.raw, statement, 7)
                bind(row.group, statement, 8)
                bind(row.body, statement, 9)
                try step(statement, database)
            }
            for caller in batch.callers { try insert(caller, database) }
            for reply in batch.replies { try insert(reply, database) }
        }
    }

    private func step(_ statement: SQLiteStatement, _ database: Database) throws {
        // Also after a failure: a statement that was not reset keeps its transaction open.
        defer { sqlite3_reset(statement) }
        guard sqlite3_step(statement) == SQLITE_DONE else { throw DatabaseError(database) }
    }

    private func bind(_ text: String?, _ statement: SQLiteStatement, _ index: Int32) {
        guard var text else {
            sqlite3_bind_null(statement, index)
            return
        }
        text.withUTF8 { bytes in
            // SQLite copies the text. An empty string may have no address, and that would be NULL.
            bytes.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress else {
                    _ = sqlite3_bind_text(statement, index, "", 0, Self.copied)
                    return
                }
                _ = sqlite3_bind_text(statement, index, start, Int32(characters.count), Self.copied)
            }
        }
    }

    private func bind(_ body: [UInt8], _ statement: SQLiteStatement, _ index: Int32) {
        body.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress, !bytes.isEmpty else {
                _ = sqlite3_bind_zeroblob(statement, index, 0)
                return
            }
            _ = sqlite3_bind_blob(statement, index, start, Int32(bytes.count), Self.copied)
        }
    }

    /// SQLITE_TRANSIENT, a cast that Swift does not import.
    nonisolated(unsafe) private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
