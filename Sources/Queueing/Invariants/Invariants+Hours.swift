import Telephony

extension Invariants {
    /// Every queue is open or closed as its order or its hours say by the wall clock, and nobody waits where nobody may.
    static func checkDoors(_ engine: QueueEngine, _ found: inout [String]) {
        guard let wall = engine.doors.wall else { return }
        let state = engine.state
        for queue in state.queues.values where !queue.isRetired {
            let door = queue.door
            if door.cause == .order {
                if let until = door.until, until <= wall { found.append("\(queue.id) obeys an order that is over") }
            } else {
                let schedule = queue.settings.hours.schedule.flatMap { id in
                    state.settings.schedules.first { $0.id == id }
                }
                let should = schedule?.state(at: wall) ?? (isOpen: true, holiday: nil)
                if door.isOpen != should.isOpen || door.reason != should.holiday {
                    found.append("\(queue.id) is \(door), should be \(should)")
                }
            }
            let sends = !door.isOpen && (door.sendsWaiting ?? queue.settings.hours.sendsWaiting)
            for entry in state.entries.values where sends && entry.queue == queue.id {
                if entry.winner == nil, entry.callback == nil, state.isUp(entry.server) {
                    found.append("\(entry.id) waits in a closed queue")
                }
            }
        }
    }

    /// An order leads nobody back to the queue that it closes by queues that are closed now, unless the settings alone do.
    static func check(_ fact: QueueTurned, after: QueueState) -> [String] {
        var seen = [fact.queue]
        var hasOrder = false
        while let queue = after.queues[seen[seen.count - 1]], !queue.door.isOpen {
            if fact.door.cause == .order, queue.door.target != nil { hasOrder = true }
            guard let next = queue.settings.hours.target(of: queue.door).queue else { return [] }
            if next == fact.queue { return hasOrder ? ["\(next) is closed and leads back to itself by \(seen)"] : [] }
            if seen.contains(next) { return [] }
            seen.append(next)
        }
        return []
    }

    /// New settings open or close nothing by themselves.
    static func checkDoors(before: QueueState, after: QueueState) -> [String] {
        after.queues.values.filter { queue in before.queues[queue.id].map { $0.door != queue.door } ?? false }
            .map { "\($0.id) forgets its door" }.sorted()
    }

    /// Whether a caller was turned away from a closed queue for a reason; nil for other ends.
    static func closing(_ fact: EntryClosed, _ queue: QueueState.Queue) -> (isRight: Bool, target: Target)? {
        let hours = queue.settings.hours
        switch fact.outcome {
        case .closed: return (!queue.door.isOpen, hours.target(of: queue.door))
        case .overflow where fact.detail == EntryOutcome.closed.rawValue:
            return (hours.sendsWaiting(by: queue.door), hours.target(of: queue.door))
        default: return nil
        }
    }
}
