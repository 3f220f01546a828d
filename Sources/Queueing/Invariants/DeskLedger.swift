import Telephony

/// Who is in which calls: never more of an agent than they can have, never one beside a call that takes them whole, and
/// never two phones that ring. When the last of an agent's calls is over, the time after it is the longest that one of them
/// asks.
struct DeskLedger: Hashable, Sendable {
    private struct Work: Hashable, Sendable {
        var queue: QueueID
        var isTalk = false
        var isHeld = false
    }

    private var capacity: [AgentID: Int] = [:]
    private var exclusive: [QueueID: Bool] = [:]
    private var wrapUps: [QueueID: Span] = [:]
    private var ownWrapUps: [AgentID: Span] = [:]
    private var desks: [AgentID: [OfferID: Work]] = [:]
    /// What the calls ask that have ended.
    private var asked: [AgentID: Span] = [:]

    mutating func settings(_ settings: Settings) {
        // Who is removed, agent or queue, goes by what was last said.
        for agent in settings.agents {
            capacity[agent.id] = agent.capacity
            ownWrapUps[agent.id] = agent.wrapUp
        }
        for queue in settings.queues {
            exclusive[queue.id] = queue.isExclusive
            wrapUps[queue.id] = queue.wrapUp
        }
    }

    func isBusy(_ agent: AgentID) -> Bool { desks[agent]?.isEmpty == false }
    /// Whether each of their talks is on hold.
    func isHolding(_ agent: AgentID) -> Bool {
        isTalking(agent) && desks[agent]?.values.allSatisfy { !$0.isTalk || $0.isHeld } ?? false
    }
    func isTalking(_ agent: AgentID) -> Bool { desks[agent]?.values.contains(where: \.isTalk) ?? false }

    /// - Parameter isFound: a talking pair that was found; nobody chose them.
    /// - Returns: what cannot be; nil if all is well.
    mutating func offer(_ fact: OfferMade, isFound: Bool) -> String? {
        let work = desks[fact.agent] ?? [:]
        if work.isEmpty { asked[fact.agent] = nil }
        desks[fact.agent, default: [:]][fact.offer] = Work(queue: fact.queue)
        guard !isFound, !work.isEmpty else { return nil }
        if work.values.contains(where: { !$0.isTalk }) { return "two phones ring for one agent" }
        if work.count >= capacity[fact.agent] ?? 1 { return "more calls than an agent can have" }
        let queues = work.values.map(\.queue) + [fact.queue]
        return queues.contains { exclusive[$0] ?? true } ? "a call beside one that takes the agent whole" : nil
    }

    mutating func connect(_ offer: OfferID, of agent: AgentID) { desks[agent]?[offer]?.isTalk = true }

    /// - Returns: what cannot be; nil if all is well.
    mutating func hold(_ hold: Hold, begins: Bool) -> String? {
        guard let offer = hold.call?.offer else { return nil }
        guard let work = desks[hold.agent]?[offer] else { return "on hold without a call" }
        if work.isHeld == begins { return begins ? "put on hold twice" : "taken off hold twice" }
        desks[hold.agent]?[offer]?.isHeld = begins
        return nil
    }

    mutating func end(_ offer: OfferID, of agent: AgentID) {
        guard let work = desks[agent]?.removeValue(forKey: offer), work.isTalk else { return }
        asked[agent] = max(asked[agent] ?? .zero, ownWrapUps[agent] ?? wrapUps[work.queue] ?? .zero)
    }

    /// - Returns: what cannot be; nil if all is well.
    mutating func change(_ fact: AgentChanged, at: Instant) -> String? {
        if isBusy(fact.agent) != (fact.state.isOffered || fact.state.isInCalls)
            || isTalking(fact.agent) != fact.state.isInCalls || isHolding(fact.agent) != (fact.state == .held)
        {
            return "an agent's state contradicts their calls"
        }
        guard !isBusy(fact.agent), let asked = asked.removeValue(forKey: fact.agent) else { return nil }
        switch fact.state {
        case .wrapUp:
            return fact.whenDisposed ?? fact.until == at + asked ? nil : "a wrap-up is not the longest that a call asks"
        case .ready: return asked > .zero ? "an agent has no time after their calls" : nil
        default: return nil
        }
    }
}
