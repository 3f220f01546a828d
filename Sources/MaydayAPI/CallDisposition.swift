/// How a call went, as an agent or somebody for them said. Of several for one entry the last counts.
package struct CallDisposition: Codable, Sendable, Hashable {
    /// When it was said.
    package var at: APITime
    /// Whose call it was.
    package var agent: String
    /// The queue that brought it.
    package var queue: String
    /// The queue entry.
    package var entryId: String
    /// The disposition's id; absent where the queue wanted one and the agent let the time pass.
    package var disposition: String?
    /// Its name, where it is still configured.
    package var name: String?
    /// Who said so: the id of an API key, or a phone.
    package var by: String?
    /// What was written with it, unless it was erased.
    package var note: String?

    package init(
        at: APITime, agent: String, queue: String, entryId: String, disposition: String? = nil, name: String? = nil,
        by: String? = nil, note: String? = nil
    ) {
        self.at = at
        self.agent = agent
        self.queue = queue
        self.entryId = entryId
        self.disposition = disposition
        self.name = name
        self.by = by
        self.note = note
    }

    private enum CodingKeys: String, CodingKey {
        case at, agent, queue, disposition, name, by, note
        case entryId = "entry_id"
    }
}

/// A disposition that may be given for a queue's calls.
package struct DispositionChoice: Codable, Sendable, Hashable {
    /// What `dispose` takes.
    package var id: String
    /// For people.
    package var name: String
    /// What a desk phone dials after `*16`.
    package var code: Int64

    package init(id: String, name: String, code: Int64) {
        self.id = id
        self.name = name
        self.code = code
    }

    private enum CodingKeys: String, CodingKey { case id, name, code }
}
