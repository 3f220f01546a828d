import Telephony

/// Everything that the engine knows and must know again after a restart. Changed only by `apply`; the same facts make the
/// same state in every process. A read model keeps one of its own, folded from the same facts.
///
/// The first group are the records; the second are indexes, which follow from them (`rebuildIndexes`).
package struct QueueState: Sendable, Equatable {
    package internal(set) var settings = Settings(queues: [], agents: [])
    package internal(set) var servers: [ServerID: Server] = [:]
    package internal(set) var queues: [QueueID: Queue] = [:]
    package internal(set) var agents: [AgentID: Agent] = [:]
    package internal(set) var entries: [EntryID: Entry] = [:]
    package internal(set) var offers: [OfferID: Offer] = [:]
    /// Callers of closed entries who have not left yet.
    package internal(set) var leaving: [LegKey: Leaving] = [:]
    /// The places of callers who gave up, by who they were.
    package internal(set) var regains: [CallerToken: Regain] = [:]
    /// How many entries this journal has opened.
    package internal(set) var arrivals: UInt64 = 0
    /// The moment of the last fact.
    package internal(set) var latest = Instant(milliseconds: 0)

    package internal(set) var legs: [LegKey: LegRole] = [:]
    package internal(set) var lanes: [LaneKey: Lane] = [:]
    /// Only of queues that go by it, and only where somebody is there.
    package internal(set) var staff: [LaneKey: Staff] = [:]
    package internal(set) var deadlines = OrderedIndex<Deadline>()
    /// In whose bridge callers may still be whose calls were ended.
    package internal(set) var guests: [LegKey: AgentID] = [:]
    /// The requests to be called back that have led to no talk yet.
    package internal(set) var callbacks: Set<EntryID> = []
    package internal(set) var agentsAtEndpoint: [EndpointKey: [AgentID]] = [:]

    package init() {}

    /// The records; the indexes follow from them.
    package static func == (left: QueueState, right: QueueState) -> Bool {
        left.latest == right.latest && left.arrivals == right.arrivals && left.settings == right.settings
            && left.servers == right.servers && left.queues == right.queues && left.agents == right.agents
            && left.entries == right.entries && left.offers == right.offers && left.leaving == right.leaving
            && left.regains == right.regains
    }
}

/// An endpoint on a server, as `AgentSettings.endpoint` writes it.
package struct EndpointKey: Hashable, Sendable {
    package var server: ServerID
    package var endpoint: String

    package init(server: ServerID, endpoint: String) {
        self.server = server
        self.endpoint = endpoint
    }
}
