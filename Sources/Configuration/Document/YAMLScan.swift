/// What is looked for in the text itself, before a reader of YAML follows it.
enum YAMLScan {
    /// Where brackets or indentation go deeper than a hand would write, found without recursion. Brackets inside
    /// quotes count too: nobody writes 64 of them unclosed.
    static func tooDeep(_ text: String, most: Int) -> (line: Int, column: Int)? {
        var line = 1
        var column = 0
        var brackets = 0
        var dashes = 0
        var atStart = true
        for byte in text.utf8 {
            column += 1
            switch byte {
            case UInt8(ascii: "\n"):
                (line, column, dashes, atStart) = (line + 1, 0, 0, true)
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                brackets += 1
                atStart = false
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                brackets = max(0, brackets - 1)
            case UInt8(ascii: "-"), UInt8(ascii: "?"):
                if atStart { dashes += 1 }
            case UInt8(ascii: " "):
                break
            default:
                atStart = false
            }
            let indentation = atStart ? column / 2 : 0
            if brackets > most || dashes > most || indentation > 4 * most {
                return (line, column)
            }
        }
        return nil
    }

    struct Oddity: Equatable {
        var line: Int
        var column: Int
        var reason: String
    }

    /// The first character that YAML does not have, or that ends a line in YAML 1.1 and not in 1.2.
    static func oddCharacter(_ text: String) -> Oddity? {
        var line = 1
        var column = 0
        for scalar in text.unicodeScalars {
            column += 1
            switch scalar.value {
            case 0x0A: (line, column) = (line + 1, 0)
            case 0x09, 0x0D, 0x20...0x7E: continue
            case 0x85, 0x2028, 0x2029:
                return Oddity(
                    line: line, column: column,
                    reason: "\(name(scalar)) ends a line to some readers and not to others; write it in quotes as \\u…")
            case 0xFEFF:
                return Oddity(
                    line: line, column: column, reason: "not valid YAML: a byte order mark in the middle of the text")
            case 0xA0...0xFFFD, 0x10000...: continue
            default:
                return Oddity(
                    line: line, column: column, reason: "not valid YAML: \(name(scalar)) is a control character")
            }
        }
        return nil
    }

    private static func name(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// A key that is an alias, or a list or group with an alias in it. A reader compares the keys of a group before anyone
    /// can look at them, and so follows such a key to its end: a few lines of aliases of aliases have no end.
    ///
    /// Quotes and remarks are not told apart: who hides behind them is found. Nobody else writes an anchor's name with a
    /// star before it and a colon behind it; of brackets see `FlowKeys`.
    static func unfoldingKey(_ text: String) -> (line: Int, column: Int)? {
        let bytes = Array(text.utf8)
        let anchors = Set(names(after: UInt8(ascii: "&"), in: bytes).map { $0.name })
        let aliases = names(after: UInt8(ascii: "*"), in: bytes).filter { anchors.contains($0.name) }
        guard !aliases.isEmpty else { return nil }
        for alias in aliases where isColon(bytes, from: alias.end) { return place(of: alias.start, in: bytes) }
        let starts = Set(aliases.map { $0.start })
        var keys = FlowKeys()
        var mayBegin = true
        for (index, byte) in bytes.enumerated() {
            let mayBeKey = keys.take(byte, at: index, isAlias: starts.contains(index))
            if mayBeKey, isColon(bytes, from: index + 1) { return place(of: index, in: bytes) }
            switch byte {
            case UInt8(ascii: "?") where mayBegin && isBlank(bytes, index + 1): return place(of: index, in: bytes)
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","),
                UInt8(ascii: "-"), UInt8(ascii: ":"):
                mayBegin = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"): break
            default: mayBegin = false
            }
        }
        return nil
    }

    /// Whether a list or group that ends may have an alias in it, should it be a key.
    ///
    /// Without `?` in front, a key begins and ends on one line: so do its brackets, and its aliases stand between them. Which
    /// bracket is whose is counted without telling quotes apart, and so believed only where it cannot be wrong: brackets
    /// between which there is no quote are both in a quote or both outside, and outside quotes a bracket is a bracket (but
    /// for types, which may hold one). All else that has an alias behind a bracket may be such a key.
    private struct FlowKeys {
        private var open: [Int] = []
        private var firstOpen: Int?
        private var lastAlias: Int?
        private var lastQuote: Int?
        private var hasType = false

        mutating func take(_ byte: UInt8, at index: Int, isAlias: Bool) -> Bool {
            if isAlias { lastAlias = index }
            switch byte {
            case UInt8(ascii: "\n"): self = FlowKeys()
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                open.append(index)
                firstOpen = firstOpen ?? index
            case UInt8(ascii: "\""), UInt8(ascii: "'"): lastQuote = index
            case UInt8(ascii: "!"): hasType = true
            case UInt8(ascii: "]"), UInt8(ascii: "}"): return mayHoldAlias(from: open.popLast())
            default: break
            }
            return false
        }

        private func mayHoldAlias(from start: Int?) -> Bool {
            guard let lastAlias, let firstOpen, firstOpen < lastAlias else { return false }
            guard let start, !hasType else { return true }
            return lastAlias > start || lastQuote.map { $0 > start } ?? false
        }
    }

    /// Every name of letters, digits, `_` and `-` behind a mark.
    private static func names(
        after mark: UInt8, in bytes: [UInt8]
    ) -> [(name: ArraySlice<UInt8>, start: Int, end: Int)] {
        var names: [(name: ArraySlice<UInt8>, start: Int, end: Int)] = []
        for (index, byte) in bytes.enumerated() where byte == mark {
            let name = bytes[(index + 1)...].prefix(while: isNameByte)
            if !name.isEmpty { names.append((name, index, name.endIndex)) }
        }
        return names
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Whether a colon follows, after blanks perhaps.
    private static func isColon(_ bytes: [UInt8], from index: Int) -> Bool {
        bytes[index...].first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") } == UInt8(ascii: ":")
    }

    private static func isBlank(_ bytes: [UInt8], _ index: Int) -> Bool {
        index >= bytes.count || [0x09, 0x0A, 0x0D, 0x20].contains(bytes[index])
    }

    private static func place(of index: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
        let before = bytes[..<index]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return (line, String(decoding: bytes[start..<index], as: UTF8.self).unicodeScalars.count + 1)
    }
}
