import Telephony

extension QueueState {
    func isUp(_ server: ServerID) -> Bool { servers[server]?.isUp ?? false }

    /// When this caller's longest wait is over, as long as nobody has picked up for them and their server is heard.
    func deadline(of entry: Entry) -> Instant? {
        if let callback = entry.callback { return deadline(of: callback, entry) }
        guard entry.winner == nil, !entry.isOverdue || entry.running.isEmpty, isUp(entry.server),
            let limit = queues[entry.queue]?.settings.maxWait
        else { return nil }
        return entry.limitedFrom + limit
    }

    /// How many phones may ring for this caller at a time.
    func offersAtOnce(for entry: Entry) -> Int {
        queues[entry.queue]?.settings.strategy.rule.offersAtOnce(for: entry) ?? 1
    }

    /// Whether one more phone may ring for this caller.
    func wantsOffer(_ entry: Entry) -> Bool {
        guard !isHeldBack(entry) else { return false }
        return entry.winner == nil && entry.pick == nil && !entry.isOverdue
            && entry.running.count < offersAtOnce(for: entry)
    }

    /// When one more phone may ring beside those that do: a step after the last of them began.
    func step(of entry: Entry) -> Instant? {
        guard entry.winner == nil, entry.pick == nil, !entry.isOverdue, entry.running.count >= entry.offersAtOnce,
            isUp(entry.server),
            let queue = queues[entry.queue]?.settings, queue.strategy == .ringProgressively,
            let last = entry.running.last.flatMap({ offers[$0] })
        else { return nil }
        return last.madeAt + max(queue.ringStep, Span(milliseconds: 1))
    }

    /// Changes one entry's record and moves it among the waiting and the deadlines accordingly. Its place in line stays.
    mutating func changeEntry(_ id: EntryID, _ change: (inout Entry) -> Void) {
        guard let before = entries[id] else { return }
        var after = before
        change(&after)
        entries[id] = after
        let (old, new) = (Wishes(of: before, in: self), Wishes(of: after, in: self))
        if old != new {
            leaveIndexes(before, old)
            enterIndexes(after, new)
        }
    }

    /// What the indexes keep of an entry that is not connected.
    struct Wishes: Equatable {
        var offer: Bool
        var limit: Instant?
        var step: Instant?
        var relaxation: Instant?
        var demand: Demand

        init(of entry: Entry, in state: QueueState) {
            offer = state.wantsOffer(entry)
            limit = state.deadline(of: entry)
            step = state.step(of: entry)
            relaxation = state.relaxation(of: entry)
            demand = entry.demand
        }
    }

    mutating func enterIndexes(_ entry: Entry, _ wishes: Wishes) {
        if wishes.offer { enterWaiting(entry) }
        if let at = wishes.limit { deadlines.insert(Deadline(at: at, owner: .entry(entry.id))) }
        if let at = wishes.step { deadlines.insert(Deadline(at: at, owner: .step(entry.id))) }
        if let at = wishes.relaxation { deadlines.insert(Deadline(at: at, owner: .demand(entry.id))) }
    }

    mutating func leaveIndexes(_ entry: Entry, _ wishes: Wishes) {
        if wishes.offer { leaveWaiting(entry) }
        if let at = wishes.limit { deadlines.remove(Deadline(at: at, owner: .entry(entry.id))) }
        if let at = wishes.step { deadlines.remove(Deadline(at: at, owner: .step(entry.id))) }
        if let at = wishes.relaxation { deadlines.remove(Deadline(at: at, owner: .demand(entry.id))) }
    }

    /// Changes one agent's record and moves them in the lanes and among the deadlines accordingly.
    mutating func changeAgent(_ id: AgentID, _ change: (inout Agent) -> Void) {
        guard let before = agents[id] else { return }
        var after = before
        change(&after)
        agents[id] = after
        let (wasAsked, isAsked) = (before.canBeAsked, after.canBeAsked)
        if wasAsked || isAsked, wasAsked != isAsked || before != after {
            if wasAsked { leaveLanes(before) }
            if isAsked { enterLanes(after) }
        }
        if before.state != after.state || before.absences != after.absences {
            countStaff(before, by: -1)
            countStaff(after, by: 1)
        }
        if before.deadline != after.deadline {
            if let at = before.deadline { deadlines.remove(Deadline(at: at, owner: .agent(id))) }
            if let at = after.deadline { deadlines.insert(Deadline(at: at, owner: .agent(id))) }
        }
    }

    private mutating func enterLanes(_ agent: Agent) {
        for membership in agent.settings.memberships where isAvailable(agent, for: membership.queue) {
            guard let rank = rank(of: agent, in: membership) else { continue }
            lanes[LaneKey(queue: membership.queue, server: agent.settings.server), default: Lane()].enter(rank)
        }
    }

    private mutating func leaveLanes(_ agent: Agent) {
        for membership in agent.settings.memberships where isAvailable(agent, for: membership.queue) {
            guard let rank = rank(of: agent, in: membership) else { continue }
            lanes[LaneKey(queue: membership.queue, server: agent.settings.server)]?.leave(rank)
        }
    }

    /// Derives every index from the records: after a checkpoint was read, after new settings, after a server was lost or
    /// found. At any other time it would change nothing, which is an invariant that the simulation checks.
    mutating func rebuildIndexes() {
        legs = [:]
        lanes = [:]
        staff = [:]
        deadlines = OrderedIndex()
        callbacks = []
        for (leg, way) in leaving { legs[leg] = .leaving(way) }
        for entry in entries.values {
            if entry.hasLeg { legs[entry.leg] = .caller(entry.id) }
            if entry.callback != nil, entry.stage != .connected { callbacks.insert(entry.id) }
            if entry.stage != .connected { lanes[entry.lane, default: Lane()].line.insert(entry.place) }
            enterIndexes(entry, Wishes(of: entry, in: self))
        }
        guests = [:]
        for agent in agents.values {
            guard let headset = agent.headset else { continue }
            legs[headset.leg] = .headset(agent.id)
            if let guest = headset.guest { guests[guest] = agent.id }
        }
        for offer in offers.values {
            legs[offer.leg] = .agent(offer.id)
            if offer.stage == .dialling || offer.stage == .ringing, isUp(offer.server) {
                deadlines.insert(Deadline(at: offer.deadline, owner: .offer(offer.id)))
            }
        }
        for agent in agents.values {
            if agent.canBeAsked { enterLanes(agent) }
            countStaff(agent, by: 1)
            if let at = agent.deadline { deadlines.insert(Deadline(at: at, owner: .agent(agent.id))) }
        }
        rebuildSeats()
    }
}
