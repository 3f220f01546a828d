/// A queue as it is now, with today's figures (docs/figures.md).
package struct Queue: Codable, Sendable, Hashable {
    /// Its id in the configuration.
    package var id: String
    /// Its name for people.
    package var name: String?
    /// Whether it takes callers; with the reason where it does not. Absent from services that know no hours.
    package var door: QueueDoor?
    /// Entries that wait, those whose offer rings included.
    package var waiting: Int64
    /// The longest wait among them, in milliseconds; 0 when none waits.
    package var longestWaitMs: Int64
    /// Entries whose offer is ringing at an agent right now.
    package var offeredNow: Int64
    /// Entries connected or held.
    package var talking: Int64
    /// The queue's agents by state.
    package var agents: AgentCounts
    /// Figures since the local midnight.
    package var today: QueueFigures
    /// Of those waiting, the part still inside the threshold (0...1); absent when none waits.
    package var serviceLevelNow: Double?
    /// The threshold, in milliseconds.
    package var serviceLevelThresholdMs: Int64
    /// What agents may say of its calls.
    package var dispositions: [DispositionChoice]?
    /// True where the wrap-up lasts until they have said it.
    package var dispositionRequired: Bool?
    /// Callers who are not on the line, but to be called back; absent where nobody is called back.
    package var callbacks: Int64?

    package init(
        id: String, name: String? = nil, waiting: Int64 = 0, longestWaitMs: Int64 = 0, offeredNow: Int64 = 0,
        talking: Int64 = 0, agents: AgentCounts = AgentCounts(), today: QueueFigures = QueueFigures(),
        serviceLevelNow: Double? = nil, serviceLevelThresholdMs: Int64 = 20_000
    ) {
        self.id = id
        self.name = name
        self.waiting = waiting
        self.longestWaitMs = longestWaitMs
        self.offeredNow = offeredNow
        self.talking = talking
        self.agents = agents
        self.today = today
        self.serviceLevelNow = serviceLevelNow
        self.serviceLevelThresholdMs = serviceLevelThresholdMs
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, door, waiting, talking, agents, today, dispositions, callbacks
        case dispositionRequired = "disposition_required"
        case longestWaitMs = "longest_wait_ms"
        case offeredNow = "offered_now"
        case serviceLevelNow = "service_level_now"
        case serviceLevelThresholdMs = "service_level_threshold_ms"
    }
}

/// A queue's agents by state. `busy` is the sum of every state before, on and after a call, `staffed` of all but offline
/// and unreachable.
package struct AgentCounts: Codable, Sendable, Hashable {
    /// All agents of the queue.
    package var total: Int64
    /// Neither offline nor unreachable.
    package var staffed: Int64
    /// Ready, and not paused in this queue.
    package var ready: Int64
    /// `ringing`, `talking` and `wrap_up` together.
    package var busy: Int64
    /// Of the busy: reserved, dialling or ringing.
    package var ringing: Int64
    /// Of the busy: talking, held, consulting or on another call.
    package var talking: Int64
    /// Of the busy: in wrap-up.
    package var wrapUp: Int64
    /// Not ready, or ready and paused in this queue.
    package var notReady: Int64
    /// Logged in, the phone cannot be reached.
    package var unreachable: Int64
    /// Not logged in, or not in this queue.
    package var offline: Int64

    package init(
        total: Int64 = 0, staffed: Int64 = 0, ready: Int64 = 0, busy: Int64 = 0, ringing: Int64 = 0,
        talking: Int64 = 0, wrapUp: Int64 = 0, notReady: Int64 = 0, unreachable: Int64 = 0, offline: Int64 = 0
    ) {
        self.total = total
        self.staffed = staffed
        self.ready = ready
        self.busy = busy
        self.ringing = ringing
        self.talking = talking
        self.wrapUp = wrapUp
        self.notReady = notReady
        self.unreachable = unreachable
        self.offline = offline
    }

    private enum CodingKeys: String, CodingKey {
        case total, staffed, ready, busy, ringing, talking, unreachable, offline
        case wrapUp = "wrap_up"
        case notReady = "not_ready"
    }
}
