import Telephony

extension QueueState {
    /// The call that an agent talked on last, through a queue.
    package struct Talk: Hashable, Sendable {
        package var entry: EntryID
        package var call: CallID
        package var queue: QueueID
        /// How it went has been said.
        package var isDisposed: Bool

        package init(entry: EntryID, call: CallID, queue: QueueID, isDisposed: Bool) {
            self.entry = entry
            self.call = call
            self.queue = queue
            self.isDisposed = isDisposed
        }
    }

    /// The call that an agent talks on, of several the one that was connected last, or else talked on last.
    package func talk(of id: AgentID) -> Talk? {
        guard let agent = agents[id] else { return nil }
        if let offer = currentOffer(of: agent), offer.stage == .connected, let entry = entries[offer.entry] {
            return Talk(entry: entry.id, call: entry.call, queue: entry.queue, isDisposed: entry.isDisposed)
        }
        return agent.lastTalk
    }

    mutating func dispose(_ fact: DispositionGiven) {
        // Nothing is searched by it: the indexes stay.
        if entries[fact.entry]?.stage == .connected, currentAgent(of: fact.entry) == fact.agent {
            entries[fact.entry]?.isDisposed = true
        }
        if agents[fact.agent]?.lastTalk?.entry == fact.entry { agents[fact.agent]?.lastTalk?.isDisposed = true }
        forgive(fact.agent, fact.entry)
    }

    /// A word is owed no more: it was given, or is missing for good.
    mutating func forgive(_ agent: AgentID, _ entry: EntryID) {
        agents[agent]?.aftermath?.owed.removeAll { $0.entry == entry }
    }
}
