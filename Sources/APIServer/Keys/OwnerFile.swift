import Glibc

/// Files that only their owner may read.
enum OwnerFile {
    static func exists(_ path: String) -> Bool {
        var info = stat()
        return lstat(path, &info) == 0
    }

    /// Refuses a file that others may read or write, that belongs to someone else, or that is no file.
    static func read(_ path: String) throws(KeyFailure) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw failure(path, "open") }
        defer { close(file) }
        var info = stat()
        // The open file is looked at, not the path: the two may differ a moment later.
        guard fstat(file, &info) == 0 else { throw failure(path, "examine") }
        guard info.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
        guard info.st_uid == geteuid() || info.st_uid == 0 else { throw .wrongOwner(path: path) }
        guard info.st_mode & 0o077 == 0 else { throw .tooOpen(path: path, mode: info.st_mode & 0o7777) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure(path, "read") }
            guard count > 0 else { return bytes }
            bytes += buffer[..<count]
        }
    }

    /// Fails where the path exists already, be it as a link.
    static func create(_ path: String, with bytes: [UInt8]) throws(KeyFailure) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(path, "create") }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                let problem = failure(path, "write")
                unlink(path)
                throw problem
            }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0 else { throw failure(path, "write") }
    }

    /// A reader sees the old file or the new one, never a part.
    static func replace(_ path: String, with bytes: [UInt8]) throws(KeyFailure) {
        let fresh = path + ".new"
        unlink(fresh)
        try create(fresh, with: bytes)
        guard rename(fresh, path) == 0 else { throw failure(path, "replace") }
    }

    private static func failure(_ path: String, _ action: String) -> KeyFailure {
        .system(path: path, action: action, error: String(cString: strerror(errno)))
    }
}
