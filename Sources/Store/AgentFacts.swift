import GRDB
import Telephony

/// Which facts are about whom, for an agent's history among millions of others.
///
/// An index that is kept with every fact would cost as much as the fact itself. This one is filled a little at a time while
/// nothing else is to be done, and knows how far it has come; what is newer is read through.
enum AgentFacts {
    /// Short enough that no fact waits for it.
    private static let portion: Int64 = 4096
    private static let mark = "agent_fact.through"

    /// The last fact that is in the index.
    static func through(_ database: Database) throws -> Int64 {
        let text = try String.fetchOne(database, sql: "SELECT value FROM meta WHERE key = ?", arguments: [mark])
        return text.flatMap { Int64($0) } ?? 0
    }

    /// Takes in the next facts.
    /// - Returns: true if there are more.
    static func extend(_ database: Database) throws -> Bool {
        let through = try through(database)
        // Numbers may be missing: a portion is counted in facts.
        let next = try Int64.fetchOne(
            database, sql: "SELECT sequence FROM journal WHERE sequence > ? ORDER BY sequence LIMIT 1 OFFSET ?",
            arguments: [through, portion - 1])
        let reached =
            try next ?? Int64.fetchOne(database, sql: "SELECT MAX(sequence) FROM journal") ?? through
        guard reached > through else { return false }
        // In the table's order: each of its pages is touched once.
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO agent_fact (agent, sequence)
                SELECT agent, sequence FROM journal
                WHERE sequence > ? AND sequence <= ? AND agent IS NOT NULL ORDER BY agent, sequence
                """, arguments: [through, reached])
        try database.execute(
            sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", arguments: [mark, "\(reached)"])
        return next != nil
    }
}

extension StoreReader {
    /// The latest facts about one agent since a moment, oldest first.
    ///
    /// - Parameter before: only those before this one of the journal.
    package func journal(
        agent: AgentID, since: Instant, before: Int64 = .max, limit: Int
    ) async throws(StoreError) -> [JournalRow] {
        let cursor = try await cursor(since: since)
        return try await read { database in
            let through = try AgentFacts.through(database)
            var rows = try JournalRow.fetch(
                database, where: "sequence > ? AND sequence < ? AND agent = ? ORDER BY sequence DESC LIMIT ?",
                [max(cursor, through), before, agent.raw, limit])
            if rows.count < limit, cursor < through {
                rows += try JournalRow.fetch(
                    database,
                    where: """
                        sequence IN (SELECT sequence FROM agent_fact WHERE agent = ? AND sequence > ? AND sequence <= ?
                            ORDER BY sequence DESC LIMIT ?) ORDER BY sequence DESC
                        """, [agent.raw, cursor, min(through, before - 1), limit - rows.count])
            }
            return rows.reversed()
        }
    }
}
