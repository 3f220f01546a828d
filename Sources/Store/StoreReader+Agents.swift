import GRDB
import Telephony

extension StoreReader {
    /// The latest facts about one agent since a moment, oldest first. Looks at every fact since then.
    package func journal(agent: AgentID, since: Instant, limit: Int) async throws(StoreError) -> [JournalRow] {
        let cursor = try await cursor(since: since)
        return try await read { database in
            try JournalRow.fetch(
                database, where: "sequence > ? AND agent = ? ORDER BY sequence DESC LIMIT ?",
                [cursor, agent.raw, limit]
            ).reversed()
        }
    }
}
