import Foundation
import GRDB
import Telephony

extension Store {
    static func configuration(_ options: StoreOptions) -> Configuration {
        var configuration = Configuration()
        configuration.label = "journal"
        configuration.maximumReaderCount = 4
        configuration.busyMode = .timeout(Double(options.lockPatience.milliseconds) / 1000)
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA journal_size_limit = 67108864;
                    PRAGMA cache_size = -8192;
                    """)
        }
        return configuration
    }

    /// What a commit waits for. GRDB says `NORMAL` itself when it has opened a pool, whatever was said before.
    static func set(_ durability: StoreOptions.Durability, _ database: Database) throws {
        try database.execute(sql: "PRAGMA synchronous = \(durability == .full ? "FULL" : "NORMAL")")
    }

    /// Looks at a file without changing what is in it, before the pool would turn another program's file to WAL.
    ///
    /// The connection may write, because a kill while the file was made can leave a transaction that must be rolled
    /// back before anything can be read. It is handed back so that it need not be the last one to close: the last one
    /// moves the whole log, and a start is no time for that.
    static func inspect(_ path: String, _ migrator: DatabaseMigrator) throws -> DatabaseQueue? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        var configuration = Configuration()
        configuration.busyMode = .timeout(1)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { try Schema.check($0, path: path, migrator) }
        return queue
    }

    /// Writes whose journal this is, or makes sure that it is this node's.
    static func claim(_ database: Database, path: String, node: NodeID, now: Instant) throws {
        if let found = try String.fetchOne(database, sql: "SELECT value FROM meta WHERE key = 'node'") {
            guard found == node.raw else {
                throw StoreError.otherNode(path: path, found: found, expected: node.raw)
            }
            return
        }
        try database.execute(
            sql: "INSERT INTO meta (key, value) VALUES ('node', ?), ('created_at', ?)",
            arguments: [node.raw, "\(now.milliseconds)"])
    }
}

/// The writer's end, which `close` waits for.
final class EndOfWriting: Sendable {
    private enum State {
        case writing([CheckedContinuation<Void, Never>])
        case ended
    }
    private let state = Guarded(State.writing([]))

    func hasCome() {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            defer { state = .ended }
            if case .writing(let waiting) = state { return waiting }
            return []
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard case .writing(let waiting) = state else { return true }
                state = .writing(waiting + [continuation])
                return false
            }
            if isOver { continuation.resume() }
        }
    }
}
