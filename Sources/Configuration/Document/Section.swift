/// A value together with the place where it was written, for checks that come later.
struct Located<Value> {
    var value: Value
    var origin: ConfigurationProblem.Origin
    var path: String
}

/// One group of keys while it is being read. Whoever reads asks for each key once; what nobody asked for is unknown,
/// so the list of right keys is the code that reads them.
final class Section {
    typealias Origin = ConfigurationProblem.Origin

    let path: String
    let origin: Origin
    let problems: Problems
    private let entries: [DocumentNode.Entry]
    private let isImplied: Bool
    private var asked: [String] = []

    /// - Parameter isImplied: the keys are not written there, so that no path names them.
    init(_ node: DocumentNode, path: String, isImplied: Bool = false, problems: Problems) {
        self.path = path
        self.isImplied = isImplied
        self.origin = node.origin
        self.problems = problems
        switch node.content {
        case .mapping(let entries):
            self.entries = entries
        case .null:
            self.entries = []
        case .scalar, .sequence:
            self.entries = []
            problems.add(node.origin, path, "expected a group of keys, found \(node.kind)")
        }
    }

    func path(of key: String) -> String {
        if isImplied { return path }
        return path.isEmpty ? key : "\(path).\(key)"
    }

    /// Where a key's value stands; the section's own place if the key is not there.
    func origin(of key: String) -> Origin {
        entries.first { $0.key == key }?.value.origin ?? origin
    }

    /// The key's node, unless it is missing or empty.
    func node(_ key: String) -> DocumentNode? {
        if !asked.contains(key) { asked.append(key) }
        guard let node = entries.first(where: { $0.key == key })?.value, !node.isNull else { return nil }
        return node
    }

    func optional<Value>(_ key: String, _ parse: (String) throws(Refusal) -> Value) -> Value? {
        node(key).flatMap { scalar($0, path(of: key), parse) }
    }

    func value<Value>(_ key: String, default fallback: Value, _ parse: (String) throws(Refusal) -> Value) -> Value {
        optional(key, parse) ?? fallback
    }

    func required<Value>(_ key: String, _ parse: (String) throws(Refusal) -> Value) -> Value? {
        guard node(key) != nil else {
            let empty = entries.first { $0.key == key }
            problems.add(empty?.origin ?? origin, path(of: key), empty == nil ? "is missing" : "has no value")
            return nil
        }
        return optional(key, parse)
    }

    /// A list of single values. One value alone is a list of one; from the environment, commas separate.
    func list<Value>(_ key: String, _ parse: (String) throws(Refusal) -> Value) -> [Located<Value>] {
        items(key).compactMap { item in
            scalar(item.value, item.path, parse).map { Located(value: $0, origin: item.origin, path: item.path) }
        }
    }

    /// A list whose items are single values, which stand for `name`, or groups that have it among their keys:
    /// `[sales, {id: support, tier: 2}]`. A single value is given as a group of that one key.
    func sections(_ key: String, orJust name: String) -> [Section] {
        items(key).map { item in
            guard case .scalar = item.value.content else {
                return Section(item.value, path: item.path, problems: problems)
            }
            let group = DocumentNode(
                content: .mapping([.init(key: name, origin: item.origin, value: item.value)]), origin: item.origin)
            return Section(group, path: item.path, isImplied: true, problems: problems)
        }
    }

    private func items(_ key: String) -> [Located<DocumentNode>] {
        guard let node = node(key) else { return [] }
        var items: [DocumentNode] = []
        switch (node.content, node.origin) {
        case (.sequence(let nodes), _):
            items = nodes
        case (.scalar(let text), .environment):
            for part in text.split(separator: ",") {
                items.append(DocumentNode(content: .scalar(part.trimmingSpaces()), origin: node.origin))
            }
        default:
            items = [node]
        }
        return items.enumerated().map { index, item in
            Located(value: item, origin: item.origin, path: "\(path(of: key))[\(index)]")
        }
    }

    /// A group below this one; empty if it is missing.
    func section(_ key: String) -> Section {
        Section(node(key) ?? DocumentNode(content: .null, origin: origin), path: path(of: key), problems: problems)
    }

    /// A list of groups.
    func sections(_ key: String) -> [Section] {
        guard let node = node(key) else { return [] }
        guard case .sequence(let items) = node.content else {
            problems.add(node.origin, path(of: key), "expected a list (each item begins with '- '), found \(node.kind)")
            return []
        }
        return items.enumerated().map { index, item in
            Section(item, path: "\(path(of: key))[\(index)]", problems: problems)
        }
    }

    /// Keys with a value of one kind, in the order of the file: `skills: {german: 5}`.
    func map<Value>(_ key: String, _ parse: (String) throws(Refusal) -> Value) -> [(key: String, value: Value)] {
        guard let node = node(key) else { return [] }
        guard case .mapping(let entries) = node.content else {
            problems.add(node.origin, path(of: key), "expected a group of keys, found \(node.kind)")
            return []
        }
        return entries.compactMap { entry in
            scalar(entry.value, "\(path(of: key)).\(entry.key)", parse).map { (entry.key, $0) }
        }
    }

    /// To be called when every key was asked for.
    func finish(ignoringPrefix ignored: String? = nil) {
        for entry in entries where !asked.contains(entry.key) {
            if let ignored, entry.key.hasPrefix(ignored) { continue }
            let nearest = Spelling.nearest(to: entry.key, among: asked)
            let list = nearest == nil ? " (known here: \(asked.sorted().joined(separator: ", ")))" : ""
            problems.add(entry.origin, path(of: entry.key), "unknown key\(list)", nearest)
        }
    }

    private func scalar<Parsed>(
        _ node: DocumentNode, _ path: String, _ parse: (String) throws(Refusal) -> Parsed
    ) -> Parsed? {
        guard case .scalar(let text) = node.content else {
            problems.add(node.origin, path, "expected a single value, found \(node.kind)")
            return nil
        }
        guard text.utf8.count <= Value.longestValue else {
            problems.add(
                node.origin, path, "has \(text.utf8.count) bytes, and there can be \(Value.longestValue) at most")
            return nil
        }
        do {
            return try parse(text)
        } catch {
            problems.add(node.origin, path, error)
            return nil
        }
    }
}
