import Glibc

/// How the configuration and the secret files beside it are read; tests put a dictionary here.
package struct ConfigurationFiles: Sendable {
    package struct File: Sendable, Equatable {
        package var text: String
        /// The permission bits of `stat(2)`.
        package var permissions: UInt32

        package init(text: String, permissions: UInt32 = 0o600) {
            self.text = text
            self.permissions = permissions
        }
    }

    package struct Unreadable: Error, Equatable {
        package var reason: String

        package init(_ reason: String) {
            self.reason = reason
        }
    }

    package var read: @Sendable (_ path: String) throws(Unreadable) -> File

    /// Where a path leads, be there a file or not.
    package var place: @Sendable (_ path: String) -> FilePlace

    package init(
        read: @escaping @Sendable (_ path: String) throws(Unreadable) -> File,
        place: @escaping @Sendable (_ path: String) -> FilePlace = { .path(Paths.normal($0)) }
    ) {
        self.read = read
        self.place = place
    }

    /// The file system. Regular files of at most 1 MiB of UTF-8.
    package static let disk = ConfigurationFiles(
        read: { (path: String) throws(Unreadable) -> File in try DiskFile.read(path) },
        place: { FilePlace(onDisk: $0) })
}

private enum DiskFile {
    static let mostBytes = 1 << 20

    static func read(_ path: String) throws(ConfigurationFiles.Unreadable) -> ConfigurationFiles.File {
        // O_NONBLOCK, so that a pipe by that name is refused below instead of waited for.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        // Asked of the open file, not of the path: between two look-ups the path could lead elsewhere.
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure() }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .init("is not a regular file") }
        var bytes: [UInt8] = []
        while bytes.count <= mostBytes {
            let part = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
                count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
            }
            if part.isEmpty { break }
            bytes += part
        }
        guard bytes.count <= mostBytes else { throw .init("is larger than 1 MiB") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .init("is not UTF-8 text (line \(firstBadLine(bytes)))")
        }
        return .init(text: text, permissions: status.st_mode & 0o7777)
    }

    private static func firstBadLine(_ bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }

    private static func failure() -> ConfigurationFiles.Unreadable {
        switch errno {
        case ENOENT: .init("does not exist")
        case EACCES: .init("may not be read by this user")
        case let code: .init("cannot be read: \(String(cString: strerror(code)))")
        }
    }
}
