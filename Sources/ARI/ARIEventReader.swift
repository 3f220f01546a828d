import WireJSON

/// Why bytes are no event at all. The stream goes on with the next message.
public enum ARIEventError: Error, Hashable, Sendable {
    /// A message longer than the reader's limit; its bytes were not looked at.
    case tooLong(bytes: Int, limit: Int)
    /// Not one JSON document, or one nested more than 128 deep.
    case json(JSONError)
    /// JSON, but no object.
    case notAnObject
}

/// Reads the messages of ARI's event stream.
public struct ARIEventReader: Sendable {
    /// The longest message that is read, in bytes.
    public var limit: Int

    public init(limit: Int = 64 << 20) {
        self.limit = limit
    }

    /// Reads one message. The bytes are borrowed for the length of the call.
    ///
    /// Any JSON object is an event: one of unknown type, or one that lacks what its type requires, is `.unknown`.
    public func read(_ bytes: UnsafeRawBufferPointer) throws(ARIEventError) -> ARIEvent {
        guard bytes.count <= limit else { throw .tooLong(bytes: bytes.count, limit: limit) }
        let event: ARIEvent?
        do throws(JSONError) {
            var reader = JSONReader(bytes)
            let isObject = reader.peekKind() == .object
            if isObject { event = try Self.event(&reader, bytes) } else { event = try Self.nothing(&reader) }
            try reader.finish()
        } catch {
            throw .json(error)
        }
        guard let event else { throw .notAnObject }
        return event
    }

    private static func nothing(_ reader: inout JSONReader) throws(JSONError) -> ARIEvent? {
        try reader.skipValue()
        return nil
    }

    private static func event(
        _ reader: inout JSONReader, _ bytes: UnsafeRawBufferPointer
    ) throws(JSONError) -> ARIEvent {
        var note = DefectNote()
        var ahead = reader
        let type = try typeToken(&ahead)
        if let type, let event = try ARIEvent.read(type, &reader, &note) { return event }
        // Read once more, for whoever wants to see it: this is rare.
        reader = JSONReader(bytes)
        if type == nil { note.lacks("Message", "type") }
        return .unknown(type: type?.string ?? "", json: try reader.readValue(), defect: note.defect)
    }

    /// The value of the member `type`. It stands first as a rule, but `ChannelVarset` and others begin with their own
    /// fields.
    private static func typeToken(_ reader: inout JSONReader) throws(JSONError) -> JSONKey? {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key.head == 0x6570_7974, key.count == 4 { return try reader.readTokenOrSkip() }
            try reader.skipValue()
        }
        return nil
    }

    /// Reads one message.
    public func read(_ bytes: [UInt8]) throws(ARIEventError) -> ARIEvent {
        let result = bytes.withUnsafeBytes { (buffer) -> Result<ARIEvent, ARIEventError> in
            do throws(ARIEventError) { return .success(try read(buffer)) } catch { return .failure(error) }
        }
        return try result.get()
    }
}
