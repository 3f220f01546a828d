/// Sequences that begin with the escape byte.
enum EscapeSequence {
    static func decode(_ bytes: ArraySlice<UInt8>) -> KeyDecoder.Step {
        let body = bytes.dropFirst()
        guard let second = body.first else { return .incomplete }
        switch second {
        case UInt8(ascii: "["): return controlSequence(bytes)
        case UInt8(ascii: "O"):
            guard let third = body.dropFirst().first else { return .incomplete }
            guard let key = final(third) else { return .nothing(length: 3) }
            return .key(key, length: 3)
        case 0x1B:
            // The first escape was the key; the second may begin something.
            return .key(.escape, length: 1)
        case 0x7F: return .key(.alt("\u{7F}"), length: 2)
        default:
            guard let letter = KeyDecoder.character(second) else { return .key(.escape, length: 1) }
            return .key(.alt(letter), length: 2)
        }
    }

    /// CSI: parameter bytes 0x30-0x3F, intermediate bytes 0x20-0x2F, one final byte 0x40-0x7E.
    private static func controlSequence(_ bytes: ArraySlice<UInt8>) -> KeyDecoder.Step {
        let body = bytes.dropFirst(2)
        if body.first == UInt8(ascii: "[") {
            // The Linux console's function keys: ESC [ [ A.
            guard let last = body.dropFirst().first else { return .incomplete }
            let number = Int(last) - 0x40
            return (1...5).contains(number) ? .key(.function(number), length: 4) : .nothing(length: 4)
        }
        let parameters = body.prefix { (0x20...0x3F).contains($0) }
        guard let last = body.dropFirst(parameters.count).first else { return .incomplete }
        let length = 3 + parameters.count
        guard (0x40...0x7E).contains(last) else {
            // Broken off by something else, which is then read anew.
            return .nothing(length: length - 1)
        }
        let number = parameters.prefix { (0x30...0x39).contains($0) }.reduce(0) { min($0 * 10 + Int($1) - 0x30, 999) }
        let key = last == UInt8(ascii: "~") ? numbered(number) : final(last)
        guard let key else { return .nothing(length: length) }
        return .key(key, length: length)
    }

    private static func final(_ byte: UInt8) -> Key? {
        switch byte {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "Z"): .backTab
        case UInt8(ascii: "M"): .enter
        case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(byte) - 0x4F)
        default: nil
        }
    }

    private static func numbered(_ number: Int) -> Key? {
        switch number {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23, 24: .function(number - 12)
        default: nil
        }
    }
}
