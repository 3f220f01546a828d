import GRDB

/// Why a store could not be opened or read.
package enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process has this journal open for writing.
    case inUse(path: String)
    /// The folder or the file cannot be made or written; the operating system's reason.
    case notWritable(path: String, reason: String)
    case notFound(path: String)
    /// The file is not an SQLite database.
    case notADatabase(path: String)
    /// The file is an SQLite database, but not one of Mayday's.
    case foreign(path: String)
    /// A newer Mayday wrote the file; the migrations that this one does not know.
    case newer(path: String, unknown: [String])
    /// The journal belongs to another node.
    case otherNode(path: String, found: String, expected: String)
    case trouble(StoreTrouble)

    package var description: String {
        switch self {
        case .inUse(let path): "\(path) is in use by another Mayday process; one journal has one writer"
        case .notWritable(let path, let reason): "\(path) cannot be written: \(reason)"
        case .notFound(let path): "\(path) does not exist"
        case .notADatabase(let path): "\(path) is not an SQLite database; move it away or name another file"
        case .foreign(let path): "\(path) is a database of another program; name another file"
        case .newer(let path, let unknown):
            "\(path) was written by a newer Mayday (\(unknown.joined(separator: ", "))); run that version, or restore a backup"
        case .otherNode(let path, let found, let expected):
            "\(path) is the journal of node \"\(found)\", not of \"\(expected)\"; one node has one journal"
        case .trouble(let trouble): "the store failed: \(trouble)"
        }
    }

    /// What SQLite's answer to the first touch of a file means.
    init(opening path: String, _ error: any Error) {
        if let error = error as? StoreError {
            self = error
            return
        }
        guard let database = error as? DatabaseError else {
            self = .trouble(StoreTrouble(error))
            return
        }
        switch database.resultCode {
        case .SQLITE_NOTADB: self = .notADatabase(path: path)
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
            self = .notWritable(path: path, reason: database.message ?? "no reason given")
        default: self = .trouble(StoreTrouble(database))
        }
    }

    init(reading error: any Error) {
        self = (error as? StoreError) ?? .trouble(StoreTrouble(error))
    }
}
