import GRDB
import Telephony

/// What somebody wrote about a call. Beside the callers' names the only words about people in the store: facts refer to
/// them by id, and a note that was erased is simply not there.
package struct CallNote: Hashable, Sendable {
    package var id: String
    package var call: CallID
    package var agent: AgentID
    package var at: Instant
    package var text: String

    package init(id: String, call: CallID, agent: AgentID, at: Instant, text: String) {
        self.id = id
        self.call = call
        self.agent = agent
        self.at = at
        self.text = text
    }

    var footprint: Int { 200 + text.utf8.count }
}

extension Transaction {
    func insert(_ note: CallNote, _ database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT OR REPLACE INTO call_note (id, call, agent, at, text) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [note.id, note.call.raw, note.agent.raw, note.at.milliseconds, note.text])
    }
}

extension StoreReader {
    /// What was written about a call, by id; what was erased is missing.
    package func notes(call: CallID) async throws(StoreError) -> [String: CallNote] {
        try await read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT id, agent, at, text FROM call_note WHERE call = ?", arguments: [call.raw])
            let notes = rows.map { row in
                CallNote(
                    id: row[0], call: call, agent: AgentID(row[1]), at: Instant(milliseconds: row[2]), text: row[3])
            }
            return Dictionary(notes.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }
}
