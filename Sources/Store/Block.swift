import GRDB
import GRDBSQLite
import Telephony

/// A stretch of the journal, the unit in which calls and times are looked up.
///
/// An ordinary index on the call's id costs more than the fact itself: its keys are random, so every insert dirties
/// another page. A call's facts lie close together; it is enough to know in which blocks, and to read those. Calls are
/// known by a hash: a collision costs time, never a wrong answer.
struct Block {
    static let size: Int64 = 4096
    var number: Int64

    init(of sequence: Int64) { number = sequence / Self.size }
    init(number: Int64) { self.number = number }

    var first: Int64 { number * Self.size }
    var last: Int64 { first + Self.size - 1 }

    /// FNV-1a, because it must be the same in every process and version.
    static func hash(_ call: CallID) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in call.raw.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int64(bitPattern: hash)
    }

    static func numbers(of call: CallID, _ database: Database) throws -> [Block] {
        try Int64.fetchAll(
            database, sql: "SELECT block FROM call_block WHERE call_hash = ? ORDER BY block", arguments: [hash(call)]
        ).map { Block(number: $0) }
    }

    /// The first fact, in the journal's order, that is not older than a moment. Exact, also if the wall clock was set
    /// back in between.
    static func firstSequence(since moment: Instant, _ database: Database) throws -> Int64? {
        guard
            let number = try Int64.fetchOne(
                database, sql: "SELECT number FROM block WHERE latest_at >= ? ORDER BY number LIMIT 1",
                arguments: [moment.milliseconds])
        else { return nil }
        let block = Block(number: number)
        return try Int64.fetchOne(
            database,
            sql: "SELECT sequence FROM journal WHERE sequence BETWEEN ? AND ? AND at >= ? ORDER BY sequence LIMIT 1",
            arguments: [block.first, block.last, moment.milliseconds])
    }
}

/// Keeps the index of blocks up to date while rows are written.
struct BlockWriter {
    private var block: Block?
    private var latest = Int64.min
    /// The current block's calls that are in the index. At most as many as the block has rows.
    private var calls: Set<Int64> = []

    mutating func note(_ row: JournalRow, _ database: Database) throws {
        let block = Block(of: row.sequence)
        if block.number != self.block?.number {
            try finish(database)
            self.block = block
            latest = .min
            calls.removeAll(keepingCapacity: true)
        }
        latest = max(latest, row.at.milliseconds)
        guard let call = row.call else { return }
        let hash = Block.hash(call)
        guard calls.insert(hash).inserted else { return }
        let statement = try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO call_block (call_hash, block) VALUES (?, ?)"
        ).sqliteStatement
        sqlite3_bind_int64(statement, 1, hash)
        sqlite3_bind_int64(statement, 2, block.number)
        try Transaction.step(statement, database)
    }

    /// Once a transaction, or when a block is left.
    func finish(_ database: Database) throws {
        guard let block else { return }
        try database.cachedStatement(
            sql: """
                INSERT INTO block (number, latest_at) VALUES (?, ?)
                ON CONFLICT (number) DO UPDATE SET latest_at = MAX(latest_at, excluded.latest_at)
                """
        ).execute(arguments: [block.number, latest])
    }
}
