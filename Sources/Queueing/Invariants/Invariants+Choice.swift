import Telephony

extension Invariants {
    /// What must hold of a decision, found out the slow way from the records: whether the right caller is offered to the
    /// right agent, and whether an agent who was only disturbed keeps their idle time.
    /// - Parameters:
    ///   - before: the state in which the fact was decided.
    ///   - after: the same with the fact applied.
    package static func violations(
        of dated: DatedFact, before: QueueState, after: QueueState
    ) -> [String] {
        switch dated.fact {
        // An offer without time to ring is a talking pair that was found, not chosen.
        case .offerMade(let fact):
            let found = fact.isPick ? checkPick(fact, before) : fact.deadline > dated.at ? check(fact, before) : []
            return found + checkExplanation(of: fact, at: dated.at, before)
        case .settingsChanged: return checkDoors(before: before, after: after)
        case .queueTurned(let fact): return check(fact, after: after)
        case .entryClosed(let fact): return check(fact, at: dated.at, before)
        case .headsetCalled(let fact): return check(fact, before: before)
        case .callbackTaken(let fact): return check(fact, before: before)
        case .callbackDialled(let fact): return check(fact, before: before)
        case .callbackEnded(let fact): return check(fact, at: dated.at, before: before)
        case .holdEnded(let hold): return check(hold, at: dated.at, before: before, after: after)
        case .offerLost(let fact):
            let isKept = before.agents[fact.agent]?.idleSince == after.agents[fact.agent]?.idleSince
            return [.withdrawn, .failed, .agentLeft, .answeredElsewhere].contains(fact.why) && !isKept
                ? ["\(fact.agent) lost their idle time for nothing"] : []
        case .agentChanged(let fact):
            guard let old = before.agents[fact.agent], let new = after.agents[fact.agent] else { return [] }
            let goesOn = old.state.isOffered || old.state == fact.state || old.state.isInCalls && fact.state == .held
            return goesOn && old.idleSince != new.idleSince
                ? ["\(fact.agent) lost their idle time for nothing"] : []
        default: return []
        }
    }

    private static func check(_ fact: OfferMade, _ state: QueueState) -> [String] {
        guard let entry = state.entries[fact.entry], let agent = state.agents[fact.agent] else {
            return ["\(fact.offer) is for nobody"]
        }
        var found: [String] = []
        if state.servers[entry.server]?.isUp != true { found.append("\(fact.offer) is made on a silent server") }
        guard let record = state.queues[entry.queue], case let queue = record.settings,
            let membership = agent.settings.memberships.first(where: { $0.queue == entry.queue }),
            agent.settings.server == entry.server
        else { return found + ["\(fact.agent) does not serve \(entry.id)"] }
        if !wants(entry, record) { found.append("\(entry.id) is offered to one agent too many") }
        let isEngaged = state.agents.values.contains {
            $0.id != agent.id && $0.endpointKey == agent.endpointKey && !$0.work.isEmpty
        }
        if isEngaged { found.append("\(agent.id) is asked at a phone with somebody else's call") }
        for other in state.entries.values
        where other.queue == entry.queue && other.server == entry.server && wants(other, record) {
            let isBetter =
                other.priority != entry.priority
                ? other.priority > entry.priority
                : stands(other) != stands(entry)
                    ? stands(other) < stands(entry) : order(other) < order(entry)
            let isPossible = state.agents.values.contains { couldServe($0, other, state) }
            if isBetter, isPossible { found.append("\(entry.id) is served before \(other.id)") }
        }
        found += checkSharing(entry, queue, agent, state)
        let colleagues = state.agents.values.filter { couldServe($0, entry, state) }
        guard colleagues.contains(where: { $0.id == agent.id }) else {
            return found + ["\(agent.id) is asked and cannot serve \(entry.id)"]
        }
        if let wanted = entry.needs.agent, colleagues.contains(where: { $0.id == wanted }) {
            return agent.id == wanted ? found : found + ["\(agent.id) is asked before the preferred \(wanted)"]
        }
        // Nobody who is free is passed over for one who talks.
        let loads = colleagues.compactMap { load(of: $0, for: entry.queue, state) }
        if load(of: agent, for: entry.queue, state) != loads.min() {
            found.append("\(agent.id) is asked before somebody with fewer calls")
        }
        let freest = colleagues.filter { load(of: $0, for: entry.queue, state) == loads.min() }
        let lowest = freest.flatMap(\.settings.memberships).filter { $0.queue == entry.queue }.map(\.tier).min()
        if membership.tier != lowest { found.append("\(agent.id) is asked before a lower tier") }
        let tier = freest.filter { colleague in
            colleague.settings.memberships.contains { $0.queue == entry.queue && $0.tier == lowest }
        }
        let least = tier.compactMap { lack(of: $0, for: entry, state) }.min()
        let equals = tier.filter { lack(of: $0, for: entry, state) == least }
        let last = queue.strategy == .linear ? entry.lastAsked : state.queues[entry.queue]?.lastAsked
        if let first = first(of: equals, by: queue, for: entry, after: last), first != agent.id {
            found.append("\(agent.id) is asked before \(first)")
        }
        return found.sorted()
    }

