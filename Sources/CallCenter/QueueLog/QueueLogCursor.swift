import MaydayConfiguration

/// How far the log has come, as it is kept in the store.
///
/// The file may be further: lines are written first and noted a moment later. Whoever goes on reads what stands behind
/// `length` and leaves out what is there already.
struct QueueLogCursor: Hashable, Sendable {
    /// All lines of the facts up to this one are in the file, or in one before it.
    var sequence: Int64 = 0
    /// So many lines of the facts that follow are in the file or in one before it.
    var lines = 0
    var file: FileIdentity
    /// The file's length when that was so.
    var length: Int64

    init(sequence: Int64, lines: Int, file: FileIdentity, length: Int64) {
        self.sequence = sequence
        self.lines = lines
        self.file = file
        self.length = length
    }

    /// One line of numbers; the first is the version of this form.
    init?(text: String) {
        let numbers = text.split(separator: " ").compactMap { UInt64($0) }
        guard numbers.count == 6, numbers[0] == 1, let sequence = Int64(exactly: numbers[1]),
            let lines = Int(exactly: numbers[2]), let length = Int64(exactly: numbers[5])
        else { return nil }
        self.init(
            sequence: sequence, lines: lines, file: FileIdentity(device: numbers[3], number: numbers[4]),
            length: length)
    }

    var text: String { "1 \(sequence) \(lines) \(file.device) \(file.number) \(length)" }
}
