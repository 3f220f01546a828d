/// Turns the bytes of a terminal into keys: UTF-8, and the escape sequences of xterm, the Linux console, screen and
/// tmux (ECMA-48 CSI, SS3). Bytes may come cut anywhere. What is unknown is swallowed whole, never half shown.
///
/// A lone escape key and the first byte of a sequence look the same. When nothing follows for a moment (50 ms is
/// usual), the owner calls `flush()`.
package struct KeyDecoder: Sendable {
    private var pending: [UInt8] = []
    /// Longer than any sequence that a keyboard sends; what goes on beyond is garbage and is dropped.
    private static let longest = 32

    package init() {}

    /// Whether bytes wait for more, so that `flush()` may be due.
    package var isWaiting: Bool { !pending.isEmpty }

    package mutating func feed(_ bytes: some Sequence<UInt8>) -> [Key] {
        pending += bytes
        var keys: [Key] = []
        var start = 0
        while start < pending.count {
            let rest = pending[start...]
            switch Self.decode(rest) {
            case .key(let key, let length):
                keys.append(key)
                start += length
            case .nothing(let length):
                start += length
            case .incomplete:
                if rest.count > Self.longest {
                    start = pending.count
                } else {
                    pending.removeFirst(start)
                    return keys
                }
            }
        }
        pending = []
        return keys
    }

    /// No more bytes came: what waits is a key by itself.
    package mutating func flush() -> [Key] {
        defer { pending = [] }
        guard pending.first == 0x1B else { return [] }
        if pending.count == 1 { return [.escape] }
        // Alt with [ or O looks like the beginning of a sequence.
        if pending.count == 2, let letter = Self.character(pending[1]) { return [.alt(letter)] }
        return []
    }

    enum Step {
        case key(Key, length: Int)
        case nothing(length: Int)
        case incomplete
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) -> Step {
        guard let first = bytes.first else { return .incomplete }
        switch first {
        case 0x1B: return EscapeSequence.decode(bytes)
        case 0x0D, 0x0A: return .key(.enter, length: 1)
        case 0x09: return .key(.tab, length: 1)
        case 0x08, 0x7F: return .key(.backspace, length: 1)
        case 0x01...0x1A: return .key(.control(Character(Unicode.Scalar(first + 0x60))), length: 1)
        case 0x00...0x1F: return .nothing(length: 1)
        case 0x20..<0x7F: return .key(.character(Character(Unicode.Scalar(first))), length: 1)
        default: return utf8(bytes)
        }
    }

    private static func utf8(_ bytes: ArraySlice<UInt8>) -> Step {
        let length: Int
        switch bytes.first ?? 0 {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return .nothing(length: 1)
        }
        let available = bytes.prefix(length)
        guard available.dropFirst().allSatisfy({ $0 & 0xC0 == 0x80 }) else { return .nothing(length: 1) }
        guard available.count == length else { return .incomplete }
        guard let text = String(validating: available, as: UTF8.self), let character = text.first else {
            return .nothing(length: length)
        }
        return .key(.character(character), length: length)
    }

    static func character(_ byte: UInt8) -> Character? {
        (0x20..<0x7F).contains(byte) ? Character(Unicode.Scalar(byte)) : nil
    }
}
