import GRDB

/// Words that a follower of the journal leaves for its next life: how far it has come. They lie in the journal's own
/// file, so that a backup of the one is a backup of the other.
extension Store {
    private static func key(_ name: String) -> String { "note.\(name)" }

    /// Keeps notes under their names, all of them or none, in the place of earlier ones.
    ///
    /// - Throws: `StoreError.trouble` where the disk refuses.
    package func keep(notes: [String: String]) async throws(StoreError) {
        try await change { database in
            for (name, text) in notes.sorted(by: { $0.key < $1.key }) {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", arguments: [Self.key(name), text])
            }
        }
    }
}

extension StoreReader {
    /// What was kept under a name; nil if nothing was.
    package func note(_ name: String) async throws(StoreError) -> String? {
        try await read { database in
            try String.fetchOne(
                database, sql: "SELECT value FROM meta WHERE key = ?", arguments: ["note.\(name)"])
        }
    }
}
