/// `GET /v1/configuration`: what lies over the file, and what waits for a restart.
package struct ConfigurationState: Codable, Sendable, Hashable {
    /// The file.
    package var file: String
    /// When it was read last and taken over.
    package var loadedAt: APITime
    /// What was changed while the service ran, and lies over the file.
    package var changes: [KeptChange]
    /// What was changed so and does not fit the file any more: kept without effect, and tried again with every reload and
    /// every change.
    package var suspended: [KeptChange]
    /// Why it does not fit; absent where nothing is suspended.
    package var suspendedBecause: String?
    /// What the file says otherwise than when the service started, and only a restart takes over.
    package var needsRestart: [ChangedValue]

    package init(
        file: String, loadedAt: APITime, changes: [KeptChange] = [], suspended: [KeptChange] = [],
        suspendedBecause: String? = nil, needsRestart: [ChangedValue] = []
    ) {
        self.file = file
        self.loadedAt = loadedAt
        self.changes = changes
        self.suspended = suspended
        self.suspendedBecause = suspendedBecause
        self.needsRestart = needsRestart
    }

    private enum CodingKeys: String, CodingKey {
        case file, changes, suspended
        case loadedAt = "loaded_at"
        case suspendedBecause = "suspended_because"
        case needsRestart = "needs_restart"
    }
}

/// What a reload or a change has done.
package struct ConfigurationReport: Codable, Sendable, Hashable {
    /// What is different from before, and in effect now.
    package var changed: [ChangedValue]
    /// What the file says otherwise than when the service started, and only a restart takes over.
    package var needsRestart: [ChangedValue]
    /// Odd, and in effect all the same; and who was in a queue that is removed, with what becomes of them.
    package var warnings: [String]
    /// What was changed while the service ran, and lies over the file.
    package var changes: [KeptChange]
    /// Such changes that do not fit the file: kept without effect, and tried again with every reload and every change.
    package var suspended: [KeptChange]
    /// Such changes that have no effect any more, and are forgotten.
    package var dropped: [DroppedChange]
    /// False where it is in effect and the journal could not be written yet; absent where it is kept.
    package var kept: Bool?

    package init(
        changed: [ChangedValue] = [], needsRestart: [ChangedValue] = [], warnings: [String] = [],
        changes: [KeptChange] = [], suspended: [KeptChange] = [], dropped: [DroppedChange] = []
    ) {
        self.changed = changed
        self.needsRestart = needsRestart
        self.warnings = warnings
        self.changes = changes
        self.suspended = suspended
        self.dropped = dropped
    }

    private enum CodingKeys: String, CodingKey {
        case changed, warnings, changes, suspended, dropped, kept
        case needsRestart = "needs_restart"
    }
}

/// One key of the configuration whose value is another.
package struct ChangedValue: Codable, Sendable, Hashable {
    /// `queues.sales.ring_timeout`.
    package var key: String
    /// Absent where it was not written.
    package var from: String?
    /// Absent where it is not written any more.
    package var to: String?

    package init(key: String, from: String? = nil, to: String? = nil) {
        self.key = key
        self.from = from
        self.to = to
    }

    private enum CodingKeys: String, CodingKey { case key, from, to }
}

/// One change that was made while the service ran.
package struct KeptChange: Codable, Sendable, Hashable {
    /// `queues.sales.ring_timeout`, `queues.sales.members.1001`.
    package var target: String
    /// As people read it.
    package var value: String
    /// The id of the API key that made it.
    package var by: String
    /// When it was made.
    package var at: APITime

    package init(target: String, value: String, by: String, at: APITime) {
        self.target = target
        self.value = value
        self.by = by
        self.at = at
    }

    private enum CodingKeys: String, CodingKey { case target, value, by, at }
}

/// A change that has no effect any more.
package struct DroppedChange: Codable, Sendable, Hashable {
    /// `queues.sales.ring_timeout`.
    package var target: String
    /// `the file says the same`, `the queue is gone`, …
    package var reason: String

    package init(target: String, reason: String) {
        self.target = target
        self.reason = reason
    }

    private enum CodingKeys: String, CodingKey { case target, reason }
}

/// The optional body of `POST /v1/configuration/reload`.
package struct ReloadBody: Codable, Sendable, Hashable {
    /// Forget what was changed while the service ran: the file alone counts again.
    package var discardChanges: Bool?

    package init(discardChanges: Bool? = nil) { self.discardChanges = discardChanges }

    private enum CodingKeys: String, CodingKey { case discardChanges = "discard_changes" }
}

/// The body of `POST /v1/queues/{id}/add-member` and `remove-member`.
package struct MemberBody: Codable, Sendable, Hashable {
    /// The agent's id.
    package var agent: String
    /// 1 to 100; as it is, or 1, when absent.
    package var tier: Int64?
    /// 1 to 1000; as it is, or 1, when absent.
    package var weight: Int64?

    package init(agent: String, tier: Int64? = nil, weight: Int64? = nil) {
        self.agent = agent
        self.tier = tier
        self.weight = weight
    }

    private enum CodingKeys: String, CodingKey { case agent, tier, weight }
}

/// The lists of the configuration whose items can be changed one by one. The raw value is the first part of the path.
package enum ConfigurationList: String, Sendable, Hashable, CaseIterable {
    case queues, agents, hours, reasons
}

/// One item of such a list.
package struct ConfigurationItem: Sendable, Hashable {
    package var list: ConfigurationList
    package var id: String

    package init(_ list: ConfigurationList, _ id: String) {
        self.list = list
        self.id = id
    }
}

/// The last path component of a change of an item.
package enum ItemVerb: String, Sendable, Hashable, CaseIterable {
    case set, add, remove
}

/// The body of `POST /v1/queues/{id}/set`, and of that of the other lists.
package struct SettingsBody: Codable, Sendable, Hashable {
    /// Keys of the item and their new values.
    package var settings: [KeySetting]

    package init(settings: [KeySetting]) { self.settings = settings }

    private enum CodingKeys: String, CodingKey { case settings }
}

/// The body of `POST /v1/queues/{id}/add`, and of that of the other lists.
package struct AdditionBody: Codable, Sendable, Hashable {
    /// Keys of the new item and their values; absent where the id is enough.
    package var settings: [KeySetting]?

    package init(settings: [KeySetting]? = nil) { self.settings = settings }

    private enum CodingKeys: String, CodingKey { case settings }
}

/// The body of `POST /v1/queues/{id}/remove`, and of that of the other lists: an empty object, or none.
package struct RemovalBody: Codable, Sendable, Hashable {
    private enum CodingKeys: CodingKey {}

    package init() {}

    package func encode(to encoder: any Encoder) throws { _ = encoder.container(keyedBy: CodingKeys.self) }
}

/// One key of an item.
package struct KeySetting: Codable, Sendable, Hashable {
    /// As in the file: `ring_timeout`.
    package var key: String
    /// As in the file: `20s`, `[no_answer, busy]`; absent takes back what was changed.
    package var value: String?

    package init(key: String, value: String? = nil) {
        self.key = key
        self.value = value
    }

    private enum CodingKeys: String, CodingKey { case key, value }
}

/// What can be changed of an item while the service runs.
package enum ItemChange: Sendable, Hashable {
    case set([KeySetting])
    /// It is there, with these keys. One that was removed comes back.
    case add([KeySetting])
    case remove
}

/// Who serves a queue.
package enum MemberChange: Sendable, Hashable {
    case add(MemberBody)
    case remove(agent: String)
}
