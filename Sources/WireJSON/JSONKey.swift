/// The bytes of a string inside the document, looked at without making a `String`.
///
/// Valid only while the bytes under the reader are: compare it and let it go.
public struct JSONKey {
    @usableFromInline let start: UnsafePointer<UInt8>
    /// The number of bytes between the quotes; its complement where one of them is a backslash. Three words are what a
    /// function returns in registers, hence no flag of its own.
    @usableFromInline let extent: Int
    /// The first eight bytes of the name, little-endian, zero where it is shorter: a name of up to eight bytes is this
    /// number and its `count`, so that generated code can choose a field with one integer comparison.
    public let head: UInt64

    @inlinable @inline(__always)
    init(start: UnsafePointer<UInt8>, count: Int, head: UInt64) {
        self.start = start
        extent = count
        self.head = head
    }

    @usableFromInline @inline(never)
    init(escaped raw: UnsafeBufferPointer<UInt8>, at start: UnsafePointer<UInt8>) {
        let name = JSONText.unescaped(raw)
        self.start = start
        extent = ~raw.count
        head = name.utf8.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The name contains a backslash.
    @inlinable @inline(__always)
    public var isEscaped: Bool { extent < 0 }

    @inlinable @inline(__always)
    var raw: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: isEscaped ? ~extent : extent) }

    /// Number of bytes of the name, escapes resolved.
    @inlinable @inline(__always)
    public var count: Int { isEscaped ? string.utf8.count : extent }

    /// The last eight bytes of a name of at least eight without escapes, little-endian; together with `head` and
    /// `count` it tells names of up to sixteen bytes apart. Zero for other names.
    @inlinable @inline(__always)
    public var tail: UInt64 {
        guard extent >= 8 else { return 0 }
        return UInt64(littleEndian: UnsafeRawPointer(start + (extent &- 8)).loadUnaligned(as: UInt64.self))
    }

    /// What the name says, escapes resolved.
    @inlinable
    public var string: String {
        isEscaped ? JSONText.unescaped(raw) : String(decoding: raw, as: UTF8.self)
    }

    /// Lends the bytes between the quotes, escapes not resolved.
    @inlinable
    public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        body(raw)
    }

    /// Compares bytes; an escaped name is resolved first.
    @inlinable
    public static func == (key: JSONKey, name: StaticString) -> Bool {
        if key.isEscaped { return key.string == name.description }
        guard key.extent == name.utf8CodeUnitCount else { return false }
        // StaticString promises that utf8Start is readable for utf8CodeUnitCount bytes, and extent is the same.
        let other = name.utf8Start
        var index = 0
        while index + 8 <= key.extent {
            let ours = UnsafeRawPointer(key.start + index).loadUnaligned(as: UInt64.self)
            let theirs = UnsafeRawPointer(other + index).loadUnaligned(as: UInt64.self)
            if ours != theirs { return false }
            index += 8
        }
        while index < key.extent {
            if key.start[index] != other[index] { return false }
            index += 1
        }
        return true
    }

    /// Lets a `switch` over a key list names as its patterns.
    @inlinable
    public static func ~= (name: StaticString, key: JSONKey) -> Bool { key == name }
}