    /// Whether no other queue of the agent had the better claim: the first caller in each who wants an offer is compared.
    private static func checkSharing(
        _ entry: QueueState.Entry, _ queue: QueueSettings, _ agent: QueueState.Agent, _ state: QueueState
    ) -> [String] {
        var found: [String] = []
        for membership in agent.settings.memberships where membership.queue != entry.queue {
            guard let other = state.queues[membership.queue], !other.isRetired else { continue }
            let callers = state.entries.values.filter {
                caller in
                caller.queue == other.id && caller.server == entry.server && wants(caller, other)
                    && state.agents.values.contains { couldServe($0, caller, state) }
            }
            guard let first = callers.min(by: { $0.place < $1.place }) else { continue }
            let isBetter =
                switch state.settings.sharing {
                case .oldest:
                    stands(first) != stands(entry)
                        ? stands(first) < stands(entry) : order(first) < order(entry)
                case .weight:
                    other.settings.weight != queue.weight
                        ? other.settings.weight > queue.weight : first.place < entry.place
                }
            if isBetter { found.append("\(agent.id) serves \(entry.id) before \(first.id) of \(other.id)") }
        }
        return found
    }

    /// Whether one more phone may ring for a caller.
    static func wants(_ entry: QueueState.Entry, _ queue: QueueState.Queue) -> Bool {
        // Nobody is called back while the queue is closed.
        guard entry.callback == nil || queue.door.isOpen else { return false }
        guard entry.stage != .connected, entry.winner == nil, entry.pick == nil, !entry.isOverdue else { return false }
        switch queue.settings.strategy {
        case .ringAll: return true
        case .ringProgressively: return entry.running.count < entry.offersAtOnce
        default: return entry.running.isEmpty
        }
    }

    /// Who must be asked.
    private static func first(
        of agents: [QueueState.Agent], by queue: QueueSettings, for entry: QueueState.Entry,
        after last: QueueState.Turn?
    ) -> AgentID? {
        func least(_ key: (QueueState.Agent) -> [Int64]) -> AgentID? {
            agents.min { left, right in
                let (l, r) = (key(left), key(right))
                return l == r ? left.id < right.id : l.lexicographicallyPrecedes(r)
            }?.id
        }
        switch queue.strategy {
        case .longestIdle, .ringAll, .ringProgressively: return least { [$0.idleSince.milliseconds] }
        case .fewestCalls:
            return least { [Int64($0.tally(of: queue.id).calls), $0.idleSince.milliseconds] }
        case .leastTalkTime:
            return least { [$0.tally(of: queue.id).talk.milliseconds, $0.idleSince.milliseconds] }
        case .ordered: return least { [Int64($0.settings.position)] }
        case .roundRobin, .linear:
            return least { agent in
                let position = agent.settings.position
                let isAfter = last.map { last in
                    position != last.position ? position > last.position : agent.id > last.agent
                }
                return [isAfter == true ? 0 : 1, Int64(position)]
            }
        case .random, .weightedRandom:
            // As many lots as their weight, in order of weight and id.
            var lots: [AgentID] = []
            func weight(_ agent: QueueState.Agent) -> Int {
                guard queue.strategy == .weightedRandom else { return 1 }
                return agent.settings.memberships.first { $0.queue == queue.id }?.weight ?? 1
            }
            let inOrder = agents.sorted { left, right in
                let (l, r) = (weight(left), weight(right))
                return l == r ? left.id < right.id : l < r
            }
            for agent in inOrder { lots += Array(repeating: agent.id, count: weight(agent)) }
            return lots.isEmpty ? nil : lots[Int(Draw(entry).number(below: UInt64(lots.count)))]
        }
    }
}
