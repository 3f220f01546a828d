/// The bytes of a string inside the document, looked at without making a `String`.
///
/// Valid only while the bytes under the reader are: compare it and let it go.
public struct JSONKey {
    @usableFromInline let start: UnsafePointer<UInt8>
    @usableFromInline let rawCount: Int
    /// Number of bytes of the name, escapes resolved.
    public let count: Int
    /// The first eight bytes of the name, little-endian, zero where it is shorter: a name of up to eight bytes is this
    /// number and its `count`, so that generated code can choose a field with one integer comparison.
    public let head: UInt64
    /// The name contains a backslash.
    public let isEscaped: Bool

    @inlinable @inline(__always)
    init(start: UnsafePointer<UInt8>, count: Int, head: UInt64) {
        self.start = start
        rawCount = count
        self.count = count
        self.head = head
        isEscaped = false
    }

    @usableFromInline @inline(never)
    init(escaped raw: UnsafeBufferPointer<UInt8>, at start: UnsafePointer<UInt8>) {
        let name = JSONText.unescaped(raw)
        self.start = start
        rawCount = raw.count
        count = name.utf8.count
        head = name.utf8.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        isEscaped = true
    }

    /// What the name says, escapes resolved.
    @inlinable
    public var string: String {
        let raw = UnsafeBufferPointer(start: start, count: rawCount)
        return isEscaped ? JSONText.unescaped(raw) : String(decoding: raw, as: UTF8.self)
    }

    /// Lends the bytes between the quotes, escapes not resolved.
    @inlinable
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        body(UnsafeBufferPointer(start: start, count: rawCount))
    }

    /// Compares bytes; an escaped name is resolved first.
    @inlinable
    public static func == (key: JSONKey, name: StaticString) -> Bool {
        guard key.count == name.utf8CodeUnitCount else { return false }
        if key.isEscaped { return key.string == name.description }
        // StaticString promises that utf8Start is readable for utf8CodeUnitCount bytes, and count is the same.
        let other = name.utf8Start
        var index = 0
        while index + 8 <= key.count {
            let ours = UnsafeRawPointer(key.start + index).loadUnaligned(as: UInt64.self)
            let theirs = UnsafeRawPointer(other + index).loadUnaligned(as: UInt64.self)
            if ours != theirs { return false }
            index += 8
        }
        while index < key.count {
            if key.start[index] != other[index] { return false }
            index += 1
        }
        return true
    }

    /// Lets a `switch` over a key list names as its patterns.
    @inlinable
    public static func ~= (name: StaticString, key: JSONKey) -> Bool { key == name }
}
