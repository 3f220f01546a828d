import WireJSON

/// A model of ARI that reads itself from JSON and writes itself back.
public protocol ARIModel: Hashable, Sendable {
    /// Asterisk's name of the model.
    static var modelName: String { get }

    /// Reads a whole document; nothing but white space may follow it.
    init(json bytes: [UInt8]) throws(ARIReadingError)

    /// Writes the model as one JSON object; fields that are nil are left out.
    func write(to writer: inout JSONWriter)
}

/// Why bytes did not become a model.
public enum ARIReadingError: Error, Hashable, Sendable {
    case json(JSONError)
    case defect(ARIDefect)
}

extension ARIModel {
    /// The model as a JSON document.
    public var json: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }
}

/// What the generated models have besides: reading in the middle of a document.
protocol WireModel: ARIModel {
    /// Reads one value; it is consumed whatever it is. Nil, with a note, where a required field is missing.
    static func read(_ reader: inout JSONReader, _ note: inout DefectNote) throws(JSONError) -> Self?
}

extension WireModel {
    public init(json bytes: [UInt8]) throws(ARIReadingError) {
        self = try Self.wholeDocument(bytes) { (reader, note) throws(JSONError) in try Self.read(&reader, &note) }
    }

    static func wholeDocument<Value>(
        _ bytes: [UInt8], _ body: (inout JSONReader, inout DefectNote) throws(JSONError) -> Value?
    ) throws(ARIReadingError) -> Value {
        var note = DefectNote()
        let value: Value?
        do throws(JSONError) {
            value = try JSONReader.over(bytes) { (reader) throws(JSONError) in try body(&reader, &note) }
        } catch {
            throw .json(error)
        }
        guard let value else { throw .defect(note.defect ?? ARIDefect(model: modelName, field: "")) }
        return value
    }
}

extension Array where Element: WireModel {
    /// Reads an array of models; nil where the value is no array or one of its elements is no such model.
    static func read(_ reader: inout JSONReader, _ note: inout DefectNote) throws(JSONError) -> [Element]? {
        guard try reader.beginArrayOrSkip() else { return nil }
        var elements: [Element] = []
        var isWhole = true
        while try reader.nextElement() {
            if let element = try Element.read(&reader, &note) { elements.append(element) } else { isWhole = false }
        }
        return isWhole ? elements : nil
    }

    func write(_ name: StaticString, to writer: inout JSONWriter) {
        writer.key(name)
        writer.beginArray()
        for element in self { element.write(to: &writer) }
        writer.endArray()
    }
}
