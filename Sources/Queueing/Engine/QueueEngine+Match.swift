import Telephony

extension QueueEngine {
    /// Makes an offer wherever a caller waits and an agent is available. Among the touched lanes the caller with the best
    /// place is served first, so that an agent of several queues goes to the oldest caller of the highest priority.
    mutating func match() {
        guard !touched.isEmpty else { return }
        if touched.count > 1 {
            touched.sort()
            var unique: [LaneKey] = []
            for lane in touched where unique.last != lane { unique.append(lane) }
            touched = unique
        }
        touched.removeAll { !state.isUp($0.server) }
        while let (place, agent) = bestPair() { offer(place.entry, to: agent) }
        touched.removeAll(keepingCapacity: true)
    }

    private func bestPair() -> (Place, AgentID)? {
        var best: (Place, AgentID)?
        for key in touched {
            guard let lane = state.lanes[key], let place = lane.waiting.first, let agent = lane.available.first else {
                continue
            }
            if let known = best, known.0 < place { continue }
            best = (place, agent.agent)
        }
        return best
    }

    private mutating func offer(_ id: EntryID, to agentID: AgentID) {
        guard let entry = state.entries[id], let agent = state.agents[agentID],
            let queue = state.queues[entry.queue]?.settings
        else { return }
        let number = nextAttempt()
        let channel = OwnID.leg(boot, number)
        let ring = max(queue.ringTimeout, Span(milliseconds: 1))
        let offer = OwnID.offer(boot, number)
        record(
            .offerMade(
                OfferMade(
                    offer: offer, entry: id, queue: entry.queue, agent: agentID, channel: channel,
                    bridge: OwnID.bridge(boot, number), deadline: now + ring)))
        ask(
            .dial(
                channel, agent: agentID, endpoint: agent.settings.endpoint, caller: entry.caller, timeout: ring),
            on: entry.server, call: entry.call, for: .offer(offer), reminds: false)
    }
}
