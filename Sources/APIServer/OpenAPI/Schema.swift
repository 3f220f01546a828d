import MaydayAPI

/// The shape of a JSON value.
indirect enum Schema: Sendable, Hashable {
    struct Property: Sendable, Hashable {
        var name: String
        var schema: Schema
        var isRequired: Bool
    }

    case any
    /// An object of whatever members.
    case object
    /// `values` empty: any text.
    case string(values: [String])
    case dateTime
    case integer
    case number
    case boolean
    case array(Schema)
    case nullable(Schema)
    case anyOf([Schema])
    case record(name: String, [Property])

    /// The shape of a type, found by letting it decode itself from a decoder that notes what is asked for:
    /// the document cannot say anything else than the code does.
    static func of<Value: Decodable>(_ type: Value.Type) -> Schema {
        SchemaReader.read(type).schema
    }

    /// The names of an object's members, in the order in which they are decoded.
    static func properties(of type: (some Decodable).Type) -> [String] {
        guard case .record(_, let properties) = of(type) else { return [] }
        return properties.map(\.name)
    }

    var properties: [Property] {
        if case .record(_, let properties) = self { properties } else { [] }
    }
}

/// A type that describes itself, because its decoding depends on what is read.
protocol SchemaDescribed: Decodable {
    static var schema: Schema { get }
    static var sample: Self { get }
}

extension APIEvent: SchemaDescribed {
    static var sample: APIEvent { APIEvent(at: APITime(milliseconds: 0), data: .clock) }

    static var schema: Schema {
        .record(
            name: "Event",
            [
                .init(name: "id", schema: .integer, isRequired: false),
                .init(name: "type", schema: .string(values: []), isRequired: true),
                .init(name: "at", schema: .dateTime, isRequired: true),
                .init(
                    name: "data",
                    schema: .anyOf([
                        .of(APIFact.self), .of(Call.self), .of(QueueEntry.self), .of(Agent.self), .of(Queue.self),
                        .of(Health.self), .of(Lagged.self),
                    ]),
                    isRequired: false),
            ])
    }
}

extension APIFact: SchemaDescribed {
    static var sample: APIFact { APIFact(type: "") }

    static var schema: Schema {
        // As decoded, without `type`, which stands on the event.
        SchemaReader.readPlainly(APIFact.self).schema
    }
}

extension AgentHistory: SchemaDescribed {
    static var sample: AgentHistory { AgentHistory(agentId: "") }

    static var schema: Schema {
        .record(
            name: "AgentHistory",
            [
                .init(name: "agent_id", schema: .string(values: []), isRequired: true),
                .init(name: "items", schema: .array(.of(AgentHistoryItem.self)), isRequired: true),
                .init(name: "truncated", schema: .boolean, isRequired: true),
                .init(name: "next", schema: .nullable(.string(values: [])), isRequired: true),
            ])
    }
}

extension Page: SchemaDescribed {
    static var sample: Page<Item> { Page(items: []) }

    static var schema: Schema {
        .record(
            name: "\(Item.self)Page",
            [
                .init(name: "items", schema: .array(.of(Item.self)), isRequired: true),
                .init(name: "next", schema: .nullable(.string(values: [])), isRequired: true),
            ])
    }
}
