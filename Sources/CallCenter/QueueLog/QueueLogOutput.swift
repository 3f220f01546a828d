import MaydayConfiguration

/// Lines on their way into the file: what is there already is left out, what a full disk refused waits, and a file that
/// was moved away is followed by a new one.
struct QueueLogOutput {
    let path: String
    private(set) var file: QueueLogFile?
    /// Lines since the last fact of which all are written that are in the file, or in one before it.
    private(set) var done = 0
    /// Lines that come next and were written long ago.
    private var skipped = 0
    /// Lines that an earlier life may have written after it last noted how far it was.
    private var found: ArraySlice<ArraySlice<UInt8>> = []
    private var pending: [UInt8] = []
    private var written = 0
    /// The file into which an earlier life wrote last.
    private var known: FileIdentity?

    init(path: String) { self.path = path }

    var isWritten: Bool { pending.isEmpty }
    var isCaughtUp: Bool { found.isEmpty }

    /// Goes on where an earlier life stopped.
    mutating func resume(_ cursor: QueueLogCursor) {
        done = cursor.lines
        skipped = cursor.lines
        known = cursor.file
        found = cursor.file.find(besides: path).map { QueueLogFile.lines(of: $0, from: cursor.length)[...] } ?? []
    }

    /// The journal's end: what else stands in the file was written by others.
    mutating func hasCaughtUp() { found = [] }

    /// Takes a line that follows the last one.
    mutating func add(_ line: String) {
        guard skipped == 0 else {
            skipped -= 1
            return
        }
        // Lines of others may lie between ours.
        if let index = found.firstIndex(where: { $0.elementsEqual(line.utf8) }) {
            found = found[(index + 1)...]
            done += 1
            return
        }
        pending.append(contentsOf: line.utf8)
        pending.append(Self.newline)
    }

    /// Everything that was added is in the file: counting begins anew.
    mutating func restartCount() { done = skipped }

    /// The file under the path: opened if need be, opened anew where it was moved away or cut short.
    ///
    /// - Returns: whether it is another one than before, or has another end.
    mutating func look() throws(QueueLogFileFailure) -> Bool {
        if let file, file.isInPlace {
            guard file.wasTruncated() else { return false }
        } else {
            let next = try QueueLogFile(path, known: known)
            // Should it fail, what is behind the last note is written to nobody's disk but the kernel's memory.
            try file?.sync()
            file = next
        }
        // A line that was cut short stays behind; it is written whole here.
        while written > 0, pending[written - 1] != Self.newline { written -= 1 }
        return true
    }

    /// Writes what waits.
    mutating func write() throws(QueueLogFileFailure) {
        guard let file, !pending.isEmpty else { return }
        try completeLastLine(file)
        let before = written
        defer {
            done += pending[min(before, written)..<written].count { $0 == Self.newline }
            if written == pending.count {
                pending.removeAll(keepingCapacity: pending.count < 1 << 16)
                written = 0
            }
        }
        try file.append(pending[written...], written: &written)
    }

    /// What a kill left of a line is made a whole one, or is closed off if it is none of ours.
    private mutating func completeLastLine(_ file: QueueLogFile) throws(QueueLogFileFailure) {
        guard !file.fragment.isEmpty else { return }
        let fragment = file.fragment
        if pending[written...].starts(with: fragment) {
            written += fragment.count
            file.forgetFragment()
        } else {
            var ignored = 0
            try file.append([Self.newline], written: &ignored)
        }
    }

    private static let newline = UInt8(ascii: "\n")
}
