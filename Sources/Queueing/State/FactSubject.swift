import Telephony

/// Whom a fact concerns: the columns by which a journal is searched.
package struct FactSubject: Hashable, Sendable {
    package var entry: EntryID?
    package var call: CallID?
    package var queue: QueueID?
    package var agent: AgentID?
    package var group: String?

    package init(
        entry: EntryID? = nil, call: CallID? = nil, queue: QueueID? = nil, agent: AgentID? = nil, group: String? = nil
    ) {
        self.entry = entry
        self.call = call
        self.queue = queue
        self.agent = agent
        self.group = group
    }
}

extension QueueState {
    /// Whom a fact concerns, seen from the state before the fact is applied (a fact that closes an entry forgets it).
    package func subject(of fact: Fact) -> FactSubject {
        switch fact {
        case .entryOpened(let fact):
            FactSubject(entry: fact.entry, call: fact.call, queue: fact.queue, group: fact.group)
        case .entryWidened(let entry, _), .entryOverdue(let entry), .demandRelaxed(let entry, _):
            subject(entry, agent: nil)
        case .entryPlaced(let fact): subject(fact.entry, agent: nil)
        case .offerMade(let fact): subject(fact.entry, agent: fact.agent)
        case .offerRinging(let offer), .offerAnswered(let offer):
            offers[offer].map { subject($0.entry, agent: $0.agent) } ?? FactSubject()
        case .offerLost(let fact): subject(fact.entry, agent: fact.agent)
        case .entryConnected(let fact): subject(fact.entry, agent: fact.agent)
        case .holdBegun(let hold), .holdEnded(let hold):
            hold.call.map { subject($0.entry, agent: hold.agent) } ?? FactSubject(agent: hold.agent)
        case .entryClosed(let fact): subject(fact.entry, agent: currentAgent(of: fact.entry))
        case .callbackTaken(let fact): subject(fact.entry, agent: nil)
        case .callbackDialled(let fact): subject(fact.entry, agent: fact.agent)
        case .callbackAnswered(let entry): subject(entry, agent: currentAgent(of: entry))
        case .callbackEnded(let fact): subject(fact.entry, agent: nil)
        case .callerLeft(let server, let channel):
            switch leaving[LegKey(server, channel)] {
            case .hangUp(let call), .release(let call, _): FactSubject(call: call)
            case nil: FactSubject()
            }
        case .agentChanged(let fact):
            FactSubject(agent: fact.agent)
        case .partChanged(let fact): FactSubject(queue: fact.queue, agent: fact.agent)
        case .queueTurned(let fact): FactSubject(queue: fact.queue)
        case .agentSeated(let agent, _), .headsetUp(let agent), .headsetGone(let agent, _): FactSubject(agent: agent)
        case .headsetCalled(let fact): FactSubject(agent: fact.agent)
        case .orderGiven(let fact):
            FactSubject(entry: fact.entry, call: fact.call, queue: fact.queue, agent: fact.agent)
        case .dispositionGiven(let fact):
            FactSubject(entry: fact.entry, call: fact.call, queue: fact.queue, agent: fact.agent)
        case .dispositionMissed(let fact):
            FactSubject(entry: fact.entry, call: fact.call, queue: fact.queue, agent: fact.agent)
        case .settingsChanged, .serverLost, .serverReconciled: FactSubject()
        }
    }

    private func subject(_ id: EntryID, agent: AgentID?) -> FactSubject {
        let entry = entries[id]
        return FactSubject(entry: id, call: entry?.call, queue: entry?.queue, agent: agent, group: entry?.group)
    }
}
