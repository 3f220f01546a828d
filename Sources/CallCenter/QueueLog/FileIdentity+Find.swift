import Glibc
import MaydayConfiguration

extension FileIdentity {
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
