import Queueing
import Telephony

/// One change that was made while the service runs, over API or command line. It lies over the file, like a variable of
/// the environment, and is checked by the same rules.
package struct ConfigurationChange: Sendable, Hashable {
    /// The lists of the file whose items can be changed one by one: each item has an `id`.
    package enum List: String, Sendable, Hashable, CaseIterable {
        case queues, agents, hours, reasons

        /// One of its items, for people.
        package var word: String {
            switch self {
            case .queues: "queue"
            case .agents: "agent"
            case .hours: "schedule"
            case .reasons: "reason"
            }
        }
    }

    /// One item of a list.
    package struct Item: Sendable, Hashable {
        package var list: List
        package var id: String

        package init(_ list: List, _ id: String) {
            self.list = list
            self.id = id
        }
    }

    package enum What: Sendable, Hashable {
        /// The agent serves the queue so, whatever the file says.
        case member(queue: String, agent: String, tier: Int, weight: Int)
        /// The agent does not serve the queue.
        case noMember(queue: String, agent: String)
        /// An item's key has this value, written as in the file: `20s`, `[no_answer, busy]`.
        case key(Item, key: String, value: String)
        /// The item is there; what it says stands in changes of its keys.
        case item(Item)
        /// The item is not there, and nobody serves it.
        case noItem(Item)
    }

    /// What a change is about: of two changes of one subject the later counts.
    package enum Subject: Sendable, Hashable, CustomStringConvertible {
        case item(Item)
        case key(Item, String)
        case member(queue: String, agent: String)

        package var description: String {
            switch self {
            case .item(let item): "\(item.list.rawValue).\(item.id)"
            case .key(let item, let key): "\(item.list.rawValue).\(item.id).\(key)"
            case .member(let queue, let agent): "queues.\(queue).members.\(agent)"
            }
        }
    }

    package var what: What
    /// The id of the API key that made it.
    package var by: String
    package var at: Instant

    package init(what: What, by: String, at: Instant) {
        self.what = what
        self.by = by
        self.at = at
    }

    package var subject: Subject { what.subject }

    /// The subject as people read it: `queues.sales.ring_timeout`.
    package var target: String { "\(subject)" }

    /// The value as people read it.
    package var value: String {
        switch what {
        case .member(_, _, let tier, let weight): "tier \(tier), weight \(weight)"
        case .noMember: "no member"
        case .key(_, _, let value): value
        case .item: "added"
        case .noItem: "removed"
        }
    }
}

extension ConfigurationChange.What {
    package var subject: ConfigurationChange.Subject {
        switch self {
        case .member(let queue, let agent, _, _), .noMember(let queue, let agent):
            .member(queue: queue, agent: agent)
        case .key(let item, let key, _): .key(item, key)
        case .item(let item), .noItem(let item): .item(item)
        }
    }
}

extension ConfigurationChange.Subject {
    /// Whether it is the item, or something of it.
    package func isAbout(_ item: ConfigurationChange.Item) -> Bool {
        switch self {
        case .item(let own), .key(let own, _): own == item
        case .member(let queue, let agent):
            item == .init(.queues, queue) || item == .init(.agents, agent)
        }
    }
}

extension ServiceConfiguration {
    package func has(_ item: ConfigurationChange.Item) -> Bool {
        switch item.list {
        case .queues: queues.contains { $0.id == item.id }
        case .agents: agents.contains { $0.id == item.id }
        case .hours: schedules.contains { $0.id == item.id }
        case .reasons: reasons.contains { $0.id == item.id }
        }
    }
}

extension ServiceConfiguration.Loaded {
    /// A change that has no effect any more, and why.
    package struct Dropped: Sendable, Hashable {
        package var change: ConfigurationChange
        package var reason: String
    }
}
