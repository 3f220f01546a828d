/// A JSON document in the order in which it was written down.
indirect enum JSONNode: Sendable, Hashable {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    case array([JSONNode])
    case object([Member])

    struct Member: Sendable, Hashable {
        var name: String
        var value: JSONNode
    }

    static func members(_ members: [(String, JSONNode)]) -> JSONNode {
        .object(members.map { Member(name: $0.0, value: $0.1) })
    }

    static func strings(_ texts: [String]) -> JSONNode {
        .array(texts.map { .string($0) })
    }

    var text: String {
        switch self {
        case .string(let text): Self.quote(text)
        case .integer(let value): String(value)
        case .boolean(let value): String(value)
        case .array(let items): "[\(items.map(\.text).joined(separator: ","))]"
        case .object(let members):
            "{\(members.map { "\(Self.quote($0.name)):\($0.value.text)" }.joined(separator: ","))}"
        }
    }

    private static func quote(_ text: String) -> String {
        String(decoding: JSONText.encode(text), as: UTF8.self)
    }
}
