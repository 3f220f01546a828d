import GRDB
import Telephony

/// Why facts do not reach the disk.
package enum StoreTrouble: Hashable, Sendable, CustomStringConvertible {
    case diskFull
    /// Another program holds the database's write lock.
    case locked
    /// The file or its file system became read-only.
    case readOnly
    /// A commit took longer than `StoreOptions.patience`.
    case slow
    /// So many facts wait that there is no room for more.
    case bufferFull
    /// The file is damaged.
    case corrupt(String)
    /// The operating system refused: SQLite's words.
    case inputOutput(String)
    case other(String)

    package var description: String {
        switch self {
        case .diskFull: "the disk is full"
        case .locked: "another program has locked the database"
        case .readOnly: "the database cannot be written: read-only"
        case .slow: "commits take too long"
        case .bufferFull: "the buffer for facts is full"
        case .corrupt(let words): "the database is damaged: \(words)"
        case .inputOutput(let words): "reading or writing failed: \(words)"
        case .other(let words): words
        }
    }

    init(_ error: any Error) {
        guard let error = error as? DatabaseError else {
            self = .other("\(error)")
            return
        }
        let words = "\(error.message ?? "no message") (SQLite \(error.extendedResultCode.rawValue))"
        switch error.resultCode {
        case .SQLITE_FULL: self = .diskFull
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked
        case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(words)
        case .SQLITE_IOERR, .SQLITE_CANTOPEN: self = .inputOutput(words)
        default: self = .other(words)
        }
    }
}

/// Whether facts reach the disk.
package enum StoreHealth: Hashable, Sendable {
    case ok
    /// Facts wait in memory; calls go on.
    case degraded(reason: StoreTrouble, since: Instant)
}

/// The store as `/v1/health` tells it.
package struct StoreStatus: Hashable, Sendable {
    package var health: StoreHealth
    /// When that state began.
    package var since: Instant
    /// Facts that wait in memory, and about how many bytes they take.
    package var bufferedRows: Int
    package var bufferedBytes: Int
    /// Facts lost since the start because the buffer was full.
    package var lostRows: Int
    /// The last sequence on the disk; 0 if none.
    package var committed: Int64
    /// Why the last commit failed, however long ago.
    package var lastTrouble: StoreTrouble?
    /// Trace lines thrown away since the start.
    package var droppedTraceLines: Int
}

/// A time in which facts did not reach the disk as they should, written down once they did again. Figures that it
/// touches are marked.
package struct Interruption: Hashable, Sendable {
    package var from: Instant
    package var until: Instant
    package var reason: String
    /// The sequences that are missing from the journal for ever; nil if every fact was written later.
    package var lost: ClosedRange<Int64>?
    /// How many facts were lost.
    package var lostRows: Int

    package init(
        from: Instant, until: Instant, reason: String, lost: ClosedRange<Int64>? = nil, lostRows: Int = 0
    ) {
        self.from = from
        self.until = until
        self.reason = reason
        self.lost = lost
        self.lostRows = lostRows
    }
}
