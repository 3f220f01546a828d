extension JSONReader {
    /// Steps over one value of any kind, checking its grammar; without recursion, and within the depth limit.
    @inlinable
    public mutating func skipValue() throws(JSONError) {
        skipWhitespace()
        switch current {
        case UInt8(ascii: "\""): _ = try scanString()
        case UInt8(ascii: "{"), UInt8(ascii: "["): try skipContainer()
        default: try skipScalar()
        }
    }

    @usableFromInline @inline(never)
    mutating func skipScalar() throws(JSONError) {
        switch current {
        case UInt8(ascii: "\""): _ = try scanString()
        case UInt8(ascii: "t"): try scanLiteral("true")
        case UInt8(ascii: "f"): try scanLiteral("false")
        case UInt8(ascii: "n"): try scanLiteral("null")
        default: _ = try scanNumber()
        }
    }

    /// The open containers are a stack of bits, the lowest being the innermost: 1 for an object. The depth limit of 128
    /// is the width of that stack.
    @usableFromInline @inline(never)
    mutating func skipContainer() throws(JSONError) {
        var stack: UInt128 = 0
        var depth = 0
        repeat {
            // At a value.
            skipWhitespace()
            if current == UInt8(ascii: "{") || current == UInt8(ascii: "[") {
                guard depth < room else { throw .tooDeep(offset: position) }
                let isObject = current == UInt8(ascii: "{")
                stack = stack << 1 | (isObject ? 1 : 0)
                depth += 1
                position += 1
                skipWhitespace()
                if current != (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
                    if isObject { try skipName() }
                    continue
                }
                position += 1
                stack >>= 1
                depth -= 1
            } else {
                try skipScalar()
            }
            // After a value: close what ends here, or go on to the next member.
            while depth > 0 {
                skipWhitespace()
                let isObject = stack & 1 == 1
                if current == UInt8(ascii: ",") {
                    position += 1
                    skipWhitespace()
                    if isObject { try skipName() }
                    break
                }
                guard current == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { throw failure() }
                position += 1
                stack >>= 1
                depth -= 1
            }
        } while depth > 0
    }

    private mutating func skipName() throws(JSONError) {
        _ = try scanString()
        skipWhitespace()
        guard current == UInt8(ascii: ":") else { throw failure() }
        position += 1
    }
}
