import Foundation
import Store

/// The journal's file: whether it can be used, and whether there is room for it to grow.
package struct StoreExamination {
    package var path: String
    /// Bytes that are free where a folder is; nil where that cannot be told.
    package var free: (_ folder: String) -> Int64?

    package init(path: String, free: @escaping (_ folder: String) -> Int64? = Self.freeBytes) {
        self.path = path
        self.free = free
    }

    /// A fact takes about 300 bytes, a call about ten facts: below this, half a million calls fit no more.
    package static let scarce: Int64 = 1 << 30

    package func run() -> [Finding] {
        let folder = (path as NSString).deletingLastPathComponent
        return [file(folder)] + room(folder.isEmpty ? "." : folder)
    }

    private func file(_ folder: String) -> Finding {
        if FileManager.default.fileExists(atPath: path) {
            do throws(StoreError) {
                _ = try StoreReader(path: path)
                return .ok("store", "\(path) can be read")
            } catch {
                return .failure("store", "\(error)", "Restore a backup, or move the file away to begin a new journal.")
            }
        }
        guard FileManager.default.isWritableFile(atPath: folder.isEmpty ? "." : folder) else {
            return .failure(
                "store", "the folder of \(path) is missing or cannot be written",
                "Make it, and let it belong to the user that runs the service.")
        }
        return .ok("store", "\(path) will be made at the first start")
    }

    private func room(_ folder: String) -> [Finding] {
        guard let free = free(folder) else { return [] }
        let megabytes = "\(free >> 20) MiB are free at \(folder)"
        guard free < Self.scarce else { return [.ok("store, room", megabytes)] }
        return [
            .warning(
                "store, room", megabytes,
                "Make room, or move the journal (store.path): while the disk is full, figures are at risk.")
        ]
    }

    /// By statvfs(3), for a user without privileges.
    package static func freeBytes(at folder: String) -> Int64? {
        var room = statvfs()
        guard statvfs(folder, &room) == 0 else { return nil }
        return Int64(
            clamping: UInt64(room.f_bavail).multipliedReportingOverflow(by: UInt64(room.f_frsize)).partialValue)
    }
}
