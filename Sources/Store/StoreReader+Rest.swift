import Foundation
import GRDB
import Telephony

/// Where an event stream may go on.
package enum Resumption: Hashable, Sendable {
    /// Every fact after the cursor is there and young enough.
    case from(Int64)
    /// Facts after the cursor are older than what streams are promised (410); the oldest cursor that still serves.
    case expired(oldest: Int64)
    /// The cursor lies beyond the journal's end: it is not one of ours, or its fact was lost.
    case ahead(last: Int64)
}

extension StoreReader {
    /// How long a stream's cursor is good, as `/openapi.json` says of `/v1/events`.
    package static let streamAge = Span.seconds(86_400)

    /// Whether a stream may go on after a cursor.
    package func resume(after cursor: Int64, now: Instant) async throws(StoreError) -> Resumption {
        try await read { database in
            let last = try Self.lastSequence(database)
            guard cursor <= last else { return .ahead(last: last) }
            let oldest = now - Self.streamAge
            let next = try Int64.fetchOne(
                database, sql: "SELECT at FROM journal WHERE sequence > ? ORDER BY sequence LIMIT 1",
                arguments: [cursor])
            guard let next, next < oldest.milliseconds else { return .from(cursor) }
            let first = try Block.firstSequence(since: oldest, database)
            return .expired(oldest: first.map { $0 - 1 } ?? last)
        }
    }

    /// The checkpoints that are kept, the newest first; at most two.
    package func checkpoints() async throws(StoreError) -> [StoredCheckpoint] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT sequence, made_at, engine, statistics FROM checkpoint ORDER BY sequence DESC LIMIT 2"
            ).map { row in
                StoredCheckpoint(
                    sequence: row[0], madeAt: Instant(milliseconds: row[1]), engine: [UInt8](row[2] as Data),
                    statistics: [UInt8](row[3] as Data))
            }
        }
    }

    /// Who a token stands for; nil if unknown or erased.
    package func caller(_ token: CallerToken) async throws(StoreError) -> CallerRecord? {
        try await callers(where: "token = ?", [token.raw]).first
    }

    /// Who has called from a number, the last one first.
    package func callers(number: String) async throws(StoreError) -> [CallerRecord] {
        try await callers(where: "number = ? ORDER BY last_seen DESC, token", [number])
    }

    /// Everyone heard of since a moment, for a cache that answers at once when a call comes in.
    package func callers(since moment: Instant, limit: Int) async throws(StoreError) -> [CallerRecord] {
        try await callers(
            where: "last_seen >= ? ORDER BY last_seen DESC, token LIMIT ?", [moment.milliseconds, limit])
    }

    /// Everyone who talked to an agent since a moment, as far as queues wanted to know; who called last comes last.
    package func talks(since moment: Instant) async throws(StoreError) -> [CallerRecord] {
        try await callers(
            where: "agent IS NOT NULL AND number IS NOT NULL AND last_seen >= ? ORDER BY last_seen, token",
            [moment.milliseconds])
    }

    private func callers(
        where condition: String, _ arguments: StatementArguments
    ) async throws(StoreError) -> [CallerRecord] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT token, number, name, first_seen, last_seen, agent FROM caller WHERE \(condition)",
                arguments: arguments
            ).map { row in
                CallerRecord(
                    token: CallerToken(row[0]), number: row[1], name: row[2],
                    agent: (row[5] as String?).map { AgentID($0) },
                    firstSeen: Instant(milliseconds: row[3]), lastSeen: Instant(milliseconds: row[4]))
            }
        }
    }

    /// The answer that a key was given in the last 24 hours.
    package func reply(key: [UInt8], now: Instant) async throws(StoreError) -> KeptReply? {
        try await read { database in
            try Row.fetchOne(
                database, sql: "SELECT response, at FROM reply WHERE key = ? AND at >= ?",
                arguments: [Data(key), (now - KeptReply.kept).milliseconds]
            ).map { KeptReply(key: key, response: [UInt8]($0[0] as Data), at: Instant(milliseconds: $0[1])) }
        }
    }

    /// One call's trace, oldest first.
    package func trace(call: CallID, limit: Int = 10_000) async throws(StoreError) -> StoredTrace {
        try await read { database in
            var lines = try Row.fetchAll(
                database,
                sql: """
                    SELECT at, kind, sequence, text, json FROM trace WHERE call = ? ORDER BY at, number LIMIT ?
                    """, arguments: [call.raw, limit + 1]
            ).compactMap { row -> TraceLine? in
                guard let kind = TraceLine.Kind(rawValue: row[1]) else { return nil }
                return TraceLine(
                    call: call, at: Instant(milliseconds: row[0]), kind: kind, sequence: row[2], text: row[3],
                    json: row[4])
            }
            let isCut = lines.count > limit
            lines = Array(lines.prefix(limit))
            guard let first = lines.first, let last = lines.last else {
                return StoredTrace(lines: [], truncated: false)
            }
            // The line that tells of the loss is written a little after it.
            let lost = try Bool.fetchOne(
                database,
                sql: "SELECT EXISTS (SELECT 1 FROM trace WHERE call IS NULL AND at BETWEEN ? AND ?)",
                arguments: [first.at.milliseconds, last.at.milliseconds + 60_000])
            return StoredTrace(lines: lines, truncated: isCut || lost == true)
        }
    }
}
