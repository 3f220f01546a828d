import Foundation
import GRDB
import Telephony

/// One node's journal and what belongs to it, in one SQLite file.
///
/// Opened for writing by one process at a time. Writing never throws and never waits: `append` puts facts in line, the
/// writer's own thread commits what is there, and the completion says what became of them. While the disk refuses, facts
/// wait in a bounded buffer, `onHealth` hears of it, and calls go on.
package final class Store: Sendable {
    /// Everything that can be asked, also while writing fails.
    package let reader: StoreReader
    package let node: NodeID
    /// Whether the file was made by this opening.
    package let isNew: Bool

    private let writer: Writer
    private let pool: DatabasePool
    private let lock: Guarded<StoreLock?>
    private let end: EndOfWriting
    private let isClosed = Guarded(false)
    private let files: StoreFiles

    /// Opens a journal, or makes one.
    ///
    /// - Parameters:
    ///   - path: the database file; its folder exists.
    ///   - onHealth: hears of each change of health, in order, on one of the store's threads.
    /// - Throws: `StoreError`: `.inUse`, `.notWritable`, `.notADatabase`, `.foreign`, `.newer`, `.otherNode`.
    package convenience init(
        path: String, node: NodeID, options: StoreOptions = StoreOptions(),
        onHealth: @escaping @Sendable (StoreHealth) -> Void = { _ in }
    ) throws(StoreError) {
        try self.init(path: path, node: node, options: options, migrator: Schema.migrator, onHealth: onHealth)
    }

    init(
        path: String, node: NodeID, options: StoreOptions, migrator: DatabaseMigrator,
        onHealth: @escaping @Sendable (StoreHealth) -> Void
    ) throws(StoreError) {
        let lock = try StoreLock(besides: path)
        do {
            let inspection = try Store.inspect(path, migrator)
            isNew = inspection == nil
            if isNew { try StoreFiles.make(path) } else { StoreFiles.protect(path) }
            pool = try DatabasePool(path: path, configuration: Store.configuration(options))
            try inspection?.close()
            try pool.writeWithoutTransaction { try Store.set(options.durability, $0) }
            try pool.write(Schema.mark)
            try migrator.migrate(pool)
            let now = options.now()
            let last = try pool.write { database in
                try Store.claim(database, path: path, node: node, now: now)
                return try StoreReader.lastSequence(database)
            }
            let end = EndOfWriting()
            writer = try Writer(pool: pool, options: options, committed: last, onHealth: onHealth) { end.hasCome() }
            self.end = end
            files = StoreFiles(opened: path)
        } catch {
            throw StoreError(opening: path, error)
        }
        reader = StoreReader(database: pool)
        self.node = node
        self.lock = Guarded(lock)
        writer.start()
    }

    deinit {
        // Without close() there is no promise about the last moments, but no thread is left behind either.
        writer.change { $0.stop(by: .now) }
    }

    /// Takes a batch and returns. Batches are committed in the order of the calls.
    ///
    /// - Parameter completion: called exactly once, on one of the store's threads, in the order of the appends; it must
    ///   not block and must not call `close`.
    /// - Precondition: sequences only grow.
    package func append(_ batch: StoreBatch, completion: (@Sendable (CommitOutcome) -> Void)? = nil) {
        writer.append(batch, completion)
    }

    /// Keeps a checkpoint as soon as every fact in it is on the disk. A newer one replaces an older one that still waits.
    package func keep(_ checkpoint: StoredCheckpoint) {
        writer.change { $0.keep(checkpoint) }
    }

    /// Keeps trace lines when there is time, or throws them away.
    package func trace(_ lines: some Collection<TraceLine>) {
        writer.trace(lines)
    }

    package var status: StoreStatus { writer.look { $0.status } }

    /// The files that are written and that nobody finds any more under their names, because they were deleted, moved or
    /// replaced; empty if all is well. Asks the file system.
    package func lostFiles() -> [String] { files.lost() }

    /// Erases who a caller token stands for. Facts and figures stay as they are, byte by byte.
    ///
    /// - Returns: whether the token was known.
    package func erase(_ caller: CallerToken) async throws(StoreError) -> Bool {
        do {
            let isKnown = try await pool.writeWithoutTransaction { database in
                // The bytes are overwritten, not only unlinked, and leave the write-ahead log.
                try database.execute(sql: "PRAGMA secure_delete = ON")
                defer { try? database.execute(sql: "PRAGMA secure_delete = OFF") }
                try database.execute(sql: "DELETE FROM caller WHERE token = ?", arguments: [caller.raw])
                return database.changesCount > 0
            }
            try await pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            return isKnown
        } catch {
            throw StoreError(reading: error)
        }
    }

    /// Changes what is no fact, in a transaction of its own among those of the writer.
    func change(_ body: @escaping @Sendable (Database) throws -> Void) async throws(StoreError) {
        do { try await pool.write(body) } catch { throw StoreError(reading: error) }
        writer.committedBeside()
    }

    /// Writes what waits and closes the file. The store takes nothing any more. A store that is closed stays so.
    ///
    /// - Parameter within: how long to try while the disk refuses.
    /// - Returns: how many facts could not be written; 0 if all is well.
    @discardableResult
    package func close(within span: Span = .seconds(5)) async -> Int {
        writer.change { $0.stop(by: Tick.now.adding(milliseconds: span.milliseconds)) }
        await end.wait()
        let isFirst = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        guard isFirst else { return status.bufferedRows }
        try? await pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try? pool.close()
        lock.withLock { $0 = nil }
        return status.bufferedRows
    }
}
