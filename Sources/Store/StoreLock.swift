import Glibc

/// The right to write one journal, held by an open lock file beside it. The kernel lets go when the process ends, however
/// it ends. SQLite's own locks do not serve: they are held for a transaction, and a journal needs one writer for as long
/// as that writer counts its sequence.
final class StoreLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `StoreError.inUse`, `.notWritable`.
    init(besides path: String) throws(StoreError) {
        let file = path + ".lock"
        // O_CLOEXEC: a child process must not inherit the lock.
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .notWritable(path: path, reason: String(cString: strerror(errno))) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(descriptor)
            throw reason == EWOULDBLOCK
                ? .inUse(path: path) : .notWritable(path: path, reason: String(cString: strerror(reason)))
        }
        self.descriptor = descriptor
    }

    deinit {
        // Closing alone is not enough: a child that another thread is just about to start holds a copy until it execs.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
