import Telephony

extension QueueState {
    /// A request to be called back, which stands in line in its caller's place; and the talk that came of it.
    package struct Callback: Hashable, Sendable {
        package var takenAt: Instant
        /// The last moment at which it may be dialled.
        package var until: Instant?
        /// When the customer was dialled: once.
        package var dialledAt: Instant?
        /// When their phone stops ringing.
        package var ringsUntil: Instant?
        /// They picked up.
        package var isAnswered = false
    }

    mutating func take(_ fact: CallbackTaken, at: Instant) {
        guard let entry = entries[fact.entry], entry.stage == .waiting, entry.callback == nil else { return }
        changeEntry(entry.id) { entry in
            entry.callback = Callback(takenAt: at, until: fact.until)
            entry.caller = fact.customer
            entry.isOverdue = false
        }
        callbacks.insert(entry.id)
        leaving[entry.leg] = .release(entry.call, to: fact.to)
        legs[entry.leg] = .leaving(.release(entry.call, to: fact.to))
    }

    mutating func dial(_ fact: CallbackDialled, at: Instant) {
        guard let entry = entries[fact.entry], entry.winner == fact.offer, entry.callback?.dialledAt == nil else {
            return
        }
        changeEntry(entry.id) { entry in
            entry.channel = fact.channel
            entry.callback?.dialledAt = at
            entry.callback?.ringsUntil = fact.deadline
        }
        legs[LegKey(entry.server, fact.channel)] = .caller(entry.id)
        changeAgent(fact.agent) { agent in
            guard !agent.isTalking else { return }
            agent.state = .reserved
            agent.since = at
        }
    }

    mutating func end(_ fact: CallbackEnded) {
        guard let entry = entries[fact.entry], entry.stage == .waiting, !entry.hasLeg else { return }
        leaveIndexes(entry, Wishes(of: entry, in: self))
        lanes[entry.lane]?.line.remove(entry.place)
        callbacks.remove(entry.id)
        entries[entry.id] = nil
        countOut(of: entry.queue)
    }

    /// A queue opens or closes: requests are dialled only while it is open.
    mutating func turn(_ fact: QueueTurned) {
        let requests = callbacks.compactMap { entries[$0] }.filter { $0.queue == fact.queue }
        for entry in requests { leaveIndexes(entry, Wishes(of: entry, in: self)) }
        queues[fact.queue]?.door = fact.door
        for entry in requests { enterIndexes(entry, Wishes(of: entry, in: self)) }
    }

    /// Whether nobody is asked for a request because its queue is closed.
    func isHeldBack(_ entry: Entry) -> Bool {
        entry.callback != nil && queues[entry.queue]?.door.isOpen == false
    }

    /// When a request has stood in line, or the customer's phone has rung, for long enough. Who hears nothing of a server
    /// does not know how a phone there rings; a request without a leg knows its time all the same.
    func deadline(of callback: Callback, _ entry: Entry) -> Instant? {
        guard callback.dialledAt != nil else { return entry.running.isEmpty ? callback.until : nil }
        return entry.stage == .offered && !callback.isAnswered && isUp(entry.server) ? callback.ringsUntil : nil
    }

    /// The requests of a queue that have led to no talk yet, in the order in which they will be served.
    package func callbacks(of queue: QueueID) -> [Entry] {
        callbacks.compactMap { entries[$0] }.filter { $0.queue == queue }.sorted { $0.place < $1.place }
    }

    /// The request of whoever stands for a number in a queue.
    func callback(of customer: CallerToken, in queue: QueueID) -> Entry? {
        callbacks(of: queue).first { $0.caller == customer }
    }
}

extension QueueState.Entry {
    /// Whether the caller has a leg: who is to be called back has none until they are dialled.
    package var hasLeg: Bool { callback.map { $0.dialledAt != nil } ?? true }

    /// Whether the customer was dialled and is not connected yet.
    package var isBeingCalledBack: Bool { callback?.dialledAt != nil && stage != .connected }
}
