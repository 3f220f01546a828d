import Telephony

/// Whether a queue takes callers, and why.
package struct Door: Hashable, Sendable {
    package enum Cause: String, Hashable, Sendable, CaseIterable {
        case hours, holiday
        /// Somebody said so.
        case order
    }

    package var isOpen: Bool
    package var cause: Cause
    /// The holiday's name, or the reason that was given.
    package var reason: String?
    /// Where an order sends callers; nil for where the queue's settings do.
    package var target: Target?
    /// When an order ends, by the wall clock; nil where only another ends it.
    package var until: Instant?
    /// Whether an order sends those away who wait; nil for what the queue's settings say.
    package var sendsWaiting: Bool?

    package init(
        isOpen: Bool = true, cause: Cause = .hours, reason: String? = nil, target: Target? = nil,
        until: Instant? = nil, sendsWaiting: Bool? = nil
    ) {
        self.isOpen = isOpen
        self.cause = cause
        self.reason = reason
        self.target = target
        self.until = until
        self.sendsWaiting = sendsWaiting
    }

    package static let open = Door()
}

/// A queue's hours, and what becomes of callers while it is closed.
package struct QueueHours: Hashable, Sendable {
    /// The id of a ``Schedule``; nil for always open.
    package var schedule: String?
    package var whenClosed = Target.hangUp
    /// On holidays; nil for as ever.
    package var whenHoliday: Target?
    /// Closed by order; nil for as ever.
    package var whenEmergency: Target?
    /// Whether those who wait as the queue closes are sent away; otherwise they stay and are served.
    package var sendsWaiting = false

    package init(
        schedule: String? = nil, whenClosed: Target = .hangUp, whenHoliday: Target? = nil,
        whenEmergency: Target? = nil, sendsWaiting: Bool = false
    ) {
        self.schedule = schedule
        self.whenClosed = whenClosed
        self.whenHoliday = whenHoliday
        self.whenEmergency = whenEmergency
        self.sendsWaiting = sendsWaiting
    }

    /// Every place where callers may be sent.
    package var targets: [Target] { [whenClosed, whenHoliday, whenEmergency].compactMap { $0 } }

    /// Where callers go who come to a closed queue.
    package func target(of door: Door) -> Target {
        switch door.cause {
        case .hours: whenClosed
        case .holiday: whenHoliday ?? whenClosed
        case .order: door.target ?? whenEmergency ?? whenClosed
        }
    }

    package func sendsWaiting(by door: Door) -> Bool { !door.isOpen && (door.sendsWaiting ?? sendsWaiting) }
}

/// What can be said to a queue.
package enum QueueCommand: Hashable, Sendable {
    /// Takes no callers until it is opened, or until a moment by the wall clock.
    case close(reason: String?, until: Instant?, target: Target?, sendsWaiting: Bool?)
    /// Takes callers again: as its hours say, or, where they say that it is closed, until the moment or the next time that
    /// they would open it.
    case open(until: Instant?)
}

/// A queue opened or closed, or is closed for another reason.
package struct QueueTurned: Hashable, Sendable {
    package var queue: QueueID
    package var door: Door

    package init(queue: QueueID, door: Door) {
        self.queue = queue
        self.door = door
    }
}
