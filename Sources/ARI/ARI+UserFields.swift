import WireJSON

extension ARI {
    /// What the sender of a user event put into it. The dialplan sends text only; a client of ARI may send any JSON.
    public struct UserFields: Hashable, Sendable, ExpressibleByDictionaryLiteral {
        /// One field's value.
        public enum Value: Hashable, Sendable, ExpressibleByStringLiteral {
            case text(String)
            /// A number, as it was written.
            case number(String)
            case flag(Bool)
            case null
            /// An array or an object, as one JSON document without white space.
            case nested(String)

            public init(stringLiteral value: String) { self = .text(value) }
        }

        /// One field.
        public struct Entry: Hashable, Sendable {
            public var name: String
            public var value: Value

            public init(name: String, value: Value) {
                self.name = name
                self.value = value
            }
        }

        public var entries: [Entry]

        public init(_ entries: [Entry] = []) { self.entries = entries }

        public init(dictionaryLiteral elements: (String, Value)...) {
            entries = elements.map { Entry(name: $0.0, value: $0.1) }
        }

        /// The value of the field of that name.
        public subscript(name: String) -> Value? { entries.last { $0.name == name }?.value }

        /// Nil where the value is no object.
        static func read(_ reader: inout JSONReader) throws(JSONError) -> UserFields? {
            guard try reader.beginObjectOrSkip() else { return nil }
            var entries: [Entry] = []
            while let key = try reader.nextKey() {
                let name = key.string
                entries.append(Entry(name: name, value: Value(try reader.readValue())))
            }
            return UserFields(entries)
        }

        func write(to writer: inout JSONWriter) {
            writer.beginObject()
            for entry in entries {
                writer.key(entry.name)
                writer.value(entry.value.json)
            }
            writer.endObject()
        }
    }
}

extension ARI.UserFields.Value {
    init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let flag): self = .flag(flag)
        case .integer(let value): self = .number(String(value))
        case .number(let literal): self = .number(literal)
        case .string(let text): self = .text(text)
        case .array, .object: self = .nested(String(decoding: json.bytes, as: UTF8.self))
        }
    }

    /// Text that says it is a number or a document, and is none, goes out as a string rather than as broken JSON.
    var json: JSONValue {
        switch self {
        case .text(let text): return .string(text)
        case .flag(let flag): return .bool(flag)
        case .null: return .null
        case .number(let text), .nested(let text):
            guard let value = try? JSONValue(parsing: text) else { return .string(text) }
            return value
        }
    }
}
