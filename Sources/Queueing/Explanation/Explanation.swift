import Telephony

/// Why an agent was asked for a caller, and why each other agent of the queue was not: what the rule saw when it decided.
///
/// Made once, from the state just before the fact, and kept; a newer version reads it and never works it out again.
package struct Explanation: Hashable, Sendable {
    package var strategy: Strategy
    package var criterion: Criterion
    /// What was asked of the agent.
    package var demand: Demand
    /// Why this caller: which of several queues an agent serves first, and how much this one weighs.
    package var sharing: Sharing
    package var weight: Int
    package var priority: Int
    /// How long the caller had waited.
    package var waited: Span
    /// The caller's place among those of the queue on their server, from 1, and how many they were.
    package var place: Int
    package var line: Int
    /// Nil where nobody was asked.
    package var chosen: Candidate?
    /// Whom the turn went on after, where agents are asked in turn.
    package var after: AgentID?
    /// The first of the offers that were made in the same step, whose explanation names the others; nil where this one
    /// does.
    package var besides: OfferID?
    package var skipped: [Skipped] = []

    package struct Candidate: Hashable, Sendable {
        package var agent: AgentID
        package var tier: Int
        /// How many points they lacked in the skills that were asked for.
        package var shortfall = 0
        /// What the rule compares; its meaning is the criterion's.
        package var value: Int64
    }

    /// Agents who were passed over for one reason.
    package struct Skipped: Hashable, Sendable {
        package var reason: SkipReason
        /// The agents' own word where the reason has one: `lunch`.
        package var detail: String?
        package var agents: [AgentID]
        /// For the first of the agents, in their order: until when, in milliseconds since 1970 (`wrap_up`, `resting`), or
        /// what the rule compared (`later`).
        package var values: [Int64]

        package init(reason: SkipReason, detail: String? = nil, agents: [AgentID] = [], values: [Int64] = []) {
            self.reason = reason
            self.detail = detail
            self.agents = agents
            self.values = values
        }
    }

    /// How many of those who could be asked are kept with what the rule compared, the next to be asked first.
    package static let runnersUp = 20
}

extension Explanation {
    /// Why `made` was made.
    ///
    /// - Parameters:
    ///   - at: the fact's moment.
    ///   - state: as it was before the fact.
    /// - Returns: nil where the fact does not fit the state (a journal cut short).
    package init?(of made: OfferMade, at: Instant, in state: QueueState) {
        guard let entry = state.entries[made.entry], let agent = state.agents[made.agent],
            let queue = state.queues[entry.queue]?.settings
        else { return nil }
        self.init(of: entry, in: queue, at: at, state)
        guard !made.isPick else {
            criterion = .picked
            chosen = Candidate(
                agent: made.agent, tier: agent.settings.memberships.first { $0.queue == entry.queue }?.tier ?? 1,
                value: 0)
            return
        }
        guard made.deadline > at, let rank = state.rank(of: agent, in: entry.queue, for: entry.demand) else {
            criterion = .found
            chosen = Candidate(agent: made.agent, tier: 1, value: 0)
            return
        }
        chosen = Candidate(agent: made.agent, tier: rank.tier, shortfall: rank.shortfall, value: rank.key)
        if entry.needs.agent == made.agent { criterion = .preferred }
        if criterion == .turn {
            after = (queue.strategy == .linear ? entry.lastAsked : state.queues[entry.queue]?.lastAsked)?.agent
        }
        if let first = entry.running.lazy.compactMap({ state.offers[$0] }).first(where: { $0.madeAt == at }) {
            besides = first.id
        } else {
            skipped = Self.skipped(for: entry, chosen: rank, isPreferred: criterion == .preferred, state)
        }
    }

    /// Why a caller is offered to nobody more, now.
    ///
    /// - Returns: nil for a caller who is not waiting any more.
    package init?(ofWaiting id: EntryID, at now: Instant, in state: QueueState) {
        guard let entry = state.entries[id], entry.stage != .connected, let queue = state.queues[entry.queue]?.settings
        else { return nil }
        self.init(of: entry, in: queue, at: now, state)
        skipped = Self.skipped(for: entry, chosen: nil, isPreferred: false, state)
    }

    private init(of entry: QueueState.Entry, in queue: QueueSettings, at: Instant, _ state: QueueState) {
        let line = state.lanes[entry.lane]?.line
        strategy = queue.strategy
        criterion = queue.strategy.criterion
        demand = entry.demand
        sharing = state.settings.sharing
        weight = queue.weight
        priority = entry.priority
        waited = at - entry.enteredAt
        place = (line?.rank(of: entry.place) ?? 0) + 1
        self.line = line?.count ?? 0
    }

    private static func skipped(
        for entry: QueueState.Entry, chosen: AgentRank?, isPreferred: Bool, _ state: QueueState
    ) -> [Skipped] {
        var groups = Groups()
        var runnersUp: [AgentID: Int64] = [:]
        let available = state.lanes[entry.lane]?.available(for: entry.demand)
        let best = chosen ?? available?.first
        for rank in isPreferred ? [] : Self.next(after: chosen, in: available) where rank.isEqual(to: best ?? rank) {
            guard runnersUp.count < Self.runnersUp else { break }
            runnersUp[rank.agent] = rank.key
            groups.add(rank.agent, .later, value: rank.key)
        }
        // Agents are read where they lie: hundreds of copies would take longer than all else here.
        for position in state.settings.agents.indices {
            let id = state.settings.agents[position].id
            guard id != chosen?.agent, runnersUp[id] == nil, state.settings.agents[position].serves(entry.queue),
                let place = state.agents.index(forKey: id)
            else { continue }
            let why = Self.reason(state.agents.values[place], best, isPreferred: isPreferred, entry, state)
            groups.add(id, why.reason, why.detail, value: why.until?.milliseconds)
        }
        return groups.sorted
    }

