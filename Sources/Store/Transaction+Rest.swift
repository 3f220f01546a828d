import Foundation
import GRDB
import Telephony

/// What comes seldom enough for GRDB's own arguments.
extension Transaction {
    func insert(_ caller: CallerRecord, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO caller (token, number, name, agent, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (token) DO UPDATE SET
                    number = excluded.number, name = excluded.name, agent = COALESCE(excluded.agent, agent),
                    first_seen = MIN(first_seen, excluded.first_seen), last_seen = MAX(last_seen, excluded.last_seen)
                """
        ).execute(arguments: [
            caller.token.raw, caller.number, caller.name, caller.agent?.raw, caller.firstSeen.milliseconds,
            caller.lastSeen.milliseconds,
        ])
    }

    func insert(_ reply: KeptReply, _ database: Database) throws {
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO reply (key, response, at) VALUES (?, ?, ?)")
            .execute(arguments: [Data(reply.key), Data(reply.response), reply.at.milliseconds])
    }

    func insert(_ interruption: Interruption, _ database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO interruption (from_at, until_at, reason, lost_first, lost_last, lost_rows)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                interruption.from.milliseconds, interruption.until.milliseconds, interruption.reason,
                interruption.lost?.lowerBound, interruption.lost?.upperBound, interruption.lostRows,
            ])
    }

    /// Keeps the last two: should the newer one be unreadable, the older one and more facts serve.
    func insert(_ checkpoint: StoredCheckpoint, _ database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO checkpoint (sequence, made_at, engine, statistics) VALUES (?, ?, ?, ?)",
            arguments: [
                checkpoint.sequence, checkpoint.madeAt.milliseconds, Data(checkpoint.engine),
                Data(checkpoint.statistics),
            ])
        try database.execute(
            sql: """
                DELETE FROM checkpoint
                WHERE sequence NOT IN (SELECT sequence FROM checkpoint ORDER BY sequence DESC LIMIT 2)
                """)
    }

    func insert(_ lines: [TraceLine], dropped: Int, _ database: Database) throws {
        guard !lines.isEmpty || dropped > 0 else { return }
        let statement = try database.cachedStatement(
            sql: "INSERT INTO trace (call, at, kind, sequence, text, json) VALUES (?, ?, ?, ?, ?, ?)")
        for line in lines {
            try statement.execute(arguments: [
                line.call.raw, line.at.milliseconds, line.kind.rawValue, line.sequence, line.text, line.json,
            ])
        }
        guard dropped > 0 else { return }
        try statement.execute(arguments: [
            nil, options.now().milliseconds, StoredTrace.droppedKind, nil, "\(dropped) lines thrown away", nil,
        ])
    }

    /// Removes what is too old, a little at a time.
    /// - Returns: true if there is more to do.
    func tidy(_ database: Database) throws -> Bool {
        let now = options.now()
        try database.execute(
            sql: "DELETE FROM reply WHERE at < ?", arguments: [(now - KeptReply.kept).milliseconds])
        let hasMoreFacts = try AgentFacts.extend(database)
        let hasExplanationsLeft = try tidyExplanations(database) || hasMoreFacts
        let span = try Row.fetchOne(
            database, sql: "SELECT MIN(number), MAX(number) FROM trace")
        guard let first = span?[0] as Int64?, let last = span?[1] as Int64? else { return hasExplanationsLeft }
        let through = first + Int64(4 * options.traceLinesPerCommit)
        // Lines were written in the order of their numbers; the clock may have jumped, so both are asked for.
        try database.execute(
            sql: "DELETE FROM trace WHERE number < ? AND (number <= ? OR at < ?)",
            arguments: [
                through, last - Int64(options.keptTraceLines), (now - options.keptTraceAge).milliseconds,
            ])
        return database.changesCount == 4 * options.traceLinesPerCommit || hasExplanationsLeft
    }
}

extension KeptReply {
    /// How long a reply is given again.
    package static let kept = Span.seconds(86_400)
}

extension StoredTrace {
    /// The kind of the line that tells of lines thrown away.
    static let droppedKind = "dropped"
}

extension Instant {
    static func - (left: Instant, right: Span) -> Instant {
        Instant(milliseconds: left.milliseconds - right.milliseconds)
    }
}
