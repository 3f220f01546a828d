import WireJSON

/// How the generated factories build a query and read an answer.
extension ARIRequest where Response == Void {
    init(
        _ operation: String, _ method: ARIMethod, _ path: [String], _ query: QueryBuilder = QueryBuilder(),
        body: [UInt8]? = nil, mayBlock: Bool = false
    ) {
        self.init(operation, method, path, query: query.items, body: body, mayBlock: mayBlock) { _ in }
    }
}

extension ARIRequest where Response: WireModel {
    init(
        _ operation: String, _ method: ARIMethod, _ path: [String], _ query: QueryBuilder = QueryBuilder(),
        body: [UInt8]? = nil, mayBlock: Bool = false
    ) {
        self.init(operation, method, path, query: query.items, body: body, mayBlock: mayBlock) {
            (answer) throws(ARIReadingError) in
            try Response(json: answer.body)
        }
    }
}

extension ARIRequest {
    init<Element: WireModel>(
        _ operation: String, _ method: ARIMethod, _ path: [String], _ query: QueryBuilder = QueryBuilder(),
        body: [UInt8]? = nil, mayBlock: Bool = false
    ) where Response == [Element] {
        self.init(operation, method, path, query: query.items, body: body, mayBlock: mayBlock) {
            (answer) throws(ARIReadingError) in
            try Element.wholeDocument(answer.body) { (reader, note) throws(JSONError) in
                try [Element].read(&reader, &note)
            }
        }
    }
}

extension ARIRequest where Response == [UInt8] {
    init(
        binary operation: String, _ method: ARIMethod, _ path: [String], _ query: QueryBuilder = QueryBuilder()
    ) {
        self.init(operation, method, path, query: query.items, mayBlock: true) { (answer) in answer.body }
    }
}

/// Collects a query in the order of the api-docs; what is nil is left out.
struct QueryBuilder {
    var items: [ARIQueryItem] = []

    mutating func add(_ name: String, _ value: String?) {
        if let value { items.append(ARIQueryItem(name, value)) }
    }

    mutating func add(_ name: String, _ value: (some ARIIdentifier)?) { add(name, value?.rawValue) }
    mutating func add(_ name: String, _ value: (some ARIChoice)?) { add(name, value?.rawValue) }
    mutating func add(_ name: String, _ value: Int?) { add(name, value.map { String($0) }) }
    mutating func add(_ name: String, _ value: Int64?) { add(name, value.map { String($0) }) }
    mutating func add(_ name: String, _ value: Bool?) { add(name, value.map { $0 ? "true" : "false" }) }

    /// Several values of one name go as a list with commas: of a repeated name Asterisk reads the last only.
    mutating func add(_ name: String, _ values: [String]?) {
        if let values { add(name, values.joined(separator: ",")) }
    }

    mutating func add(_ name: String, _ values: [some ARIIdentifier]?) { add(name, values?.map(\.rawValue)) }
    mutating func add(_ name: String, _ values: [some ARIChoice]?) { add(name, values?.map(\.rawValue)) }
}

/// Builds a request's JSON body.
enum BodyBuilder {
    /// A body whose one value `write` writes.
    static func document(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        write(&writer)
        return writer.bytes
    }

    /// An object whose members `body` writes.
    static func object(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        document { writer in
            writer.beginObject()
            body(&writer)
            writer.endObject()
        }
    }

    /// An object of one member, whose value `write` writes.
    static func member(_ name: StaticString, _ write: (inout JSONWriter) -> Void) -> [UInt8] {
        object { writer in
            writer.key(name)
            write(&writer)
        }
    }
}
