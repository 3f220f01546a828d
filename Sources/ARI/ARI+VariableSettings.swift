import WireJSON

extension ARI {
    /// Variables to set on a channel or a bridge.
    public struct VariableSettings: Hashable, Sendable, ExpressibleByDictionaryLiteral {
        /// One variable.
        public struct Entry: Hashable, Sendable {
            public var name: String
            public var value: String
            /// Whether Asterisk shows the variable in every later event of the channel or bridge (22.10 and later).
            public var reportsEvents: Bool

            public init(name: String, value: String, reportsEvents: Bool = false) {
                self.name = name
                self.value = value
                self.reportsEvents = reportsEvents
            }
        }

        public var entries: [Entry]

        public init(_ entries: [Entry] = []) { self.entries = entries }

        public init(dictionaryLiteral elements: (String, String)...) {
            entries = elements.map { Entry(name: $0.0, value: $0.1) }
        }

        /// A value is plain text, which every version takes, unless it is to be reported.
        func write(to writer: inout JSONWriter) {
            writer.beginObject()
            for entry in entries {
                writer.key(entry.name)
                guard entry.reportsEvents else {
                    writer.value(entry.value)
                    continue
                }
                writer.beginObject()
                writer.member("value", entry.value)
                writer.member("report_events", true)
                writer.endObject()
            }
            writer.endObject()
        }
    }
}
