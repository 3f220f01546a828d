extension JSONReader {
    /// Steps over a number after checking its grammar; true when it is an integer literal.
    @inlinable
    mutating func scanNumber() throws(JSONError) -> Bool {
        if current == UInt8(ascii: "-") { position += 1 }
        if current == UInt8(ascii: "0") {
            position += 1
        } else {
            try scanDigits()
        }
        var isInteger = true
        if current == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            try scanDigits()
        }
        if current | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try scanDigits()
        }
        return isInteger
    }

    @inlinable @inline(__always)
    mutating func scanDigits() throws(JSONError) {
        guard current &- UInt8(ascii: "0") < 10 else { throw failure() }
        repeat { position += 1 } while current &- UInt8(ascii: "0") < 10
    }

    @inlinable @inline(__always)
    var isAtNumber: Bool { current == UInt8(ascii: "-") || current &- UInt8(ascii: "0") < 10 }

    /// The value of the integer literal in a scanned range, nil where 64 bits do not hold it.
    @inlinable
    func integer(_ start: Int, _ end: Int) -> Int64? {
        var index = start
        let isNegative = base[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        // Accumulated as a negative number, since the range reaches one further on that side.
        var value: Int64 = 0
        while index < end {
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (next, underflow) = tens.subtractingReportingOverflow(Int64(base[index] &- UInt8(ascii: "0")))
            if overflow || underflow { return nil }
            value = next
            index += 1
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    @usableFromInline
    func double(_ start: Int, _ end: Int) -> Double? {
        let literal = String(decoding: UnsafeBufferPointer(start: base + start, count: end - start), as: UTF8.self)
        guard let value = Double(literal), value.isFinite else { return nil }
        return value
    }

    /// A number as a 64-bit integer, nil (the number being consumed) where it has no such value. `3.0` and `1e3` have.
    @inlinable
    mutating func takeInt64() throws(JSONError) -> Int64? {
        let start = position
        if try scanNumber() { return integer(start, position) }
        guard let value = double(start, position) else { return nil }
        return Int64(exactly: value)
    }

    /// Reads an integer; `3.0` is one. A value of another kind is stepped over and thrown as `wrongKind`.
    @inlinable
    public mutating func readInt64() throws(JSONError) -> Int64 {
        skipWhitespace()
        guard isAtNumber else { throw try wrongKind(.number) }
        let start = position
        guard let value = try takeInt64() else { throw .numberOutOfRange(offset: start) }
        return value
    }

    /// Reads an integer, or steps over a value that is none and returns nil.
    @inlinable
    public mutating func readInt64OrSkip() throws(JSONError) -> Int64? {
        skipWhitespace()
        guard isAtNumber else {
            try skipValue()
            return nil
        }
        return try takeInt64()
    }

    /// Reads a number, rounded to the nearest `Double`. A value of another kind is thrown as `wrongKind`, one beyond
    /// the type's range as `numberOutOfRange`.
    @inlinable
    public mutating func readDouble() throws(JSONError) -> Double {
        skipWhitespace()
        guard isAtNumber else { throw try wrongKind(.number) }
        let start = position
        _ = try scanNumber()
        guard let value = double(start, position) else { throw .numberOutOfRange(offset: start) }
        return value
    }

    /// Reads a number, or steps over a value that is none (or is beyond the range of `Double`) and returns nil.
    @inlinable
    public mutating func readDoubleOrSkip() throws(JSONError) -> Double? {
        skipWhitespace()
        guard isAtNumber else {
            try skipValue()
            return nil
        }
        let start = position
        _ = try scanNumber()
        return double(start, position)
    }

    @inlinable
    mutating func scanLiteral(_ literal: StaticString) throws(JSONError) {
        let length = literal.utf8CodeUnitCount
        for index in 0..<length {
            guard current == literal.utf8Start[index] else { throw failure() }
            position += 1
        }
    }

    /// Reads `true` or `false`. A value of another kind is stepped over and thrown as `wrongKind`.
    @inlinable
    public mutating func readBool() throws(JSONError) -> Bool {
        let start = position
        guard let value = try readBoolOrSkip() else { throw .wrongKind(expected: .bool, offset: start) }
        return value
    }

    /// Reads `true` or `false`, or steps over a value of another kind and returns nil.
    @inlinable
    public mutating func readBoolOrSkip() throws(JSONError) -> Bool? {
        skipWhitespace()
        switch current {
        case UInt8(ascii: "t"):
            try scanLiteral("true")
            return true
        case UInt8(ascii: "f"):
            try scanLiteral("false")
            return false
        default:
            try skipValue()
            return nil
        }
    }

    /// Consumes `null` and says true, or leaves another value where it is and says false.
    @inlinable
    public mutating func readNull() throws(JSONError) -> Bool {
        skipWhitespace()
        guard current == UInt8(ascii: "n") else { return false }
        try scanLiteral("null")
        return true
    }
}
