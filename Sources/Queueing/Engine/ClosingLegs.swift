import Telephony

/// Agents' legs that were told to end and are not known to have ended, or have ended while their phone has not been told
/// to be idle. Until then the phone may refuse a new call, and what is heard of it may be of the old one, so the agent
/// rests (at most `QueueEngine.legSettles`).
struct ClosingLegs: Sendable {
    struct Closing: Hashable, Sendable {
        var agent: AgentID
        /// The phone that it was at.
        var endpoint: EndpointKey
        /// When it was told to end, or ended.
        var since: Instant
        var hasEnded = false
        /// The rest that was given because of this leg, and the one that remains without it.
        var restUntil: Instant?
        var restAfter: Instant?
    }

    private var legs: [LegKey: Closing] = [:]
    /// In the order in which they began; one at a time where an agent has one call at a time.
    private var legsOf: [AgentID: [LegKey]] = [:]

    /// The last one that began.
    func leg(of agent: AgentID) -> LegKey? { legsOf.isEmpty ? nil : legsOf[agent]?.last }

    /// Those that have ended and wait for a phone to be told idle: this agent's own, or else one at that phone.
    func ended(of agent: AgentID, or endpoint: EndpointKey) -> [LegKey] {
        guard !legs.isEmpty else { return [] }
        return (legsOf[agent] ?? [leg(at: endpoint)].compactMap { $0 }).filter { legs[$0]?.hasEnded == true }
    }

    /// One at this phone, whosoever it was.
    func leg(at endpoint: EndpointKey) -> LegKey? {
        legs.isEmpty ? nil : legs.filter { $0.value.endpoint == endpoint }.keys.min()
    }

    subscript(leg: LegKey) -> Closing? { legs[leg] }

    mutating func begin(
        _ leg: LegKey, agent: AgentID, endpoint: EndpointKey, at since: Instant, hasEnded: Bool = false,
        besideOthers: Bool = false
    ) {
        if !besideOthers { for old in legsOf[agent] ?? [] { legs[old] = nil } }
        let others = besideOthers ? (legsOf[agent] ?? []).filter { $0 != leg } : []
        legs[leg] = Closing(agent: agent, endpoint: endpoint, since: since, hasEnded: hasEnded)
        legsOf[agent] = others + [leg]
    }

    mutating func noteEnd(of leg: LegKey) { legs[leg]?.hasEnded = true }

    mutating func setRest(of leg: LegKey, until: Instant, after: Instant?) {
        legs[leg]?.restUntil = until
        legs[leg]?.restAfter = after
    }

    @discardableResult
    mutating func end(_ leg: LegKey) -> Closing? {
        guard !legs.isEmpty, let closing = legs.removeValue(forKey: leg) else { return nil }
        forget(leg, of: closing.agent)
        return closing
    }

    /// Forgets those on a server; what began after a moment is left alone, where one is given.
    mutating func drop(server: ServerID, begunBy moment: Instant?) {
        for (leg, closing) in legs where leg.server == server && moment.map({ closing.since <= $0 }) ?? true {
            legs[leg] = nil
            forget(leg, of: closing.agent)
        }
    }

    private mutating func forget(_ leg: LegKey, of agent: AgentID) {
        legsOf[agent]?.removeAll { $0 == leg }
        if legsOf[agent]?.isEmpty == true { legsOf[agent] = nil }
    }
}
