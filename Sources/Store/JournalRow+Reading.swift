import GRDB
import GRDBSQLite
import Telephony

extension JournalRow {
    /// Reads rows by SQLite's own column functions: a restart reads every fact since the last checkpoint.
    static func fetch(
        _ database: Database, where condition: String, _ arguments: StatementArguments
    ) throws -> [JournalRow] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT sequence, at, kind, version, call, queue, agent, routing_group, body FROM journal
                WHERE \(condition)
                """)
        try statement.setArguments(arguments)
        let handle = statement.sqliteStatement
        defer { sqlite3_reset(handle) }
        var rows: [JournalRow] = []
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: rows.append(JournalRow(handle))
            case SQLITE_DONE: return rows
            default: throw DatabaseError(database)
            }
        }
    }

    /// The row on which a statement stands.
    private init(_ statement: SQLiteStatement) {
        self.init(
            sequence: sqlite3_column_int64(statement, 0), at: Instant(milliseconds: sqlite3_column_int64(statement, 1)),
            kind: Self.text(statement, 2) ?? "", version: Int(sqlite3_column_int64(statement, 3)),
            call: Self.text(statement, 4).map { CallID($0) }, queue: Self.text(statement, 5).map { QueueID($0) },
            agent: Self.text(statement, 6).map { AgentID($0) }, group: Self.text(statement, 7),
            body: Self.bytes(statement, 8))
    }

    private static func text(_ statement: SQLiteStatement, _ column: Int32) -> String? {
        guard let start = sqlite3_column_text(statement, column) else { return nil }
        // The pointer is good until the next step; the string is a copy. Bad UTF-8 is repaired, never a crash.
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    private static func bytes(_ statement: SQLiteStatement, _ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }
}

extension DatabaseError {
    /// What SQLite says of its last call on a connection.
    init(_ database: Database) {
        self.init(
            resultCode: ResultCode(rawValue: sqlite3_extended_errcode(database.sqliteConnection)),
            message: database.lastErrorMessage)
    }
}
