import Telephony

/// Whoever talks for a queue that wants to know how its calls went says so, or it is noted that they did not, before they
/// leave the wrap-up.
struct DispositionLedger: Hashable, Sendable {
    private var required: [QueueID: Bool] = [:]
    /// Said while they talk.
    private var given: Set<EntryID> = []
    private var owed: [AgentID: Set<EntryID>] = [:]
    /// Offers and calls that are not over.
    private var busy: [AgentID: Int] = [:]
    private var agents: [EntryID: AgentID] = [:]

    /// - Returns: what cannot be; nil if all is well.
    mutating func add(_ fact: Fact) -> String? {
        switch fact {
        case .settingsChanged(let settings):
            // The last calls of a queue that is gone go by what it last said.
            for queue in settings.queues { required[queue.id] = queue.disposition.isRequired }
        case .entryConnected(let fact): agents[fact.entry] = fact.agent
        case .offerLost(let fact): busy[fact.agent, default: 0] -= 1
        case .entryClosed(let fact):
            let wasGiven = given.remove(fact.entry) != nil
            guard let agent = agents.removeValue(forKey: fact.entry) else { return nil }
            busy[agent, default: 0] -= 1
            if required[fact.queue] == true, !wasGiven { owed[agent, default: []].insert(fact.entry) }
        case .dispositionGiven(let fact):
            if agents[fact.entry] == fact.agent { given.insert(fact.entry) }
            owed[fact.agent]?.remove(fact.entry)
        case .dispositionMissed(let fact):
            if owed[fact.agent]?.remove(fact.entry) == nil { return "a disposition is missed that nobody owes" }
        case .offerMade(let fact):
            defer { busy[fact.agent, default: 0] += 1 }
            // Who has other calls may say it when the last of them is over.
            if owed[fact.agent]?.isEmpty == false, busy[fact.agent, default: 0] == 0 {
                return "an agent is asked who owes a disposition"
            }
        case .agentChanged(let fact):
            guard busy[fact.agent, default: 0] == 0 else { return nil }
            let isOwed = owed[fact.agent]?.isEmpty == false
            if isOwed, fact.state != .wrapUp { return "an agent who owes a disposition goes on without a word" }
            if isOwed != (fact.whenDisposed != nil) { return "an agent waits in vain for a disposition, or not at all" }
        default: break
        }
        return nil
    }
}
