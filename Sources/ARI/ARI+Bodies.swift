import WireJSON

extension ARI {
    /// One entry of an application's event filter: the type of an event.
    public struct EventTypeFilter: Hashable, Sendable, ExpressibleByStringLiteral {
        public var type: String

        public init(type: String) { self.type = type }
        public init(stringLiteral value: String) { type = value }
    }

    /// What `Applications.filter` sets. Asterisk: a type that is disallowed is dropped; if any type is allowed, all
    /// others are dropped. A list that allows something is sent with `RESTResponse` in it: without, requests over the
    /// WebSocket would lose their answers.
    public struct EventFilter: Hashable, Sendable {
        /// Nil leaves the list as it is, an empty one clears it.
        public var allowed: [EventTypeFilter]?
        /// Nil leaves the list as it is, an empty one clears it.
        public var disallowed: [EventTypeFilter]?

        public init(allowed: [EventTypeFilter]? = nil, disallowed: [EventTypeFilter]? = nil) {
            self.allowed = allowed
            self.disallowed = disallowed
        }
    }
}

extension ARI.EventTypeFilter: WireModel {
    public static var modelName: String { "EventTypeFilter" }

    static func read(_ reader: inout JSONReader, _ note: inout DefectNote) throws(JSONError) -> Self? {
        guard try reader.beginObjectOrSkip() else { return nil }
        var type: String?
        while let key = try reader.nextKey() {
            if key == "type" { type = try reader.readStringOrSkip() } else { try reader.skipValue() }
        }
        guard let type else {
            note.lacks("EventTypeFilter", "type")
            return nil
        }
        return Self(type: type)
    }

    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("type", type)
        writer.endObject()
    }
}

extension ARI.EventFilter {
    private var withAnswers: [ARI.EventTypeFilter]? {
        guard let allowed, !allowed.isEmpty, !allowed.contains("RESTResponse") else { return allowed }
        return allowed + ["RESTResponse"]
    }

    /// An empty object clears both lists; a list that is left out stays as it is only if the other one is there.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        withAnswers?.write("allowed", to: &writer)
        disallowed?.write("disallowed", to: &writer)
        writer.endObject()
    }
}
