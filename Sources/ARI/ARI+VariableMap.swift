import WireJSON

extension ARI {
    /// Variables by name, in Asterisk's order. Values of Asterisk's variables are text, always.
    public struct VariableMap: Hashable, Sendable, ExpressibleByDictionaryLiteral {
        /// One variable.
        public struct Entry: Hashable, Sendable {
            public var name: String
            public var value: String

            public init(name: String, value: String) {
                self.name = name
                self.value = value
            }
        }

        public var entries: [Entry]

        public init(_ entries: [Entry] = []) { self.entries = entries }

        public init(dictionaryLiteral elements: (String, String)...) {
            entries = elements.map { Entry(name: $0.0, value: $0.1) }
        }

        /// The value of the variable of that name; nil where there is none. Setting appends, replaces or removes.
        public subscript(name: String) -> String? {
            get { entries.last { $0.name == name }?.value }
            set {
                guard let newValue else { return entries.removeAll { $0.name == name } }
                if let index = entries.lastIndex(where: { $0.name == name }) {
                    entries[index].value = newValue
                } else {
                    entries.append(Entry(name: name, value: newValue))
                }
            }
        }

        public var isEmpty: Bool { entries.isEmpty }

        /// Nil where the value is no object of strings.
        static func read(_ reader: inout JSONReader) throws(JSONError) -> VariableMap? {
            guard try reader.beginObjectOrSkip() else { return nil }
            var entries: [Entry] = []
            var isWhole = true
            while let key = try reader.nextKey() {
                let name = key.string
                if let value = try reader.readStringOrSkip() {
                    entries.append(Entry(name: name, value: value))
                } else {
                    isWhole = false
                }
            }
            return isWhole ? VariableMap(entries) : nil
        }

        func write(to writer: inout JSONWriter) {
            writer.beginObject()
            for entry in entries {
                writer.key(entry.name)
                writer.value(entry.value)
            }
            writer.endObject()
        }
    }
}
