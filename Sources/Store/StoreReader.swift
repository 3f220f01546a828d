import Foundation
import GRDB
import GRDBSQLite
import Telephony

/// Reads a journal, beside its writer and without disturbing it.
package struct StoreReader: Sendable {
    let database: any DatabaseReader

    init(database: any DatabaseReader) {
        self.database = database
    }

    /// Opens a journal only for reading, also while another process writes it.
    ///
    /// - Throws: `StoreError.notFound`, `.notADatabase`, `.foreign`, `.newer`.
    package init(path: String) throws(StoreError) {
        guard FileManager.default.fileExists(atPath: path) else { throw .notFound(path: path) }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(1)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { try Schema.check($0, path: path, Schema.migrator) }
            database = queue
        } catch {
            throw StoreError(opening: path, error)
        }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await database.read(body)
        } catch {
            throw StoreError(reading: error)
        }
    }

    // MARK: The journal

    /// The facts after a cursor, oldest first.
    package func journal(after cursor: Int64, limit: Int) async throws(StoreError) -> [JournalRow] {
        try await read { database in
            try JournalRow.fetch(
                database, where: "sequence > ? ORDER BY sequence LIMIT ?", [cursor, Int64(limit)])
        }
    }

    /// One call's facts, oldest first.
    package func journal(call: CallID, limit: Int = 10_000) async throws(StoreError) -> [JournalRow] {
        try await read { database in
            var rows: [JournalRow] = []
            for block in try Block.numbers(of: call, database) where rows.count < limit {
                rows += try JournalRow.fetch(
                    database, where: "sequence BETWEEN ? AND ? AND call = ? ORDER BY sequence LIMIT ?",
                    [block.first, block.last, call.raw, limit - rows.count])
            }
            return rows
        }
    }

    /// Hands over every fact after a cursor, oldest first, in portions: however long the journal, memory stays flat.
    ///
    /// - Parameter body: returns false to end early.
    package func scan(
        after cursor: Int64, portion: Int = 4096, _ body: (ArraySlice<JournalRow>) throws(StoreError) -> Bool
    ) async throws(StoreError) {
        var cursor = cursor
        while true {
            let rows = try await journal(after: cursor, limit: portion)
            guard let last = rows.last, try body(rows[...]) else { return }
            cursor = last.sequence
        }
    }

    /// The cursor from which the first fact at or after a moment follows; the journal's end if there is none.
    package func cursor(since moment: Instant) async throws(StoreError) -> Int64 {
        try await read { database in
            try Block.firstSequence(since: moment, database).map { $0 - 1 } ?? Self.lastSequence(database)
        }
    }

    /// How far the journal reaches. Nil while it is empty.
    package func bounds() async throws(StoreError) -> JournalBounds? {
        try await read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT low.sequence, low.at, high.sequence, high.at FROM
                        (SELECT sequence, at FROM journal ORDER BY sequence LIMIT 1) low,
                        (SELECT sequence, at FROM journal ORDER BY sequence DESC LIMIT 1) high
                    """)
            return row.map {
                JournalBounds(
                    first: $0[0], firstAt: Instant(milliseconds: $0[1]), last: $0[2],
                    lastAt: Instant(milliseconds: $0[3]))
            }
        }
    }

    /// The last sequence that was ever given: of a fact, of one that was lost, or of one that only a checkpoint knows. The
    /// next fact gets the one after it.
    package func lastSequence() async throws(StoreError) -> Int64 {
        try await read { try Self.lastSequence($0) }
    }

    /// How many facts of each kind there are.
    package func countsByKind() async throws(StoreError) -> [(kind: String, count: Int)] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT kind, COUNT(*) FROM journal GROUP BY kind ORDER BY kind")
                .map { (kind: $0[0], count: $0[1]) }
        }
    }

    /// The times in which writing did not go well, oldest first.
    package func interruptions(since moment: Instant) async throws(StoreError) -> [Interruption] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT from_at, until_at, reason, lost_first, lost_last, lost_rows FROM interruption
                    WHERE until_at >= ? ORDER BY number
                    """, arguments: [moment.milliseconds]
            ).map(Interruption.init)
        }
    }

    static func lastSequence(_ database: Database) throws -> Int64 {
        // A fact that was lost, or is only in a checkpoint, has used its number all the same.
        try Int64.fetchOne(
            database,
            sql: """
                SELECT MAX(
                    IFNULL((SELECT MAX(sequence) FROM journal), 0), IFNULL((SELECT MAX(sequence) FROM checkpoint), 0),
                    IFNULL((SELECT MAX(lost_last) FROM interruption), 0))
                """) ?? 0
    }
}

/// How far a journal reaches.
package struct JournalBounds: Hashable, Sendable {
    package var first: Int64
    package var firstAt: Instant
    package var last: Int64
    package var lastAt: Instant
}

extension Interruption {
    fileprivate init(_ row: Row) {
        let first: Int64? = row[3]
        let last: Int64? = row[4]
        self.init(
            from: Instant(milliseconds: row[0]), until: Instant(milliseconds: row[1]), reason: row[2],
            lost: first.flatMap { first in last.map { first...max(first, $0) } }, lostRows: row[5])
    }
}
