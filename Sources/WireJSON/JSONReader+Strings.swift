extension JSONReader {
    /// The high bit of each of eight bytes that is a quote, a backslash or a control character. Borrows make the bits
    /// above the first such byte unreliable: only the lowest may be used.
    @inlinable @inline(__always)
    static func special(in word: UInt64) -> UInt64 {
        let quote = word ^ 0x2222_2222_2222_2222
        let backslash = word ^ 0x5C5C_5C5C_5C5C_5C5C
        return
            ((quote &- 0x0101_0101_0101_0101) & ~quote | (backslash &- 0x0101_0101_0101_0101) & ~backslash
            | (word &- 0x2020_2020_2020_2020) & ~word) & 0x8080_8080_8080_8080
    }

    /// Steps over the string that begins at the position and returns what lies between its quotes.
    @inlinable @inline(__always)
    mutating func scanString() throws(JSONError) -> (start: Int, count: Int, isEscaped: Bool) {
        guard current == UInt8(ascii: "\"") else { throw failure() }
        position += 1
        let start = position
        var isEscaped = false
        while true {
            while position &+ 8 <= count {
                let word = UInt64(littleEndian: UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self))
                let special = Self.special(in: word)
                if special != 0 {
                    position &+= special.trailingZeroBitCount &>> 3
                    break
                }
                position &+= 8
            }
            guard position < count else { throw .truncated(offset: count) }
            let byte = base[position]
            if byte == UInt8(ascii: "\"") {
                let length = position &- start
                position &+= 1
                return (start, length, isEscaped)
            }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                try skipEscape()
            } else if byte < 0x20 {
                throw .malformed(offset: position)
            } else {
                position &+= 1
            }
        }
    }

    @usableFromInline @inline(never)
    mutating func skipEscape() throws(JSONError) {
        position += 1
        switch current {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 1
        case UInt8(ascii: "u"):
            position += 1
            for _ in 0..<4 {
                guard JSONText.hexDigit(current) != nil else { throw failure() }
                position += 1
            }
        default:
            throw failure()
        }
    }

    @inlinable @inline(__always)
    mutating func readKey() throws(JSONError) -> JSONKey {
        // Most names and many values end within eight bytes: then one load serves the search and the head.
        if position &+ 9 <= count, base[position] == UInt8(ascii: "\"") {
            let start = base + position + 1
            let word = UInt64(littleEndian: UnsafeRawPointer(start).loadUnaligned(as: UInt64.self))
            let special = Self.special(in: word)
            let shift = special.trailingZeroBitCount & ~7
            if special != 0, UInt8(truncatingIfNeeded: word &>> UInt64(shift)) == UInt8(ascii: "\"") {
                let length = shift &>> 3
                position &+= length &+ 2
                return JSONKey(start: start, count: length, head: word & ((1 &<< UInt64(shift)) &- 1))
            }
        }
        let (start, length, isEscaped) = try scanString()
        if isEscaped {
            return JSONKey(escaped: UnsafeBufferPointer(start: base + start, count: length), at: base + start)
        }
        return JSONKey(start: base + start, count: length, head: head(start, length))
    }

    @inlinable @inline(__always)
    func head(_ start: Int, _ length: Int) -> UInt64 {
        if start &+ 8 <= count {
            let word = UInt64(littleEndian: UnsafeRawPointer(base + start).loadUnaligned(as: UInt64.self))
            return length >= 8 ? word : word & ((1 &<< UInt64(truncatingIfNeeded: length &* 8)) &- 1)
        }
        var word: UInt64 = 0
        var index = min(length, 8)
        while index > 0 {
            index -= 1
            word = word << 8 | UInt64(base[start + index])
        }
        return word
    }

    @inlinable @inline(__always)
    mutating func takeString() throws(JSONError) -> String {
        let (start, length, isEscaped) = try scanString()
        if length == 0 { return "" }
        let raw = UnsafeBufferPointer(start: base + start, count: length)
        if isEscaped { return JSONText.unescaped(raw) }
        // Up to fifteen bytes are kept inside the String itself: this way in is the shortest there is.
        if length <= 15 { return String(unsafeUninitializedCapacity: length) { $0.initialize(from: raw).index } }
        return String(decoding: raw, as: UTF8.self)
    }

    /// Reads a string. A value of another kind is stepped over and thrown as `wrongKind`.
    @inlinable
    public mutating func readString() throws(JSONError) -> String {
        skipWhitespace()
        guard current == UInt8(ascii: "\"") else { throw try wrongKind(.string) }
        return try takeString()
    }

    /// Reads a string, or steps over a value of another kind and returns nil.
    @inlinable
    public mutating func readStringOrSkip() throws(JSONError) -> String? {
        skipWhitespace()
        guard current == UInt8(ascii: "\"") else {
            try skipValue()
            return nil
        }
        return try takeString()
    }

    /// Looks at a string without making a `String`, or steps over a value of another kind and returns nil.
    @inlinable
    public mutating func readTokenOrSkip() throws(JSONError) -> JSONKey? {
        skipWhitespace()
        guard current == UInt8(ascii: "\"") else {
            try skipValue()
            return nil
        }
        return try readKey()
    }
}
