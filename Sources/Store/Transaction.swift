import GRDB
import GRDBSQLite
import Telephony

/// Writes one `Work` into the database, in one transaction.
///
/// Facts go through `sqlite3_bind_*` on a statement that GRDB caches: half again as fast as GRDB's own arguments.
struct Transaction {
    let options: StoreOptions
    /// What the index of blocks knows already.
    private var blocks = BlockWriter()
    private let texts = BoundTexts()

    init(options: StoreOptions) {
        self.options = options
    }

    /// - Returns: whether tidying left something over.
    mutating func run(_ work: WriteQueue.Work, in database: Database) throws -> Bool {
        do {
            return try write(work, database)
        } catch {
            // What was rolled back is not in the index.
            blocks = BlockWriter()
            throw error
        }
    }

    private mutating func write(_ work: WriteQueue.Work, _ database: Database) throws -> Bool {
        var leftOver = false
        try database.inTransaction(.immediate) {
            try insert(work.batches, database)
            for explanation in work.explanations { try insert(explanation, database) }
            for interruption in work.interruptions { try insert(interruption, database) }
            if let checkpoint = work.checkpoint { try insert(checkpoint, database) }
            try insert(work.trace, dropped: work.droppedTraceLines, database)
            if work.tidies { leftOver = try tidy(database) }
            return .commit
        }
        return leftOver
    }

    private mutating func insert(_ batches: [StoreBatch], _ database: Database) throws {
        guard !batches.isEmpty else { return }
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO journal (sequence, at, kind, version, call, queue, agent, routing_group, body)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).sqliteStatement
        // The statement is cached; it must not keep addresses of texts that are gone.
        defer { sqlite3_clear_bindings(statement) }
        for batch in batches {
            for row in batch.rows {
                texts.reset(capacity: row.footprint)
                // A bind fails only for want of memory or for an index that does not exist; the step then fails too.
                sqlite3_bind_int64(statement, 1, row.sequence)
                sqlite3_bind_int64(statement, 2, row.at.milliseconds)
                texts.bind(row.kind, statement, 3)
                sqlite3_bind_int64(statement, 4, Int64(row.version))
                texts.bind(row.call?.raw, statement, 5)
                texts.bind(row.queue?.raw, statement, 6)
                texts.bind(row.agent?.raw, statement, 7)
                texts.bind(row.group, statement, 8)
                texts.bind(row.body, statement, 9)
                try Self.step(statement, database)
                try blocks.note(row, database)
            }
            for caller in batch.callers { try insert(caller, database) }
            for reply in batch.replies { try insert(reply, database) }
            for note in batch.notes { try insert(note, database) }
        }
        try blocks.finish(database)
    }

    static func step(_ statement: SQLiteStatement, _ database: Database) throws {
        // Also after a failure: a statement that was not reset keeps its transaction open.
        defer { sqlite3_reset(statement) }
        guard sqlite3_step(statement) == SQLITE_DONE else { throw DatabaseError(database) }
    }
}
