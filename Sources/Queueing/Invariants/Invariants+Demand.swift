import Telephony

extension Invariants {
    /// Whether an agent is available and could be asked for a caller, found out the slow way.
    static func couldServe(_ agent: QueueState.Agent, _ entry: QueueState.Entry, _ state: QueueState) -> Bool {
        load(of: agent, for: entry.queue, state) != nil && agent.settings.server == entry.server
            && lack(of: agent, for: entry, state) != nil
    }

    /// The points that an agent lacks in the skills that a caller needs, those that are only preferred included; nil if
    /// they are not to be asked yet.
    static func lack(of agent: QueueState.Agent, for entry: QueueState.Entry, _ state: QueueState) -> Int? {
        guard let queue = state.queues[entry.queue]?.settings,
            let membership = agent.settings.memberships.first(where: { $0.queue == queue.id }),
            !agent.absences.contains(where: { $0.queue == queue.id })
        else { return nil }
        if entry.rung < 0 { return entry.needs.agent == agent.id ? 0 : nil }
        let steps = queue.widening.prefix(entry.rung)
        guard membership.tier <= steps.last?.tiers ?? queue.tiers else { return nil }
        let levels = Dictionary(agent.settings.skills.all.map { ($0.name, $0.level) }) { first, _ in first }
        func lacks(_ skills: [Skill]) -> [Int] {
            var needed: [String: Int] = [:]
            for skill in skills { needed[skill.name] = max(needed[skill.name] ?? 0, skill.level) }
            return needed.map { max(0, $0.value - (levels[$0.key] ?? 0)) }
        }
        let required = lacks(queue.needs.required.all + entry.needs.required.all)
        let allowed = steps.last?.relax ?? 0
        guard allowed == 100 || required.allSatisfy({ $0 <= allowed }) else { return nil }
        return (required + lacks(queue.needs.preferred.all + entry.needs.preferred.all)).reduce(0, +)
    }

    /// A caller's demand is relaxed when it is time, and nobody hopes for an agent who is away.
    static func checkDemand(_ entry: QueueState.Entry, _ state: QueueState, now: Instant, _ found: inout [String]) {
        guard entry.winner == nil, !entry.isOverdue, let queue = state.queues[entry.queue]?.settings else { return }
        let waited = now - entry.enteredAt
        let reached = queue.widening.filter { $0.after <= waited }.count
        if entry.rung >= 0, entry.rung < reached { found.append("\(entry.id) waits on without getting more agents") }
        guard entry.rung < 0 else { return }
        if waited >= queue.preferredAgentWait { found.append("\(entry.id) waits too long for the preferred agent") }
        let agent = entry.needs.agent.flatMap { state.agents[$0] }
        let isThere = agent.map { ![.offline, .notReady, .unreachable].contains($0.state) } ?? false
        let serves =
            agent.map { agent in
                !agent.isRetired && agent.settings.serves(queue.id)
                    && !agent.absences.contains { $0.queue == queue.id }
            } ?? false
        if !isThere || !serves || agent?.settings.server != entry.server {
            found.append("\(entry.id) hopes for an agent who is away")
        }
    }
}
