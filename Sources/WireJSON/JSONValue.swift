/// Any JSON value, for what has no type of its own. Members keep their order, and nothing is lost on the way through.
public indirect enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    /// A number written as an integer that 64 bits hold.
    case integer(Int64)
    /// Any other number, as it was written: `1.50`, `1e400`, `-0`.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([JSONMember])
}

/// One member of an object.
public struct JSONMember: Hashable, Sendable {
    public var name: String
    public var value: JSONValue

    public init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
    }
}

extension JSONValue {
    /// Reads one whole document. Nesting is limited to 128.
    public init(parsing bytes: UnsafeRawBufferPointer) throws(JSONError) {
        var reader = JSONReader(bytes)
        self = try reader.readValue()
        try reader.finish()
    }

    /// Reads one whole document. Nesting is limited to 128.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        self = try JSONReader.over(bytes) { (reader) throws(JSONError) in try reader.readValue() }
    }

    /// Reads one whole document. Nesting is limited to 128.
    public init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// The member of that name (the last, where a name repeats), nil where there is none or this is no object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.name == name }?.value
    }

    /// The text of a string, nil for another kind.
    public var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The elements of an array, nil for another kind.
    public var elements: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of an object, nil for another kind.
    public var members: [JSONMember]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The value as bytes, without white space.
    public var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }
}

extension JSONReader {
    /// Reads one value of any kind.
    public mutating func readValue() throws(JSONError) -> JSONValue {
        switch peekKind() {
        case .string: return .string(try readString())
        case .bool: return .bool(try readBool())
        case .number: return try readNumber()
        case .null:
            try scanLiteral("null")
            return .null
        case .array:
            var elements: [JSONValue] = []
            try beginArray()
            while try nextElement() { elements.append(try readValue()) }
            return .array(elements)
        case .object:
            var members: [JSONMember] = []
            try beginObject()
            while let key = try nextKey() { members.append(JSONMember(key.string, try readValue())) }
            return .object(members)
        case nil: throw failure()
        }
    }

    private mutating func readNumber() throws(JSONError) -> JSONValue {
        let start = position
        let isInteger = try scanNumber()
        let literal = UnsafeBufferPointer(start: base + start, count: position - start)
        // `-0` is not an integer: as one it would come out as `0`.
        if isInteger, let value = integer(start, position), value != 0 || literal.count == 1 { return .integer(value) }
        return .number(String(decoding: literal, as: UTF8.self))
    }

    /// Reads one whole document out of an array: `body` takes the value, then nothing but white space may follow.
    @inlinable
    public static func over<Value>(
        _ bytes: [UInt8], _ body: (inout JSONReader) throws(JSONError) -> Value
    ) throws(JSONError) -> Value {
        let result = bytes.withUnsafeBytes { (buffer) -> Result<Value, JSONError> in
            do throws(JSONError) {
                var reader = JSONReader(buffer)
                let value = try body(&reader)
                try reader.finish()
                return .success(value)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
