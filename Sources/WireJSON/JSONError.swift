/// Why bytes could not be read as JSON (RFC 8259). Offsets count bytes from the start of the document.
public enum JSONError: Error, Hashable, Sendable {
    /// The bytes end inside a value.
    case truncated(offset: Int)
    /// A byte that the grammar does not allow at this place.
    case malformed(offset: Int)
    /// The document is sound so far, but the value is of another kind than the caller asked for.
    case wrongKind(expected: JSONKind, offset: Int)
    /// A number that the requested type cannot hold.
    case numberOutOfRange(offset: Int)
    /// More containers inside one another than the reader's limit.
    case tooDeep(offset: Int)
    /// Something other than white space follows the document.
    case trailingBytes(offset: Int)
}

/// The kinds of value that JSON knows.
public enum JSONKind: Hashable, Sendable {
    case object, array, string, number, bool, null
}

extension JSONError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .truncated(let offset): "the document ends unfinished at byte \(offset)"
        case .malformed(let offset): "not JSON at byte \(offset)"
        case .wrongKind(let expected, let offset): "expected \(expected) at byte \(offset)"
        case .numberOutOfRange(let offset): "number out of range at byte \(offset)"
        case .tooDeep(let offset): "nested too deeply at byte \(offset)"
        case .trailingBytes(let offset): "more than one document: byte \(offset)"
        }
    }
}
