import Glibc

/// Which file it is, whatever it is called.
struct FileIdentity: Hashable, Sendable {
    var device: UInt64
    var number: UInt64

    init(device: UInt64, number: UInt64) {
        self.device = device
        self.number = number
    }

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
    }

    /// The file that a path leads to; nil if there is none.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    /// Where the file is: under a path, or, when it was moved as logrotate does, under another name beside it.
    func find(besides path: String) -> String? {
        if FileIdentity(path: path) == self { return path }
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        guard let listing = opendir(folder) else { return nil }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            let found = "\(folder)/\(name)"
            if FileIdentity(path: found) == self { return found }
        }
        return nil
    }
}
