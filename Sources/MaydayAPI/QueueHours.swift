/// Whether a queue takes callers now.
package struct QueueDoor: Codable, Sendable, Hashable {
    package var open: Bool
    /// What decides it: `hours`, `holiday`, `order`.
    package var cause: String
    /// The holiday's name, or the reason that was given.
    package var reason: String?
    /// When it opens or closes next by itself; absent where nothing is known to change.
    package var changesAt: APITime?

    package init(open: Bool, cause: String, reason: String? = nil, changesAt: APITime? = nil) {
        self.open = open
        self.cause = cause
        self.reason = reason
        self.changesAt = changesAt
    }

    private enum CodingKeys: String, CodingKey {
        case open, cause, reason
        case changesAt = "changes_at"
    }

    /// `open`, `closed`, `CLOSED by order`.
    package var words: String {
        if open { return cause == "order" ? "open by order" : "open" }
        return cause == "hours" ? "closed" : "CLOSED by \(cause)"
    }
}

/// A queue's hours and what is in force.
package struct QueueHoursReport: Codable, Sendable, Hashable {
    package var queue: String
    package var door: QueueDoor
    /// The id of the schedule in the configuration; absent where the queue is always open.
    package var schedule: String?
    /// The schedule's time zone.
    package var zone: String?
    /// Where callers go who come while it is closed, as things are now.
    package var target: String
    /// How many callers wait.
    package var waiting: Int64
    /// The next changes, the first first; what an order keeps open or closed included.
    package var changes: [DoorChange]
    /// Of a command: false where it is done and the journal could not be written yet. Absent everywhere else.
    package var kept: Bool?

    package init(
        queue: String, door: QueueDoor, schedule: String? = nil, zone: String? = nil, target: String, waiting: Int64,
        changes: [DoorChange] = []
    ) {
        self.queue = queue
        self.door = door
        self.schedule = schedule
        self.zone = zone
        self.target = target
        self.waiting = waiting
        self.changes = changes
    }
}

/// When queues are open, by the clocks of a zone.
package struct BusinessHours: Codable, Sendable, Hashable {
    /// The id in the configuration.
    package var id: String
    /// `Europe/Berlin`.
    package var zone: String
    /// The seven days from Monday on.
    package var week: [BusinessDay]
    /// Those of the next year, the first first.
    package var holidays: [BusinessHoliday]
    /// The queues that go by them.
    package var queues: [String]

    package init(
        id: String, zone: String, week: [BusinessDay] = [], holidays: [BusinessHoliday] = [], queues: [String] = []
    ) {
        self.id = id
        self.zone = zone
        self.week = week
        self.holidays = holidays
        self.queues = queues
    }

    private enum CodingKeys: String, CodingKey { case id, zone, week, holidays, queues }
}

/// A day of the week.
package struct BusinessDay: Codable, Sendable, Hashable {
    /// `mon` to `sun`.
    package var day: String
    /// `08:00-12:00`; empty where it is closed.
    package var open: [String]

    package init(day: String, open: [String] = []) {
        self.day = day
        self.open = open
    }

    private enum CodingKeys: String, CodingKey { case day, open }
}

/// A day with hours of its own.
package struct BusinessHoliday: Codable, Sendable, Hashable {
    /// `2026-12-24`.
    package var date: String
    /// For people.
    package var name: String
    /// `09:00-12:00`; empty where it is closed.
    package var open: [String]

    package init(date: String, name: String, open: [String] = []) {
        self.date = date
        self.name = name
        self.open = open
    }

    private enum CodingKeys: String, CodingKey { case date, name, open }
}

/// A queue opens or closes by its schedule.
package struct DoorChange: Codable, Sendable, Hashable {
    package var at: APITime
    /// By the clocks of the schedule's zone: `Mon 2026-12-21 08:00`.
    package var local: String
    package var open: Bool

    package init(at: APITime, local: String, open: Bool) {
        self.at = at
        self.local = local
        self.open = open
    }
}

/// The last path component of a command to a queue.
package enum QueueVerb: String, Codable, Sendable, Hashable, CaseIterable {
    case close
    case open
}

/// The body of a command to a queue.
package struct QueueCommandBody: Codable, Sendable, Hashable {
    /// `close`: why; at most 64 characters.
    package var reason: String?
    /// Until when it holds; absent for until another command, or, of `open`, until the hours would open the queue.
    package var untilAt: APITime?
    /// In the place of `until_at`: for so many milliseconds from now.
    package var forMs: Int64?
    /// `close`: where callers go: `hangup`, `dialplan`, `dialplan CONTEXT EXTENSION PRIORITY` or `queue ID`.
    package var target: String?
    /// `close`: what becomes of those who wait: `keep` or `send`; absent for what the configuration says.
    package var waiting: String?

    package init(
        reason: String? = nil, untilAt: APITime? = nil, forMs: Int64? = nil, target: String? = nil,
        waiting: String? = nil
    ) {
        self.reason = reason
        self.untilAt = untilAt
        self.forMs = forMs
        self.target = target
        self.waiting = waiting
    }

    private enum CodingKeys: String, CodingKey {
        case reason, target, waiting
        case untilAt = "until_at"
        case forMs = "for_ms"
    }
}

/// What can be said to a queue, with its arguments.
package struct QueueCommand: Sendable, Hashable {
    package var verb: QueueVerb
    package var body: QueueCommandBody

    package init(_ verb: QueueVerb, _ body: QueueCommandBody = QueueCommandBody()) {
        self.verb = verb
        self.body = body
    }
}
