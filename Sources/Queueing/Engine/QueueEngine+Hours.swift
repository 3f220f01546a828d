import Telephony

/// When the queues' hours are looked at again. Business hours go by the wall clock, whatever the engine's own shows: set
/// back an hour, a queue is open again an hour ago. Forgotten with the process: the first input looks at all of them.
struct Doors: Sendable {
    /// By the wall clock; nil where nothing can change by itself.
    fileprivate(set) var next: Instant?
    fileprivate(set) var wall: Instant?
    /// Closed queues in which nobody may wait.
    fileprivate(set) var sending: Set<QueueID> = []
}

extension QueueEngine {
    /// Opens and closes what the wall clock says. Comes before the input is decided: hours end at their last moment.
    mutating func watchDoors(at wall: Instant) {
        let before = doors.wall
        doors.wall = wall
        guard let before, wall >= before else { return lookAtDoors() }
        if let next = doors.next, next <= wall { lookAtDoors() }
    }

    /// Looks at every queue's hours.
    mutating func lookAtDoors() {
        guard let wall = doors.wall else { return }
        doors.next = nil
        doors.sending = []
        for settings in state.settings.queues {
            guard let queue = state.queues[settings.id] else { continue }
            let door = state.door(of: queue, at: wall)
            if door != queue.door { turn(queue.id, door) }
            if settings.hours.sendsWaiting(by: door) { doors.sending.insert(queue.id) }
            for moment in [door.until, state.schedule(of: queue)?.isSteady(until: wall)] {
                if let moment { doors.next = doors.next.map { min($0, moment) } ?? moment }
            }
        }
    }

    private mutating func turn(_ queue: QueueID, _ door: Door) {
        record(.queueTurned(QueueTurned(queue: queue, door: door)))
        if !door.isOpen { holdBackCallbacks(of: queue) }
    }

    /// Where the callers of a closed queue go who are just coming; nil where it is open.
    func refusal(ofClosed queue: QueueState.Queue) -> (EntryOutcome, Target)? {
        queue.door.isOpen ? nil : (.closed, queue.settings.hours.target(of: queue.door))
    }

    /// Sends those away who wait where nobody may, but for whom somebody has picked up.
    /// - Returns: whether there was anybody.
    mutating func emptyClosed() -> Bool {
        guard !doors.sending.isEmpty else { return false }
        var hasSent = false
        for id in doors.sending.sorted() {
            for caller in state.line(of: id)
            where caller.winner == nil && caller.callback == nil && state.isUp(caller.server) {
                hasSent = true
                stopRinging(for: caller)
                guard let entry = state.entries[caller.id], let queue = state.queues[id], !queue.isRetired else {
                    continue
                }
                send(
                    entry, on: queue.settings.hours.target(of: queue.door), as: .overflow,
                    detail: EntryOutcome.closed.rawValue, passed: [id])
            }
        }
        return hasSent
    }

    // MARK: Orders

    mutating func commanded(_ id: QueueID, _ command: QueueCommand) {
        guard let queue = state.queues[id], !queue.isRetired, let wall = doors.wall else { return }
        let door: Door
        switch command {
        case .close(let reason, let until, let target, let sendsWaiting):
            guard until.map({ $0 > wall }) ?? true, target?.queue != id, state.circle(closing: id, to: target) == nil
            else { return }
            door = Door(
                isOpen: false, cause: .order, reason: reason, target: target, until: until, sendsWaiting: sendsWaiting)
        case .open(let until):
            guard until.map({ $0 > wall }) ?? true else { return }
            var shut = queue
            shut.door = .open
            let usual = state.door(of: shut, at: wall)
            door =
                usual.isOpen && until == nil
                ? usual
                : Door(
                    isOpen: true, cause: .order, until: until ?? state.schedule(of: queue)?.nextChange(after: wall))
        }
        if door != queue.door { turn(id, door) }
        lookAtDoors()
    }
}

extension QueueState {
    /// The schedule that a queue goes by.
    package func schedule(of queue: Queue) -> Schedule? {
        queue.settings.hours.schedule.flatMap { id in settings.schedules.first { $0.id == id } }
    }

    /// What a queue's door should be: an order as long as it lasts, otherwise what the hours say.
    package func door(of queue: Queue, at wall: Instant) -> Door {
        if queue.door.cause == .order, queue.door.until.map({ wall < $0 }) ?? true { return queue.door }
        guard let schedule = schedule(of: queue) else { return .open }
        let (isOpen, holiday) = schedule.state(at: wall)
        return isOpen ? .open : Door(isOpen: false, cause: holiday == nil ? .hours : .holiday, reason: holiday)
    }
}
