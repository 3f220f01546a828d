/// Lays `MAYDAY_API__LISTEN=…` over the file: two underscores between levels, list items by number or by name
/// (`MAYDAY_ASTERISK__0__URL`, `MAYDAY_QUEUES__SALES__RING_TIMEOUT`).
///
/// Variables without a double underscore belong to other programs of ours (`MAYDAY_URL`, `MAYDAY_KEY`) and are left
/// alone, with the one exception of `MAYDAY_NODE`. An empty variable counts as not set.
struct EnvironmentOverrides {
    private static let prefix = "MAYDAY_"
    private static let plainKeys: Set<String> = ["node"]

    let environment: [String: String]

    func apply(to root: inout DocumentNode, problems: Problems) {
        for variable in environment.keys.sorted() where variable.hasPrefix(Self.prefix) {
            guard let value = environment[variable], !value.isEmpty else { continue }
            let levels = Self.levels(variable.dropFirst(Self.prefix.count).lowercased())
            guard levels.count > 1 || Self.plainKeys.contains(levels[0]) else { continue }
            let override = Override(variable: variable, value: value, problems: problems)
            override.set(levels[...], in: &root)
        }
    }

    /// Splits at double underscores: `ring_timeout` keeps its single one.
    private static func levels(_ name: String) -> [String] {
        var levels = [""]
        var rest = Substring(name)
        while let character = rest.first {
            if rest.hasPrefix("__"), !levels[levels.count - 1].isEmpty {
                levels.append("")
                rest = rest.dropFirst(2)
            } else {
                levels[levels.count - 1].append(character)
                rest = rest.dropFirst()
            }
        }
        return levels
    }
}

private struct Override {
    let variable: String
    let value: String
    let problems: Problems

    private var origin: DocumentNode.Origin { .environment(variable: variable) }

    func set(_ levels: ArraySlice<String>, in node: inout DocumentNode) {
        guard let level = levels.first else {
            node = DocumentNode(content: .scalar(value), origin: origin)
            return
        }
        switch node.content {
        case .sequence(var items):
            guard let index = index(of: level, in: items) else {
                problems.add(origin, "", "the list has no item number or name '\(level)'")
                return
            }
            if index == items.count { items.append(DocumentNode(content: .null, origin: origin)) }
            set(levels.dropFirst(), in: &items[index])
            node.content = .sequence(items)
        case .mapping(var entries):
            if let index = entries.firstIndex(where: { $0.key.lowercased() == level }) {
                set(levels.dropFirst(), in: &entries[index].value)
            } else {
                var value = DocumentNode(content: .null, origin: origin)
                set(levels.dropFirst(), in: &value)
                entries.append(.init(key: level, origin: origin, value: value))
            }
            node.content = .mapping(entries)
        case .null, .scalar:
            // A number where nothing was written yet begins a list, a word begins a group.
            node = DocumentNode(content: Int(level) == nil ? .mapping([]) : .sequence([]), origin: origin)
            set(levels, in: &node)
        }
    }

    /// The item that a number or a name means; one past the end appends.
    private func index(of level: String, in items: [DocumentNode]) -> Int? {
        let named = items.firstIndex { item in
            ["id", "name"].contains { key in
                guard case .scalar(let name)? = item[key]?.content else { return false }
                return String(name.lowercased().map { $0 == "-" || $0 == "." ? "_" : $0 }) == level
            }
        }
        if let named { return named }
        guard let number = Int(level), (0...items.count).contains(number) else { return nil }
        return number
    }
}