    /// Those who could be asked, as the rule would have gone on: after the one who was asked, and where it goes round from
    /// the beginning again.
    private static func next(after chosen: AgentRank?, in available: OrderedIndex<AgentRank>?) -> [AgentRank] {
        guard let available else { return [] }
        let start = chosen.map { available.rank(of: $0) } ?? 0
        let count = min(available.count, runnersUp + 1)
        return (0..<count).map { available[(start + $0) % available.count] }.filter { $0.agent != chosen?.agent }
    }

    private static func reason(
        _ agent: QueueState.Agent, _ best: AgentRank?, isPreferred: Bool, _ entry: QueueState.Entry,
        _ state: QueueState
    ) -> (reason: SkipReason, detail: String?, until: Instant?) {
        let standing = agent.hasRoom && state.shares(entry.queue) ? .ready : agent.state
        switch standing {
        case _ where agent.settings.server != entry.server: return (.otherServer, nil, nil)
        case .offline: return (.offline, nil, nil)
        case .notReady: return (.notReady, agent.reason, nil)
        case .unreachable: return (.unreachable, agent.reason, agent.until)
        case .otherCall: return (.otherCall, nil, nil)
        case .wrapUp: return (.wrapUp, nil, agent.until)
        case .talking where agent.settings.capacity > 1, .held where agent.settings.capacity > 1:
            return reason(talking: agent, entry, state)
        case .talking, .held, .consulting: return (.talking, nil, nil)
        case .reserved, .dialling, .ringing:
            let isHere = state.ringingOffer(of: agent)?.entry == entry.id
            return (isHere ? .offeredHere : .offeredToAnother, nil, nil)
        case .ready where agent.part(in: entry.queue) == .paused:
            return (.pausedHere, agent.absence(from: entry.queue)?.reason, nil)
        case .ready where agent.part(in: entry.queue) == .loggedOut: return (.loggedOutHere, nil, nil)
        case .ready where agent.restUntil != nil: return (.resting, nil, agent.restUntil)
        case .ready: return (reason(ready: agent, best, isPreferred: isPreferred, entry, state), nil, nil)
        }
    }

    /// Why an agent who can have several calls has no room for this one.
    private static func reason(
        talking agent: QueueState.Agent, _ entry: QueueState.Entry, _ state: QueueState
    ) -> (reason: SkipReason, detail: String?, until: Instant?) {
        if let offer = state.ringingOffer(of: agent) {
            return (offer.entry == entry.id ? .offeredHere : .offeredToAnother, nil, nil)
        }
        if agent.work.contains(where: { !$0.isShared }) { return (.exclusiveCall, nil, nil) }
        if agent.work.count >= agent.settings.capacity { return (.atCapacity, nil, nil) }
        // This queue's calls want an agent who is free, or the agent is about to leave.
        guard state.shares(entry.queue), agent.afterCall == nil else { return (.talking, nil, nil) }
        if let reason = agent.reason { return (.unreachable, reason, nil) }
        return agent.restUntil.map { (.resting, nil, $0) } ?? (.talking, nil, nil)
    }

    /// Why an agent was passed over who was free to be asked by somebody.
    private static func reason(
        ready agent: QueueState.Agent, _ best: AgentRank?, isPreferred: Bool, _ entry: QueueState.Entry,
        _ state: QueueState
    ) -> SkipReason {
        if entry.demand.agent != nil, entry.demand.agent != agent.id { return .waitsForAnother }
        guard let rank = state.rank(of: agent, in: entry.queue, for: entry.demand) else {
            let tier = agent.settings.memberships.first { $0.queue == entry.queue }?.tier ?? 1
            return tier > entry.demand.tiers ? .tierClosed : .lacksSkill
        }
        if isPreferred { return .notPreferred }
        guard let best else { return .later }
        if rank.load != best.load { return .talksMore }
        return rank.tier != best.tier ? .higherTier : rank.shortfall != best.shortfall ? .lacksMore : .later
    }
}

/// Agents by why they were passed over, in the order in which they were added. A handful of groups: looking through them is
/// faster than hashing each agent's reason.
private struct Groups {
    private var groups: [Explanation.Skipped] = []

    mutating func add(_ agent: AgentID, _ reason: SkipReason, _ detail: String? = nil, value: Int64? = nil) {
        var place = groups.firstIndex { $0.reason == reason && $0.detail == detail }
        if place == nil {
            place = groups.count
            groups.append(Explanation.Skipped(reason: reason, detail: detail))
        }
        guard let place else { return }
        groups[place].agents.append(agent)
        if let value { groups[place].values.append(value) }
    }

    /// Who could have been asked first, the others by the reason's and the detail's name.
    var sorted: [Explanation.Skipped] {
        groups.sorted { left, right in
            let (l, r) = (left.reason, right.reason)
            if (l == .later) != (r == .later) { return l == .later }
            return l != r ? l.rawValue < r.rawValue : (left.detail ?? "") < (right.detail ?? "")
        }
    }
}
