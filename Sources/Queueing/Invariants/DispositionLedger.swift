import Telephony

/// Whoever talks for a queue that wants to know how its calls went says so, or it is noted that they did not, before they
/// leave the wrap-up.
struct DispositionLedger: Hashable, Sendable {
    private var required: [QueueID: Bool] = [:]
    /// Said while they talk.
    private var given: Set<EntryID> = []
    private var owed: [AgentID: EntryID] = [:]
    private var agents: [EntryID: AgentID] = [:]

    /// - Returns: what cannot be; nil if all is well.
    mutating func add(_ fact: Fact) -> String? {
        switch fact {
        case .settingsChanged(let settings):
            // The last calls of a queue that is gone go by what it last said.
            for queue in settings.queues { required[queue.id] = queue.disposition.isRequired }
        case .entryConnected(let fact): agents[fact.entry] = fact.agent
        case .entryClosed(let fact):
            let wasGiven = given.remove(fact.entry) != nil
            guard let agent = agents.removeValue(forKey: fact.entry), required[fact.queue] == true, !wasGiven else {
                return nil
            }
            owed[agent] = fact.entry
        case .dispositionGiven(let fact):
            if agents[fact.entry] == fact.agent { given.insert(fact.entry) }
            if owed[fact.agent] == fact.entry { owed[fact.agent] = nil }
        case .dispositionMissed(let fact):
            if owed.removeValue(forKey: fact.agent) != fact.entry { return "a disposition is missed that nobody owes" }
        case .offerMade(let fact):
            if owed[fact.agent] != nil { return "an agent is asked who owes a disposition" }
        case .agentChanged(let fact):
            let isOwed = owed[fact.agent] != nil
            if isOwed, fact.state != .wrapUp { return "an agent who owes a disposition goes on without a word" }
            if isOwed != (fact.whenDisposed != nil) { return "an agent waits in vain for a disposition, or not at all" }
        default: break
        }
        return nil
    }
}
