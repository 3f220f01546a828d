extension JSONReader {
    @inlinable @inline(__always)
    mutating func open(_ byte: UInt8, _ kind: JSONKind) throws(JSONError) {
        skipWhitespace()
        guard current == byte else { throw try wrongKind(kind) }
        guard room > 0 else { throw .tooDeep(offset: position) }
        position += 1
        room -= 1
        isFresh = true
    }

    @inlinable @inline(__always)
    mutating func close() {
        position += 1
        room += 1
        isFresh = false
    }

    /// Enters an object; `nextKey` then gives its names one by one.
    @inlinable @inline(__always)
    public mutating func beginObject() throws(JSONError) {
        try open(UInt8(ascii: "{"), .object)
    }

    /// Enters an object if one comes next; otherwise steps over the value and says false.
    @inlinable @inline(__always)
    public mutating func beginObjectOrSkip() throws(JSONError) -> Bool {
        skipWhitespace()
        guard current == UInt8(ascii: "{") else {
            try skipValue()
            return false
        }
        try beginObject()
        return true
    }

    /// The next member's name, the position being its value; nil at the end of the object, which is then left.
    @inlinable
    public mutating func nextKey() throws(JSONError) -> JSONKey? {
        skipWhitespace()
        if current == UInt8(ascii: ",") && !isFresh {
            position += 1
            skipWhitespace()
        } else if current == UInt8(ascii: "}") {
            close()
            return nil
        } else if !isFresh {
            throw failure()
        }
        isFresh = false
        let key = try readKey()
        skipWhitespace()
        guard current == UInt8(ascii: ":") else { throw failure() }
        position += 1
        return key
    }

    /// Enters an array; `nextElement` then steps through it.
    @inlinable @inline(__always)
    public mutating func beginArray() throws(JSONError) {
        try open(UInt8(ascii: "["), .array)
    }

    /// Enters an array if one comes next; otherwise steps over the value and says false.
    @inlinable @inline(__always)
    public mutating func beginArrayOrSkip() throws(JSONError) -> Bool {
        skipWhitespace()
        guard current == UInt8(ascii: "[") else {
            try skipValue()
            return false
        }
        try beginArray()
        return true
    }

    /// True where another element follows, the position being that element; false at the end, the array being left.
    @inlinable
    public mutating func nextElement() throws(JSONError) -> Bool {
        skipWhitespace()
        if current == UInt8(ascii: "]") {
            close()
            return false
        }
        if isFresh {
            isFresh = false
        } else {
            guard current == UInt8(ascii: ",") else { throw failure() }
            position += 1
            skipWhitespace()
            if current == UInt8(ascii: "]") { throw failure() }
        }
        return true
    }
}
