import Telephony

extension QueueState {
    /// A running offer or talk, as its agent's record knows it. Talks stand first, the one that was connected last at their
    /// end, and after them the phone that rings: one at most.
    package struct Work: Hashable, Sendable {
        package var offer: OfferID
        /// The two are connected: nothing rings for it any more.
        package var isTalk = false
        /// Others may be beside it; follows from its queue's settings.
        package internal(set) var isShared = false
    }

    /// What the calls of an agent ask that have ended since they were free, done when the last one has: meanwhile others may
    /// go on, or their phone may ring.
    package struct Aftermath: Hashable, Sendable {
        /// The longest wrap-up that one of them asks.
        package var wrapUp = Span.zero
        /// How long a word about the calls that want one is waited for at most.
        package var longest = Span.zero
        /// The calls of which it has to be said how they went.
        package var owed: [Talk] = []
    }

    /// A call that has ended, until the time after it has, too.
    package struct Handled: Hashable, Sendable {
        package var queue: QueueID
        package var talk: Span
    }

    /// Whether an offer of a queue can be made to an agent: one who is free, or has room beside their calls.
    package func isAvailable(_ agent: Agent, for queue: QueueID) -> Bool {
        agent.isAvailable || agent.hasRoom && shares(queue)
    }

    /// Whether calls of a queue may be beside others.
    func shares(_ queue: QueueID) -> Bool { queues[queue]?.settings.isExclusive == false }

    /// What they talk on and was connected last, or else what their phone rings for.
    package func currentOffer(of agent: Agent) -> Offer? {
        (agent.work.last(where: \.isTalk) ?? agent.work.last).flatMap { offers[$0.offer] }
    }

    /// The offer that their phone is dialled for, or that is being connected.
    package func ringingOffer(of agent: Agent) -> Offer? {
        agent.work.last.flatMap { $0.isTalk ? nil : offers[$0.offer] }
    }

    /// Once an agent is through with what follows their calls, it is known how long each kept them: what the wait is
    /// estimated by (docs/queues.md). A wrap-up that follows several counts with each.
    mutating func countHandled(before fact: AgentChanged, at: Instant) {
        guard let agent = agents[fact.agent], !agent.handled.isEmpty, agent.work.isEmpty, fact.state != .wrapUp
        else { return }
        // What was due while nobody was there to see it was over then.
        let end = agent.until.map { min($0, at) } ?? at
        let after = agent.state == .wrapUp ? max(.zero, end - agent.since) : .zero
        for call in agent.handled { queues[call.queue]?.handled(in: call.talk + after) }
        changeAgent(fact.agent) { $0.handled = [] }
    }

    /// After new settings: which calls may have others beside them.
    mutating func shareWork() {
        for (id, agent) in agents {
            for (place, work) in agent.work.enumerated() {
                let isShared = offers[work.offer].map { shares($0.queue) } ?? false
                agents[id]?.work[place].isShared = isShared
            }
        }
    }
}

extension QueueState.Agent {
    /// Whether a further call can be offered to them beside those that they have: all of them and the new one may have
    /// others beside them, no phone of theirs rings, and nothing is to follow their calls.
    package var hasRoom: Bool {
        settings.capacity > 1 && state.isInCalls && work.count < settings.capacity
            && work.allSatisfy { $0.isTalk && $0.isShared } && restUntil == nil && reason == nil && afterCall == nil
            && headset == nil && !isRetired
    }

    /// Whether any offer can be made to them.
    package var canBeAsked: Bool { isAvailable || hasRoom }

    package var isTalking: Bool { work.contains(where: \.isTalk) }

    /// Notes that they are connected. What they talked on already stays before it.
    mutating func begin(talk offer: OfferID) {
        guard let place = work.firstIndex(where: { $0.offer == offer }) else { return }
        var talk = work.remove(at: place)
        talk.isTalk = true
        work.insert(talk, at: work.firstIndex { !$0.isTalk } ?? work.count)
    }

    /// Notes what a call asks that has ended.
    mutating func end(_ talk: QueueState.Talk, of queue: QueueSettings?) {
        lastTalk = talk
        var after = aftermath ?? QueueState.Aftermath()
        after.wrapUp = max(after.wrapUp, settings.wrapUp ?? queue?.wrapUp ?? .zero)
        if let rule = queue?.disposition, rule.isRequired, !talk.isDisposed {
            after.longest = max(after.longest, rule.longest)
            after.owed.append(talk)
        }
        aftermath = after
    }
}
