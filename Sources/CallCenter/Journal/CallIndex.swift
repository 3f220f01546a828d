import Queueing
import Telephony

/// Whom each fact concerns, followed along the journal: facts about offers name neither call nor queue.
struct CallIndex {
    private struct Stay {
        var call: CallID
        var queue: QueueID
        var group: String
        var agent: AgentID?
    }

    private var stays: [EntryID: Stay] = [:]
    private var entries: [OfferID: (entry: EntryID, agent: AgentID)] = [:]
    private var leaving: [LegKey: CallID] = [:]
    private var legs: [EntryID: LegKey] = [:]
    private var servers: [EntryID: ServerID] = [:]

    /// The index as it stands after the facts that made `state`.
    init(_ state: QueueState) {
        for entry in state.entries.values {
            stays[entry.id] = Stay(call: entry.call, queue: entry.queue, group: entry.group)
            if entry.hasLeg { legs[entry.id] = entry.leg }
            servers[entry.id] = entry.server
        }
        for offer in state.offers.values {
            entries[offer.id] = (offer.entry, offer.agent)
            if offer.stage == .connected { stays[offer.entry]?.agent = offer.agent }
        }
        for (leg, how) in state.leaving {
            switch how {
            case .hangUp(let call), .release(let call, _): leaving[leg] = call
            }
        }
    }

    /// Whom a fact concerns. Forgets what is over.
    mutating func subject(of fact: Fact) -> FactSubject {
        switch fact {
        case .entryOpened(let opened):
            stays[opened.entry] = Stay(call: opened.call, queue: opened.queue, group: opened.group)
            legs[opened.entry] = LegKey(opened.server, opened.channel)
            servers[opened.entry] = opened.server
            return subject(opened.entry, nil)
        case .entryPlaced(let placed): return subject(placed.entry, nil)
        case .entryWidened(let entry, _), .entryOverdue(let entry), .demandRelaxed(let entry, _):
            return subject(entry, nil)
        case .offerMade(let made):
            entries[made.offer] = (made.entry, made.agent)
            return subject(made.entry, made.agent)
        case .offerRinging(let offer), .offerAnswered(let offer):
            guard let known = entries[offer] else { return FactSubject() }
            return subject(known.entry, known.agent)
        case .offerLost(let lost):
            entries[lost.offer] = nil
            return subject(lost.entry, lost.agent)
        case .entryConnected(let connected):
            entries[connected.offer] = nil
            stays[connected.entry]?.agent = connected.agent
            return subject(connected.entry, connected.agent)
        case .holdBegun(let hold), .holdEnded(let hold):
            guard let call = hold.call else { return FactSubject(agent: hold.agent) }
            return subject(call.entry, hold.agent)
        case .entryClosed(let closed):
            let found = subject(closed.entry, stays[closed.entry]?.agent)
            stays[closed.entry] = nil
            servers[closed.entry] = nil
            // Who hung up by themselves is gone; whom we send away leaves later, and that is a fact of its own.
            let leg = legs.removeValue(forKey: closed.entry)
            if closed.sendsOut, let leg, let call = found.call { leaving[leg] = call }
            return found
        case .callbackTaken(let taken):
            let found = subject(taken.entry, nil)
            if let leg = legs.removeValue(forKey: taken.entry), let call = found.call { leaving[leg] = call }
            return found
        case .callbackDialled(let dialled):
            if let server = servers[dialled.entry] { legs[dialled.entry] = LegKey(server, dialled.channel) }
            return subject(dialled.entry, dialled.agent)
        case .callbackAnswered(let entry): return subject(entry, nil)
        case .callbackEnded(let ended):
            let found = subject(ended.entry, nil)
            stays[ended.entry] = nil
            servers[ended.entry] = nil
            return found
        case .callerLeft(let server, let channel):
            return FactSubject(call: leaving.removeValue(forKey: LegKey(server, channel)))
        case .agentChanged(let changed): return FactSubject(agent: changed.agent)
        case .partChanged(let changed): return FactSubject(queue: changed.queue, agent: changed.agent)
        case .queueTurned(let turned): return FactSubject(queue: turned.queue)
        case .agentSeated(let agent, _), .headsetUp(let agent), .headsetGone(let agent, _):
            return FactSubject(agent: agent)
        case .headsetCalled(let called): return FactSubject(agent: called.agent)
        case .orderGiven(let order):
            return FactSubject(entry: order.entry, call: order.call, queue: order.queue, agent: order.agent)
        case .dispositionGiven(let given):
            return FactSubject(entry: given.entry, call: given.call, queue: given.queue, agent: given.agent)
        case .dispositionMissed(let missed):
            return FactSubject(entry: missed.entry, call: missed.call, queue: missed.queue, agent: missed.agent)
        case .settingsChanged, .serverLost, .serverReconciled: return FactSubject()
        }
    }

    private func subject(_ entry: EntryID, _ agent: AgentID?) -> FactSubject {
        let stay = stays[entry]
        return FactSubject(entry: entry, call: stay?.call, queue: stay?.queue, agent: agent, group: stay?.group)
    }
}
