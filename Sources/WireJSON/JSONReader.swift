/// A pull reader over the bytes of one JSON document (RFC 8259): one pass, nothing allocated but the strings asked for.
///
/// ```swift
/// var reader = JSONReader(bytes)
/// try reader.beginObject()
/// while let key = try reader.nextKey() {
///     switch key {
///     case "id": id = try reader.readString()
///     case "priority": priority = try reader.readInt64()
///     default: try reader.skipValue()
///     }
/// }
/// try reader.finish()
/// ```
///
/// Every key must be followed by exactly one read or skip of its value; anything else shows as `malformed`.
/// Bytes that are not UTF-8 and lone surrogates are repaired to U+FFFD; control characters inside strings are malformed.
/// Whatever the bytes are, the reader returns or throws; after a throw it must not be used again.
///
/// It borrows the bytes: they must outlive it and every `JSONKey` it gave. It holds a pointer, each access to which is
/// checked against `count`: a reader over a span could not be stored without features that Swift still calls experimental.
public struct JSONReader {
    @usableFromInline let base: UnsafePointer<UInt8>
    @usableFromInline let count: Int
    @usableFromInline var position: Int
    /// How many more containers may be opened.
    @usableFromInline var room: Int
    /// A container has just been opened: no comma is due before its first member.
    @usableFromInline var isFresh: Bool

    /// The deepest nesting that any reader allows.
    public static let depthLimit = 128

    /// Reads `bytes` from the start. A `depthLimit` above 128 is taken as 128.
    @inlinable
    public init(_ bytes: UnsafeRawBufferPointer, depthLimit: Int = 128) {
        // An empty buffer may have no address: any will do, since no byte of it is read.
        let nowhere: StaticString = ""
        base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? nowhere.utf8Start
        count = bytes.count
        position = 0
        room = min(max(depthLimit, 0), 128)
        isFresh = false
    }

    /// Bytes consumed so far.
    @inlinable
    public var offset: Int { position }

    /// The byte at the position, or 0 at the end: outside strings 0 is never allowed, so one test serves both.
    @inlinable @inline(__always)
    var current: UInt8 { position < count ? base[position] : 0 }

    @inlinable @inline(__always)
    mutating func skipWhitespace() {
        while position < count, base[position] <= 0x20 {
            switch base[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    /// What to throw when the byte at the position is not allowed there.
    @usableFromInline @inline(never)
    func failure() -> JSONError {
        position < count ? .malformed(offset: position) : .truncated(offset: count)
    }

    @usableFromInline @inline(never)
    mutating func wrongKind(_ expected: JSONKind) throws(JSONError) -> JSONError {
        let offset = position
        try skipValue()
        return .wrongKind(expected: expected, offset: offset)
    }

    /// The kind of the value that comes next, judged by its first byte; nil where no value can begin.
    @inlinable
    public mutating func peekKind() -> JSONKind? {
        skipWhitespace()
        switch current {
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: return nil
        }
    }

    /// Throws unless only white space is left.
    @inlinable
    public mutating func finish() throws(JSONError) {
        skipWhitespace()
        if position < count { throw .trailingBytes(offset: position) }
    }
}
