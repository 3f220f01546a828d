/// Lays changes over the document. One whose queue or agent is gone, or that says what the file says itself, is dropped.
struct ChangeOverlay {
    let changes: [ConfigurationChange]

    typealias Dropped = ServiceConfiguration.Loaded.Dropped

    /// Which items there are comes first, so that what is said of one that is gone is dropped whenever it was said.
    ///
    /// - Returns: those that count, and those that do not.
    func apply(to root: inout DocumentNode) throws(ConfigurationError) -> (
        kept: [ConfigurationChange], dropped: [Dropped]
    ) {
        var reasons: [Int: String] = [:]
        for ofItems in [true, false] {
            for (index, change) in changes.enumerated() where change.what.isOfItem == ofItems {
                reasons[index] = try apply(change, to: &root)
            }
        }
        var kept: [ConfigurationChange] = []
        var dropped: [Dropped] = []
        for (index, change) in changes.enumerated() {
            if let reason = reasons[index] {
                dropped.append(Dropped(change: change, reason: reason))
            } else {
                kept.append(change)
            }
        }
        return (kept, dropped)
    }

    /// - Returns: why it does not count; nil where it does.
    private func apply(
        _ change: ConfigurationChange, to root: inout DocumentNode
    ) throws(ConfigurationError) -> String? {
        let same = "the file says the same"
        let origin = ConfigurationProblem.Origin.change(target: change.target)
        switch change.what {
        case .item(let item):
            guard root.place(of: item.id, in: item.list.rawValue) == nil else { return same }
            root.append(item.id, to: item.list.rawValue, origin)
        case .noItem(let item):
            guard let place = root.place(of: item.id, in: item.list.rawValue) else { return same }
            root.remove(place, from: item.list.rawValue)
            if item.list == .queues { root.discharge(item.id, origin) }
        case .key(let item, let key, let value):
            let list = item.list.rawValue
            guard let place = root.place(of: item.id, in: list) else { return "the \(item.list.word) is gone" }
            var node = try YAMLReader(fileName: change.target).read(value)
            node.origin = origin
            if root.item(place, in: list)[key]?.text == node.text { return same }
            root.change(list, place) { $0.set(key, node, origin) }
        case .member(let queue, let agent, let tier, let weight):
            guard root.place(of: queue, in: "queues") != nil else { return "the queue is gone" }
            guard let place = root.place(of: agent, in: "agents") else { return "the agent is gone" }
            var served = root.item(place, in: "agents").served
            let known = served.firstIndex { $0.id == queue }
            if let known, served[known].tier == "\(tier)", served[known].weight == "\(weight)" { return same }
            let node = DocumentNode.member(queue, tier: tier, weight: weight, origin)
            if let known { served[known].node = node } else { served.append(.init(node: node)) }
            root.change("agents", place) { $0.set("queues", .list(served.map(\.node), origin), origin) }
        case .noMember(let queue, let agent):
            guard let place = root.place(of: agent, in: "agents") else { return "the agent is gone" }
            guard root.discharge(place, from: queue, origin) else { return same }
        }
        return nil
    }
}

extension ConfigurationChange.What {
    fileprivate var isOfItem: Bool {
        switch self {
        case .item, .noItem: true
        case .key, .member, .noMember: false
        }
    }
}

/// One item of an agent's `queues`: an id alone, or a group.
private struct Served {
    var node: DocumentNode

    private func text(_ key: String) -> String? {
        if case .scalar(let text)? = node[key]?.content { text } else { nil }
    }

    var id: String? {
        if case .scalar(let text) = node.content { text } else { text("id") }
    }
    var tier: String { text("tier") ?? "1" }
    var weight: String { text("weight") ?? "1" }
}

extension DocumentNode {
    fileprivate static func list(_ items: [DocumentNode], _ origin: Origin) -> DocumentNode {
        DocumentNode(content: .sequence(items), origin: origin)
    }

    fileprivate static func member(_ queue: String, tier: Int, weight: Int, _ origin: Origin) -> DocumentNode {
        let keys = [("id", queue), ("tier", "\(tier)"), ("weight", "\(weight)")]
        return DocumentNode(
            content: .mapping(
                keys.map {
                    Entry(key: $0.0, origin: origin, value: DocumentNode(content: .scalar($0.1), origin: origin))
                }), origin: origin)
    }

    fileprivate var served: [Served] {
        guard let node = self["queues"] else { return [] }
        switch node.content {
        case .sequence(let items): return items.map { Served(node: $0) }
        case .null: return []
        case .scalar, .mapping: return [Served(node: node)]
        }
    }

