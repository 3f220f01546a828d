import Telephony

extension QueueState {
    /// The place of a caller who gave up, kept for when they ring back.
    package struct Regain: Hashable, Sendable {
        package var queue: QueueID
        package var since: Instant
        package var priority: Int
        /// The last moment at which it can be had.
        package var until: Instant
    }

    /// Moves a caller in line.
    mutating func place(_ fact: EntryPlaced) {
        guard let before = entries[fact.entry], before.stage != .connected else { return }
        leaveIndexes(before, Wishes(of: before, in: self))
        lanes[before.lane]?.line.remove(before.place)
        var after = before
        after.priority = fact.priority
        after.standsSince = fact.since == after.enteredAt ? nil : fact.since
        after.order = fact.order
        entries[fact.entry] = after
        lanes[after.lane, default: Lane()].line.insert(after.place)
        enterIndexes(after, Wishes(of: after, in: self))
    }

    /// Keeps the place of who gives up, where the queue does so, and forgets those whose time is over.
    mutating func keepPlace(of entry: Entry, _ fact: EntryClosed, at: Instant) {
        if !regains.isEmpty { regains = regains.filter { $0.value.until >= at } }
        guard fact.outcome == .abandoned, let span = queues[entry.queue]?.settings.limits.regain else { return }
        regains[entry.caller] = Regain(
            queue: entry.queue, since: entry.place.enteredAt, priority: entry.priority, until: at + span)
    }

    /// Where somebody would have to stand to have a place in a queue, from 1: by what priority, moment and order. Nil for
    /// one who is alone.
    func standing(at position: Int, among others: [Place]) -> (priority: Int, since: Instant, order: Int64?)? {
        guard let last = others.last else { return nil }
        let index = max(0, position - 1)
        guard index < others.count else { return (last.priority, last.enteredAt, last.order + Place.gap) }
        let next = others[index]
        let before = index > 0 ? others[index - 1] : nil
        let isOfSame = before.map { $0.priority == next.priority && $0.enteredAt == next.enteredAt } ?? false
        let low = isOfSame ? before?.order ?? 0 : next.order - 2 * Place.gap
        return (next.priority, next.enteredAt, low + (next.order - low) / 2)
    }
}
