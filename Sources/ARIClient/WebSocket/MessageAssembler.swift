/// Puts the pieces of a fragmented or large message together.
///
/// A message that came whole is never copied: it is read where libwebsockets received it.
struct MessageAssembler {
    enum Step {
        /// More is to come.
        case incomplete
        /// `gathered` holds a whole message; call ``reset()`` when it was read.
        case whole
        /// A message of this many bytes ended that was larger than the limit; nothing of it was kept.
        case oversized(Int)
    }

    let limit: Int
    private(set) var gathered: [UInt8] = []
    private var dropped = 0

    init(limit: Int) {
        self.limit = limit
    }

    var isEmpty: Bool { gathered.isEmpty && dropped == 0 }

    mutating func add(_ piece: UnsafeRawBufferPointer, isLast: Bool) -> Step {
        if dropped > 0 || gathered.count + piece.count > limit {
            dropped += gathered.count + piece.count
            gathered = []
        } else {
            gathered.append(contentsOf: piece)
        }
        guard isLast else { return .incomplete }
        if dropped > 0 {
            defer { dropped = 0 }
            return .oversized(dropped)
        }
        return .whole
    }

    /// Forgets the message; memory is kept up to what ordinary messages need.
    mutating func reset() {
        if gathered.capacity > 1 << 18 {
            gathered = []
        } else {
            gathered.removeAll(keepingCapacity: true)
        }
        dropped = 0
    }
}