    /// The agent at this place serves the queue no more.
    /// - Returns: false where they do not serve it.
    fileprivate mutating func discharge(_ place: Int, from queue: String, _ origin: Origin) -> Bool {
        let served = item(place, in: "agents").served
        guard served.contains(where: { $0.id == queue }) else { return false }
        let left = served.filter { $0.id != queue }.map(\.node)
        change("agents", place) { $0.set("queues", .list(left, origin), origin) }
        return true
    }

    /// Nobody serves the queue any more.
    fileprivate mutating func discharge(_ queue: String, _ origin: Origin) {
        guard case .sequence(let agents)? = self["agents"]?.content else { return }
        for place in agents.indices { _ = discharge(place, from: queue, origin) }
    }

    /// An item that has nothing but its id. A list that is not there yet begins with it.
    fileprivate mutating func append(_ id: String, to list: String, _ origin: Origin) {
        let name = DocumentNode(content: .scalar(id), origin: origin)
        let item = DocumentNode(content: .mapping([Entry(key: "id", origin: origin, value: name)]), origin: origin)
        var items: [DocumentNode] = []
        if let node = self[list], !node.isNull {
            // What is no list is told by the reader.
            guard case .sequence(let known) = node.content else { return }
            items = known
        }
        set(list, .list(items + [item], self[list]?.origin ?? origin), origin)
    }

    fileprivate mutating func remove(_ place: Int, from list: String) {
        guard let node = self[list], case .sequence(var items) = node.content else { return }
        items.remove(at: place)
        set(list, .list(items, node.origin), node.origin)
    }

    /// Where the item of a list stands that has this id.
    fileprivate func place(of id: String, in list: String) -> Int? {
        guard case .sequence(let items)? = self[list]?.content else { return nil }
        return items.firstIndex { item in
            if case .scalar(id)? = item["id"]?.content { true } else { false }
        }
    }

    fileprivate func item(_ place: Int, in list: String) -> DocumentNode {
        guard case .sequence(let items)? = self[list]?.content else { return self }
        return items[place]
    }

    fileprivate mutating func change(_ list: String, _ place: Int, _ body: (inout DocumentNode) -> Void) {
        guard case .mapping(var entries) = content, let index = entries.firstIndex(where: { $0.key == list }),
            case .sequence(var items) = entries[index].value.content
        else { return }
        body(&items[place])
        entries[index].value.content = .sequence(items)
        content = .mapping(entries)
    }

    fileprivate mutating func set(_ key: String, _ value: DocumentNode, _ origin: Origin) {
        guard case .mapping(var entries) = content else { return }
        if let index = entries.firstIndex(where: { $0.key == key }) {
            entries[index].value = value
        } else {
            entries.append(Entry(key: key, origin: origin, value: value))
        }
        content = .mapping(entries)
    }
}

// MARK: As text, for comparing

extension DocumentNode {
    /// The node on one line, as it could be written in the file.
    var text: String {
        switch content {
        case .null: ""
        case .scalar(let text): text
        case .sequence(let items): "[" + items.map(\.text).joined(separator: ", ") + "]"
        case .mapping(let entries): "{" + entries.map { "\($0.key): \($0.value.text)" }.joined(separator: ", ") + "}"
        }
    }

    /// Every key of the document with its text: `queues.sales.ring_timeout`. Items of lists stand under their id or name.
    var values: [String: String] {
        guard case .mapping(let entries) = content else { return [:] }
        var values: [String: String] = [:]
        for entry in entries {
            switch entry.value.content {
            case .mapping: entry.value.add(to: &values, under: entry.key)
            case .sequence(let items) where !items.isEmpty:
                let names = items.map(\.name)
                guard names.allSatisfy({ $0 != nil }) else { fallthrough }
                for (item, name) in zip(items, names) { item.add(to: &values, under: "\(entry.key).\(name ?? "")") }
            default: values[entry.key] = entry.value.text
            }
        }
        return values
    }

    private var name: String? {
        guard case .mapping = content else { return nil }
        for key in ["id", "name"] {
            if case .scalar(let text)? = self[key]?.content { return text }
        }
        return "0"
    }

    private func add(to values: inout [String: String], under path: String) {
        guard case .mapping(let entries) = content else { return }
        for entry in entries { values["\(path).\(entry.key)"] = entry.value.text }
    }
}
