import Foundation
import MaydayConfiguration
import Store
import Telephony

/// Changes to the configuration as the store keeps them.
struct KeptChanges {
    private static let note = "configuration_changes"

    private struct Item: Codable {
        var kind: String
        /// Empty where the list says of what it is.
        var queue: String
        /// The list that an item is of; a queue's keys have none.
        var list: String?
        var id: String?
        var agent: String?
        var tier: Int?
        var weight: Int?
        var key: String?
        var value: String?
        var by: String
        var at: Int64
    }

    static func read(_ reader: StoreReader) async throws(StoreError) -> [ConfigurationChange] {
        guard let text = try await reader.note(note),
            let items = try? JSONDecoder().decode([Item].self, from: Data(text.utf8))
        else { return [] }
        return items.compactMap { item in
            guard let what = what(item) else { return nil }
            return ConfigurationChange(what: what, by: item.by, at: Instant(milliseconds: item.at))
        }
    }

    static func keep(_ changes: [ConfigurationChange], _ store: Store) async throws(StoreError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        // Strings and numbers: encoding them cannot fail.
        let bytes = (try? encoder.encode(changes.map(item))) ?? Data("[]".utf8)
        try await store.keep(notes: [note: String(decoding: bytes, as: UTF8.self)])
    }

    private static func what(_ item: Item) -> ConfigurationChange.What? {
        switch (item.kind, item.agent, item.key, item.value) {
        case ("member", let agent?, _, _):
            .member(queue: item.queue, agent: agent, tier: item.tier ?? 1, weight: item.weight ?? 1)
        case ("no_member", let agent?, _, _): .noMember(queue: item.queue, agent: agent)
        case ("set", _, let key?, let value?):
            .key(ConfigurationChange.Item(.queues, item.queue), key: key, value: value)
        case ("set_key", _, let key?, let value?): listed(item).map { .key($0, key: key, value: value) }
        case ("item", _, _, _): listed(item).map { .item($0) }
        case ("no_item", _, _, _): listed(item).map { .noItem($0) }
        default: nil
        }
    }

    private static func listed(_ item: Item) -> ConfigurationChange.Item? {
        guard let list = item.list.flatMap({ ConfigurationChange.List(rawValue: $0) }), let id = item.id else {
            return nil
        }
        return ConfigurationChange.Item(list, id)
    }

    private static func item(_ change: ConfigurationChange) -> Item {
        var item = Item(kind: "", queue: "", by: change.by, at: change.at.milliseconds)
        switch change.what {
        case .member(let queue, let agent, let tier, let weight):
            (item.kind, item.queue, item.agent, item.tier, item.weight) = ("member", queue, agent, tier, weight)
        case .noMember(let queue, let agent): (item.kind, item.queue, item.agent) = ("no_member", queue, agent)
        case .key(let of, let key, let value) where of.list == .queues:
            (item.kind, item.queue, item.key, item.value) = ("set", of.id, key, value)
        case .key(let of, let key, let value):
            (item.kind, item.list, item.id, item.key, item.value) = ("set_key", of.list.rawValue, of.id, key, value)
        case .item(let of): (item.kind, item.list, item.id) = ("item", of.list.rawValue, of.id)
        case .noItem(let of): (item.kind, item.list, item.id) = ("no_item", of.list.rawValue, of.id)
        }
        return item
    }
}
