import Glibc
import MaydayConfiguration

/// Why the log's file cannot be written: what was tried, and what the operating system said.
struct QueueLogFileFailure: Error, Hashable, CustomStringConvertible {
    var path: String
    var attempt: String
    var reason: String

    init(_ path: String, _ attempt: String, _ code: Int32) {
        self.init(path, attempt, reason: String(cString: strerror(code)))
    }

    init(_ path: String, _ attempt: String, reason: String) {
        self.path = path
        self.attempt = attempt
        self.reason = reason
    }

    var description: String { "cannot \(attempt) \(path): \(reason)" }
}

/// The log's file while it is open. Only ever appended to; whoever moves it away finds it whole.
///
/// Its functions may block as long as a disk does.
final class QueueLogFile {
    let path: String
    let identity: FileIdentity
    /// Where our next line will begin, if nobody else writes; the end of what we know of.
    private(set) var length: Int64
    /// What stands behind the last line's end: a line that a kill or a full disk cut short, or nothing.
    private(set) var fragment: [UInt8]
    private let descriptor: Int32
    private var isDirty = false

    /// Opens the file, or makes it. One that has something else in it is left as it is.
    ///
    /// - Parameter known: a file into which we wrote before, be it no more than the beginning of a line.
    init(_ path: String, known: FileIdentity? = nil) throws(QueueLogFileFailure) {
        // Not to wait for the reader of a pipe; a log is an ordinary file.
        let descriptor = Glibc.open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o640)
        guard descriptor >= 0 else { throw QueueLogFileFailure(path, "open", errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            Glibc.close(descriptor)
            throw QueueLogFileFailure(path, "write", reason: "it is not an ordinary file")
        }
        let identity = FileIdentity(status)
        guard status.st_size == 0 || identity == known || Self.isLog(descriptor) else {
            Glibc.close(descriptor)
            throw QueueLogFileFailure(
                path, "append to",
                reason: "it is not empty and does not begin like a queue_log; move it away or name another path")
        }
        self.path = path
        self.descriptor = descriptor
        self.identity = identity
        length = Int64(status.st_size)
        fragment = Self.lastFragment(of: descriptor, length: length)
    }

    deinit { Glibc.close(descriptor) }

    /// Whether the path still leads here.
    var isInPlace: Bool { FileIdentity(path: path) == identity }

    /// Whether the file was cut short since we wrote: its content was copied away (logrotate's `copytruncate`).
    func wasTruncated() -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0, Int64(status.st_size) < length else { return false }
        length = Int64(status.st_size)
        fragment = Self.lastFragment(of: descriptor, length: length)
        return true
    }

    /// Appends as much as the disk takes.
    ///
    /// - Parameter written: grows by the number of bytes that are in the file, also where it throws.
    func append(_ bytes: ArraySlice<UInt8>, written: inout Int) throws(QueueLogFileFailure) {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else {
                guard errno == EINTR else { throw QueueLogFileFailure(path, "write", errno) }
                continue
            }
            isDirty = true
            fragment = []
            rest = rest.dropFirst(count)
            written += count
            // With O_APPEND it stands at the end of what was just written.
            length = Int64(lseek(descriptor, 0, SEEK_CUR))
        }
    }

    /// The last line is about to be completed.
    func forgetFragment() { fragment = [] }

    /// Waits until the disk has what was appended, so that a power cut does not take what is taken for written.
    func sync() throws(QueueLogFileFailure) {
        guard isDirty else { return }
        guard fdatasync(descriptor) == 0 else { throw QueueLogFileFailure(path, "write", errno) }
        isDirty = false
    }

    // MARK: Reading

    /// The whole lines of a file from an offset on; none where it cannot be read.
    static func lines(of path: String, from offset: Int64) -> [ArraySlice<UInt8>] {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return [] }
        defer { Glibc.close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return [] }
        // Shorter than it was: what is in it was written since.
        let start = Int64(status.st_size) < offset ? 0 : offset
        let bytes = read(descriptor, from: start, count: Int(Int64(status.st_size) - start))
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.dropLast().filter { !$0.isEmpty }
    }

    /// Whether the first line is an event's: a moment in whole seconds, a separator, and text. Of the very first line a
    /// full disk may have taken no more than the beginning of its moment.
    private static func isLog(_ descriptor: Int32) -> Bool {
        let beginning = read(descriptor, from: 0, count: Int(longestLine))
        let line = beginning.prefix { $0 != UInt8(ascii: "\n") }
        let moment = line.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...20).contains(moment.count) else { return false }
        if moment.count == beginning.count { return true }
        return line.dropFirst(moment.count).first == UInt8(ascii: "|") && line.allSatisfy { $0 >= 0x20 }
    }

    /// No line of ours is longer: it would be one that nobody wrote.
    private static let longestLine: Int64 = 4096

    private static func lastFragment(of descriptor: Int32, length: Int64) -> [UInt8] {
        let start = max(0, length - longestLine)
        let end = read(descriptor, from: start, count: Int(length - start))
        guard let newline = end.lastIndex(of: UInt8(ascii: "\n")) else { return end }
        return Array(end[(newline + 1)...])
    }

    private static func read(_ descriptor: Int32, from offset: Int64, count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(0, count))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled, off_t(offset) + filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            filled += count
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }
}
