import Yams

/// Reads YAML 1.1 (anchors, aliases and `<<` included) through Yams' node tree, which carries line and column.
struct YAMLReader {
    /// A configuration is written by hand: what is nested deeper than this is an accident, and Yams' reader
    /// recurses once a level.
    static let maximumDepth = 64

    /// Aliases of aliases can make a few lines unfold into billions of nodes.
    static let mostNodes = 100_000

    private static let notAKey = "a key must be a plain word"

    let fileName: String
    private let unfolded = Counter()

    private final class Counter {
        var nodes = 0
    }

    init(fileName: String) {
        self.fileName = fileName
    }

    func read(_ text: String) throws(ConfigurationError) -> DocumentNode {
        if let mark = YAMLScan.tooDeep(text, most: Self.maximumDepth) {
            throw problem(mark.line, mark.column, "nested deeper than \(Self.maximumDepth) levels")
        }
        // Some editors begin a file with a byte order mark; it is no part of the text.
        let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        if let odd = YAMLScan.oddCharacter(text) { throw problem(odd.line, odd.column, odd.reason) }
        if let mark = YAMLScan.unfoldingKey(text) { throw problem(mark.line, mark.column, Self.notAKey) }
        do {
            guard let root = try Parser(yaml: text).singleRoot() else {
                return DocumentNode(content: .null, origin: .file(name: fileName, line: 1, column: 1))
            }
            return try convert(root)
        } catch let error as ConfigurationError {
            throw error
        } catch let error as YamlError {
            throw explain(error)
        } catch {
            throw problem(1, 1, "not readable as YAML: \(error)")
        }
    }

    private func convert(_ node: Node) throws(ConfigurationError) -> DocumentNode {
        let origin = self.origin(node.mark)
        unfolded.nodes += 1
        guard unfolded.nodes <= Self.mostNodes else {
            let reason = "holds more than \(Self.mostNodes) values once its aliases are followed"
            throw .invalid([ConfigurationProblem(origin: origin, path: "", reason: reason)])
        }
        switch node {
        case .scalar(let scalar):
            try check(scalar.tag, else: .str, node.mark)
            let bare = scalar.style == .plain || scalar.style == .any
            let isNull = bare && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            return DocumentNode(content: isNull ? .null : .scalar(scalar.string), origin: origin)
        case .sequence(let sequence):
            try check(sequence.tag, else: .seq, node.mark)
            var items: [DocumentNode] = []
            for item in sequence { items.append(try convert(item)) }
            return DocumentNode(content: .sequence(items), origin: origin)
        case .mapping(let mapping):
            try check(mapping.tag, else: .map, node.mark)
            return DocumentNode(content: .mapping(try entries(mapping)), origin: origin)
        case .alias:
            throw problem(node.mark?.line ?? 1, node.mark?.column ?? 1, "an alias that was not resolved")
        }
    }

    /// What a value is, is for its key to say: `!!int 010` is eight to one reader and ten to another, `!include` nothing to most.
    private func check(_ tag: Tag, else usual: Tag.Name, _ mark: Mark?) throws(ConfigurationError) {
        guard tag != Tag(.implicit), tag != Tag(usual) else { return }
        throw problem(mark?.line ?? 1, mark?.column ?? 1, "types such as '\(tag)' are not read; leave it out")
    }

    private func entries(_ mapping: Node.Mapping) throws(ConfigurationError) -> [DocumentNode.Entry] {
        var own: [DocumentNode.Entry] = []
        var merged: [DocumentNode.Entry] = []
        var places: [String: DocumentNode.Origin] = [:]
        for (key, value) in mapping {
            guard case .scalar(let name) = key else {
                throw problem(key.mark?.line ?? 1, key.mark?.column ?? 1, Self.notAKey)
            }
            let converted = try convert(value)
            if name.string == "<<", name.style == .plain || name.style == .any {
                merged += try mergedEntries(converted)
            } else {
                let entry = DocumentNode.Entry(key: name.string, origin: origin(key.mark), value: converted)
                // To YAML `1` and `"1"` are two keys; here they are one.
                if let first = places.updateValue(entry.origin, forKey: entry.key) {
                    let reason = "written twice in one group: '\(entry.key)' (first at \(first))"
                    throw .invalid([ConfigurationProblem(origin: entry.origin, path: "", reason: reason)])
                }
                own.append(entry)
            }
        }
        // YAML's merge: what is written here wins, and of several merged groups the first.
        for entry in merged where places[entry.key] == nil {
            places[entry.key] = entry.origin
            own.append(entry)
        }
        return own
    }

    private func mergedEntries(_ node: DocumentNode) throws(ConfigurationError) -> [DocumentNode.Entry] {
        switch node.content {
        case .mapping(let entries):
            return entries
        case .sequence(let nodes):
            var all: [DocumentNode.Entry] = []
            for node in nodes { all += try mergedEntries(node) }
            return all
        case .null, .scalar:
            let reason = "'<<' takes over the keys of another group, this is \(node.kind)"
            throw .invalid([ConfigurationProblem(origin: node.origin, path: "", reason: reason)])
        }
    }

    private func origin(_ mark: Mark?) -> DocumentNode.Origin {
        .file(name: fileName, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    private func problem(_ line: Int, _ column: Int, _ reason: String) -> ConfigurationError {
        let origin = DocumentNode.Origin.file(name: fileName, line: line, column: column)
        return .invalid([ConfigurationProblem(origin: origin, path: "", reason: reason)])
    }

    private func explain(_ error: YamlError) -> ConfigurationError {
        switch error {
        case .scanner(let context, let text, let mark, _), .parser(let context, let text, let mark, _),
            .composer(let context, let text, let mark, _):
            let begun = context.map { " (\($0.text), line \($0.mark.line))" } ?? ""
            return problem(mark.line, mark.column, "not valid YAML: \(text)\(begun)")
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "'\($0)'" }.joined(separator: ", ")
            return problem(context.mark.line, context.mark.column, "written twice in one group: \(names)")
        case .reader(let text, _, _, _):
            return problem(1, 1, "not valid YAML: \(text)")
        default:
            return problem(1, 1, "not valid YAML")
        }
    }
}
