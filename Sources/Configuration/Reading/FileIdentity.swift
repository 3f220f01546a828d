import Glibc

/// Which file it is, whatever it is called.
package struct FileIdentity: Hashable, Sendable {
    package var device: UInt64
    package var number: UInt64

    package init(device: UInt64, number: UInt64) {
        self.device = device
        self.number = number
    }

    package init(_ status: stat) {
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
    }

    /// The file that a path leads to; nil if there is none.
    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }
}

/// What a path means: two paths of one place lead to one file, also before there is one.
package enum FilePlace: Hashable, Sendable {
    /// A file that is there; links of both kinds were followed.
    case file(FileIdentity)
    /// None yet, in a folder that is there.
    case name(String, in: FileIdentity)
    /// Neither file nor folder is there: the path without what says nothing.
    case path(String)

    /// As many links in a row as Linux follows.
    private static let mostLinks = 40

    package init(onDisk path: String) {
        var path = path
        // Who opens a link that leads nowhere yet makes the file there.
        for _ in 0..<Self.mostLinks {
            if let identity = FileIdentity(path: path) {
                self = .file(identity)
                return
            }
            guard let target = Self.link(path) else { break }
            path = Paths.resolve(target, in: Paths.folder(of: path))
        }
        let folder = Paths.folder(of: path)
        if let name = path.split(separator: "/").last, let identity = FileIdentity(path: folder.isEmpty ? "." : folder)
        {
            self = .name(String(name), in: identity)
        } else {
            self = .path(Paths.normal(path))
        }
    }

    /// Where a symbolic link points; nil for anything else.
    private static func link(_ path: String) -> String? {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &target, target.count)
        return count > 0 ? String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self) : nil
    }
}
