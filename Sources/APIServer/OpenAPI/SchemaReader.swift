import MaydayAPI

/// A decoder that answers every question with an empty value and notes the questions.
final class SchemaReader: Decoder {
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]
    private(set) var schema: Schema = .any
    private var properties: [Schema.Property] = []
    private let name: String

    private init(name: String) {
        self.name = name
    }

    static func read<Value: Decodable>(_ type: Value.Type) -> (schema: Schema, value: Value?) {
        switch type {
        case is String.Type: (.string(values: []), "" as? Value)
        case is Bool.Type: (.boolean, false as? Value)
        case is Double.Type: (.number, 0.0 as? Value)
        case is Int64.Type: (.integer, Int64(0) as? Value)
        case is Int.Type: (.integer, 0 as? Value)
        case is APITime.Type: (.dateTime, APITime(milliseconds: 0) as? Value)
        case let described as any SchemaDescribed.Type: (described.schema, described.sample as? Value)
        case let choice as any (CaseIterable & RawRepresentable).Type: cases(choice)
        default: readPlainly(type)
        }
    }

    static func readPlainly<Value: Decodable>(_ type: Value.Type) -> (schema: Schema, value: Value?) {
        let reader = SchemaReader(name: "\(type)")
        let value = try? Value(from: reader)
        return (reader.schema, value)
    }

    private static func cases<Choice: CaseIterable & RawRepresentable, Value>(_ choice: Choice.Type) -> (Schema, Value?)
    {
        let all = Array(Choice.allCases)
        return (.string(values: all.compactMap { $0.rawValue as? String }), all.first as? Value)
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        schema = .record(name: name, [])
        return KeyedDecodingContainer(Members<Key>(reader: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        Elements(reader: self)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        throw SchemaReader.Unreadable()
    }

    struct Unreadable: Error {}

    fileprivate func note<Value: Decodable>(_ name: String, _ type: Value.Type, isRequired: Bool) throws -> Value {
        let (schema, value) = Self.read(type)
        properties.append(Schema.Property(name: name, schema: schema, isRequired: isRequired))
        self.schema = .record(name: self.name, properties)
        guard let value else { throw Unreadable() }
        return value
    }

    fileprivate func noteElement<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (element, value) = Self.read(type)
        schema = .array(element)
        guard let value else { throw Unreadable() }
        return value
    }
}

private struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let reader: SchemaReader
    let codingPath: [any CodingKey] = []
    let allKeys: [Key] = []

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) throws -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try reader.note(key.stringValue, type, isRequired: true)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        try reader.note(key.stringValue, type, isRequired: false)
    }

    // The compiler prefers these to the generic one.
    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
        try reader.note(key.stringValue, type, isRequired: false)
    }

    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
        try reader.note(key.stringValue, type, isRequired: false)
    }

    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? {
        try reader.note(key.stringValue, type, isRequired: false)
    }

    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
        try reader.note(key.stringValue, type, isRequired: false)
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
        -> KeyedDecodingContainer<Nested>
    {
        throw SchemaReader.Unreadable()
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw SchemaReader.Unreadable()
    }

    func superDecoder() throws -> any Decoder { reader }
    func superDecoder(forKey key: Key) throws -> any Decoder { reader }
}

private struct Elements: UnkeyedDecodingContainer {
    let reader: SchemaReader
    let codingPath: [any CodingKey] = []
    let count: Int? = 1
    var currentIndex = 0
    var isAtEnd: Bool { currentIndex > 0 }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        currentIndex += 1
        return try reader.noteElement(type)
    }

    mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws
        -> KeyedDecodingContainer<Nested>
    {
        throw SchemaReader.Unreadable()
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw SchemaReader.Unreadable()
    }

    mutating func superDecoder() throws -> any Decoder { reader }
}
