import GRDB

/// The tables, as the migrations make them. A migration that was released is never changed, only followed by another.
enum Schema {
    /// "MYDY", in the file's header: tells our files from other programs'.
    static let applicationID: Int32 = 0x4D59_4459

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 journal") { database in
            try database.execute(
                sql: """
                    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
                    CREATE TABLE journal (
                        sequence INTEGER PRIMARY KEY,
                        at INTEGER NOT NULL,
                        kind TEXT NOT NULL,
                        version INTEGER NOT NULL,
                        call TEXT, queue TEXT, agent TEXT, routing_group TEXT,
                        body BLOB NOT NULL);
                    CREATE TABLE block (number INTEGER PRIMARY KEY, latest_at INTEGER NOT NULL);
                    CREATE TABLE call_block (
                        call_hash INTEGER NOT NULL,
                        block INTEGER NOT NULL,
                        PRIMARY KEY (call_hash, block)) WITHOUT ROWID;
                    CREATE TABLE interruption (
                        number INTEGER PRIMARY KEY,
                        from_at INTEGER NOT NULL,
                        until_at INTEGER NOT NULL,
                        reason TEXT NOT NULL,
                        lost_first INTEGER, lost_last INTEGER,
                        lost_rows INTEGER NOT NULL);
                    CREATE TABLE checkpoint (
                        sequence INTEGER PRIMARY KEY,
                        made_at INTEGER NOT NULL,
                        engine BLOB NOT NULL,
                        statistics BLOB NOT NULL);
                    CREATE TABLE caller (
                        token TEXT PRIMARY KEY,
                        number TEXT, name TEXT,
                        first_seen INTEGER NOT NULL,
                        last_seen INTEGER NOT NULL);
                    CREATE INDEX caller_number ON caller (number) WHERE number IS NOT NULL;
                    CREATE TABLE reply (key BLOB PRIMARY KEY, response BLOB NOT NULL, at INTEGER NOT NULL);
                    CREATE INDEX reply_at ON reply (at);
                    CREATE TABLE trace (
                        number INTEGER PRIMARY KEY,
                        call TEXT,
                        at INTEGER NOT NULL,
                        kind TEXT NOT NULL,
                        sequence INTEGER,
                        text TEXT NOT NULL,
                        json TEXT);
                    CREATE INDEX trace_call ON trace (call);
                    """)
        }
        migrator.registerMigration("2 explanation") { database in
            try database.execute(
                sql: """
                    CREATE TABLE roster (key INTEGER PRIMARY KEY, since_at INTEGER NOT NULL, body BLOB NOT NULL);
                    CREATE TABLE explanation (
                        sequence INTEGER PRIMARY KEY,
                        at INTEGER NOT NULL,
                        roster INTEGER NOT NULL,
                        body BLOB NOT NULL);
                    """)
        }
        // Beside the number, so that who is erased is erased with it.
        migrator.registerMigration("3 last agent") { database in
            try database.execute(sql: "ALTER TABLE caller ADD COLUMN agent TEXT")
        }
        // Apart from the facts, which stay for ever: what people wrote about people can be erased.
        migrator.registerMigration("4 call note") { database in
            try database.execute(
                sql: """
                    CREATE TABLE call_note (
                        id TEXT PRIMARY KEY,
                        call TEXT NOT NULL,
                        agent TEXT NOT NULL,
                        at INTEGER NOT NULL,
                        text TEXT NOT NULL) WITHOUT ROWID;
                    CREATE INDEX call_note_call ON call_note (call);
                    """)
        }
        // Filled by and by: see AgentFacts.
        migrator.registerMigration("5 agent fact") { database in
            try database.execute(
                sql: """
                    CREATE TABLE agent_fact (
                        agent TEXT NOT NULL,
                        sequence INTEGER NOT NULL,
                        PRIMARY KEY (agent, sequence)) WITHOUT ROWID
                    """)
        }
        return migrator
    }

    /// Marks an empty file as ours, in a transaction of its own before the migrations make the first table: a kill in
    /// between must not leave a file that looks like another program's.
    static func mark(_ database: Database) throws {
        guard try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") == 0 else { return }
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
    }

    /// Refuses what is not ours or is newer than we are.
    static func check(_ database: Database, path: String, _ migrator: DatabaseMigrator) throws {
        let tables = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") ?? 0
        guard tables > 0 else { return }
        let id = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        guard id == applicationID else { throw StoreError.foreign(path: path) }
        let known = Set(migrator.migrations)
        let unknown = try migrator.appliedIdentifiers(database).subtracting(known)
        guard unknown.isEmpty else { throw StoreError.newer(path: path, unknown: unknown.sorted()) }
    }
}
