/// Writes shapes as JSON Schema (2020-12, as OpenAPI 3.1 has it); records are written once and referred to.
struct ComponentSchemas {
    private(set) var named: [(String, JSONNode)] = []

    mutating func node(_ schema: Schema) -> JSONNode {
        switch schema {
        case .any: .members([])
        case .object: .members([("type", .string("object"))])
        case .string(let values) where values.isEmpty: .members([("type", .string("string"))])
        case .string(let values): .members([("type", .string("string")), ("enum", .strings(values))])
        case .dateTime: .members([("type", .string("string")), ("format", .string("date-time"))])
        case .integer: .members([("type", .string("integer")), ("format", .string("int64"))])
        case .number: .members([("type", .string("number"))])
        case .boolean: .members([("type", .string("boolean"))])
        case .array(let element): .members([("type", .string("array")), ("items", node(element))])
        case .nullable(let schema):
            .members([("anyOf", .array([node(schema), .members([("type", .string("null"))])]))])
        case .anyOf(let schemas): .members([("anyOf", .array(nodes(schemas)))])
        case .record(let name, let properties): record(name, properties)
        }
    }

    private mutating func nodes(_ schemas: [Schema]) -> [JSONNode] {
        var nodes: [JSONNode] = []
        for schema in schemas { nodes.append(node(schema)) }
        return nodes
    }

    private mutating func record(_ name: String, _ properties: [Schema.Property]) -> JSONNode {
        if !named.contains(where: { $0.0 == name }) {
            // Held before its members are written, so that the order is that of first mention.
            let place = named.count
            named.append((name, .members([])))
            var members: [(String, JSONNode)] = []
            for property in properties { members.append((property.name, node(property.schema))) }
            named[place].1 = .members([
                ("type", .string("object")),
                ("required", .strings(properties.filter(\.isRequired).map(\.name))),
                ("properties", .members(members)),
            ])
        }
        return .members([("$ref", .string("#/components/schemas/\(name)"))])
    }
}
