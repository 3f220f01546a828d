/// A YAML node that remembers where it was written, so that every complaint can name its line.
///
/// Scalars stay text: whether `no` is a country or a truth value is for the key to say, not for YAML.
struct DocumentNode {
    typealias Origin = ConfigurationProblem.Origin

    struct Entry {
        var key: String
        var origin: Origin
        var value: DocumentNode
    }

    enum Content {
        case null
        case scalar(String)
        case sequence([DocumentNode])
        case mapping([Entry])
    }

    var content: Content
    var origin: Origin

    var kind: String {
        switch content {
        case .null: "nothing"
        case .scalar: "a single value"
        case .sequence: "a list"
        case .mapping: "a group of keys"
        }
    }

    var isNull: Bool {
        if case .null = content { true } else { false }
    }

    /// The value of a key, if this is a mapping that has it.
    subscript(key: String) -> DocumentNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }
}
