import Foundation

/// A file system of a few megabytes, in memory.
struct SmallDisk {
    let folder: URL
    private var filler: URL { folder.appending(path: "filler") }

    /// Whether this user may mount one; a container often may not.
    static let works: Bool = {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mayday-disk-\(getpid())")
        guard let disk = try? SmallDisk(folder) else { return false }
        disk.unmount()
        try? FileManager.default.removeItem(at: folder)
        return true
    }()

    init(_ folder: URL) throws {
        self.folder = folder
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard mount("none", folder.path, "tmpfs", 0, "size=4m") == 0 else {
            throw ShellFailure(description: "cannot mount: \(errno)")
        }
    }

    func fill() throws {
        _ = FileManager.default.createFile(atPath: filler.path, contents: nil)
        let handle = try FileHandle(forWritingTo: filler)
        defer { try? handle.close() }
        let page = Data(repeating: 0, count: 4096)
        while (try? handle.write(contentsOf: page)) != nil {}
    }

    func empty() throws { try FileManager.default.removeItem(at: filler) }

    func unmount() { umount2(folder.path, Int32(MNT_DETACH)) }
}
