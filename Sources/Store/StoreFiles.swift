import Glibc

/// The journal's files as the operating system knows them: whether the open ones are still those that the path leads to,
/// and who may read them.
struct StoreFiles: Sendable {
    /// SQLite keeps the write-ahead log and its index beside the database, and all three belong together.
    static let endings = ["", "-wal", "-shm"]

    private struct Identity: Equatable {
        var device: dev_t
        var number: ino_t

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            device = status.st_dev
            number = status.st_ino
        }
    }

    private let path: String
    private let opened: [String: Identity]

    /// - Parameter path: a database that was just opened.
    init(opened path: String) {
        self.path = path
        opened = Self.endings.reduce(into: [:]) { $0[$1] = Identity(path + $1) }
    }

    /// The files that are open and that their paths lead to no longer: deleted, moved or replaced. Empty is well.
    func lost() -> [String] {
        Self.endings.compactMap { ending in
            guard let known = opened[ending] else { return nil }
            return Identity(path + ending) == known ? nil : path + ending
        }
    }

    /// Makes the file before SQLite would, so that nobody else may read who called whom. What SQLite puts beside it gets
    /// the same mode.
    static func make(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .notWritable(path: path, reason: String(cString: strerror(errno))) }
        close(descriptor)
    }

    /// Takes the rights of everyone from files that are open to everyone. What the owner gave to the group alone stays.
    static func protect(_ path: String) {
        for ending in endings {
            var status = stat()
            guard stat(path + ending, &status) == 0, status.st_mode & 0o007 != 0 else { continue }
            // Who may not do so does not own the file; it can be written all the same, or opening fails.
            chmod(path + ending, 0o600)
        }
    }
}
