import Telephony

/// A word for how a call went, as the configuration lists it.
package struct Disposition: Hashable, Sendable {
    package var id: String
    /// For people.
    package var name: String

    package init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}

/// What a queue wants to know of its calls when they are over.
package struct DispositionRule: Hashable, Sendable {
    /// Those that may be given for a call of this queue; empty where all that are configured may.
    package var allowed: [String]
    /// The wrap-up lasts until one is given.
    package var isRequired: Bool
    /// How long it lasts at most; then it is noted that none was given.
    package var longest: Span

    package static let none = DispositionRule()

    package init(allowed: [String] = [], isRequired: Bool = false, longest: Span = .seconds(300)) {
        self.allowed = allowed
        self.isRequired = isRequired
        self.longest = longest
    }

    package func allows(_ disposition: String) -> Bool { allowed.isEmpty || allowed.contains(disposition) }
}

/// An agent, or somebody for them, said how a call went. Said again, the last one counts.
package struct DispositionGiven: Hashable, Sendable {
    package var agent: AgentID
    package var entry: EntryID
    package var call: CallID
    package var queue: QueueID
    package var disposition: String
    /// The id of an API key, or the phone: `phone PJSIP/1001`.
    package var by: String
    /// Where the erasable table keeps what was written with it. People write about people: the words are in no fact.
    package var note: String?

    package init(
        agent: AgentID, entry: EntryID, call: CallID, queue: QueueID, disposition: String, by: String,
        note: String? = nil
    ) {
        self.agent = agent
        self.entry = entry
        self.call = call
        self.queue = queue
        self.disposition = disposition
        self.by = by
        self.note = note
    }
}

/// A queue wanted to know how a call went, and its agent did not say. They may still.
package struct DispositionMissed: Hashable, Sendable {
    package var agent: AgentID
    package var entry: EntryID
    package var call: CallID
    package var queue: QueueID

    package init(agent: AgentID, entry: EntryID, call: CallID, queue: QueueID) {
        self.agent = agent
        self.entry = entry
        self.call = call
        self.queue = queue
    }
}
