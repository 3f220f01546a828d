import Foundation
import GRDB
import Telephony

extension Transaction {
    func insert(_ explanation: StoredExplanation, _ database: Database) throws {
        if let body = explanation.rosterBody {
            // One that was in force before is in force again.
            try database.cachedStatement(
                sql: """
                    INSERT INTO roster (key, since_at, body) VALUES (?, ?, ?)
                    ON CONFLICT (key) DO UPDATE SET since_at = MAX(since_at, excluded.since_at)
                    """
            ).execute(arguments: [explanation.roster, explanation.at.milliseconds, Data(body)])
        }
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO explanation (sequence, at, roster, body) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [
            explanation.sequence, explanation.at.milliseconds, explanation.roster, Data(explanation.body),
        ])
    }

    /// Removes explanations that are too old, a little at a time, and the rosters that nothing refers to any more.
    /// - Returns: true if there is more to do.
    func tidyExplanations(_ database: Database) throws -> Bool {
        let portion: Int64 = 1000
        guard let first = try Int64.fetchOne(database, sql: "SELECT MIN(sequence) FROM explanation") else {
            return false
        }
        let before = (options.now() - options.keptExplanations).milliseconds
        // They were written in the order of their sequences; the clock may have jumped, so both are asked for.
        let last = try Int64.fetchOne(
            database, sql: "SELECT sequence FROM explanation WHERE sequence >= ? ORDER BY sequence LIMIT 1 OFFSET ?",
            arguments: [first, portion - 1])
        try database.execute(
            sql: "DELETE FROM explanation WHERE sequence BETWEEN ? AND ? AND at < ?",
            arguments: [first, last ?? Int64.max, before])
        let removed = database.changesCount
        guard removed > 0 else { return false }
        if last != nil, removed == Int(portion) { return true }
        // What another took the place of before that time is referred to by nothing that is kept.
        try database.execute(
            sql: """
                DELETE FROM roster WHERE EXISTS
                    (SELECT 1 FROM roster newer WHERE newer.since_at > roster.since_at AND newer.since_at < ?)
                """, arguments: [before])
        return false
    }
}

extension StoreReader {
    /// Explanations of offers by the sequence of their facts; those that are not kept (any more) are missing.
    package func explanations(of sequences: [Int64]) async throws(StoreError) -> [Int64: StoredExplanation] {
        try await read { database in
            var found: [Int64: StoredExplanation] = [:]
            for sequence in sequences {
                guard
                    let row = try Row.fetchOne(
                        database, sql: "SELECT at, roster, body FROM explanation WHERE sequence = ?",
                        arguments: [sequence])
                else { continue }
                found[sequence] = StoredExplanation(
                    sequence: sequence, at: Instant(milliseconds: row[0]), body: [UInt8](row[2] as Data),
                    roster: row[1],
                    rosterBody: nil)
            }
            return found
        }
    }

    /// What explanations refer to, by key.
    package func rosters(_ keys: Set<Int64>) async throws(StoreError) -> [Int64: [UInt8]] {
        try await read { database in
            var found: [Int64: [UInt8]] = [:]
            for key in keys {
                let body = try Data.fetchOne(database, sql: "SELECT body FROM roster WHERE key = ?", arguments: [key])
                if let body { found[key] = [UInt8](body) }
            }
            return found
        }
    }
}
