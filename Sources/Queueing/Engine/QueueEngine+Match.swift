import Telephony

extension QueueEngine {
    /// Makes an offer wherever a caller waits and an agent is available. Among the touched lanes the best caller is served
    /// first, so that an agent of several queues goes where ``Sharing`` says.
    mutating func match() {
        // Whoever answers without ringing makes those available whose phones rang.
        while !touched.isEmpty {
            var lanes = touched
            touched.removeAll(keepingCapacity: true)
            if lanes.count > 1 {
                lanes.sort()
                var unique: [LaneKey] = []
                for lane in lanes where unique.last != lane { unique.append(lane) }
                lanes = unique
            }
            lanes.removeAll { !state.isUp($0.server) }
            match(lanes)
        }
    }

    private mutating func match(_ lanes: [LaneKey]) {
        var left = lanes.reduce(0) { $0 + (state.lanes[$1]?.available.count ?? 0) }
        while left > 0, let (place, demand, lane) = bestPlace(in: lanes),
            let agent = choose(for: place.entry, demand, in: lane)
        {
            offer(place.entry, to: agent)
            left -= 1
        }
    }

    /// The best place for which somebody is available.
    private func bestPlace(in lanes: [LaneKey]) -> (Place, Demand, LaneKey)? {
        var best: (place: Place, demand: Demand, lane: LaneKey)?
        for key in lanes {
            guard let (place, demand) = state.lanes[key]?.best else { continue }
            if let known = best, !precedes((place, key), (known.place, known.lane)) { continue }
            best = (place, demand, key)
        }
        return best
    }

    /// Which of two lanes is served first. Those of different servers share nobody: any order will do.
    private func precedes(_ left: (place: Place, lane: LaneKey), _ right: (place: Place, lane: LaneKey)) -> Bool {
        guard left.lane.server == right.lane.server else { return left.lane < right.lane }
        switch state.settings.sharing {
        case .weight:
            let (l, r) = (weight(of: left.lane.queue), weight(of: right.lane.queue))
            return l != r ? l > r : left.place < right.place
        case .oldest:
            let (l, r) = (left.place.enteredAt, right.place.enteredAt)
            return l != r ? l < r : left.place.order < right.place.order
        }
    }

    private func weight(of queue: QueueID) -> Int { state.queues[queue]?.settings.weight ?? 0 }

    /// The agent whom the caller prefers if they are available, or else by the queue's strategy.
    private func choose(for id: EntryID, _ demand: Demand, in lane: LaneKey) -> AgentID? {
        guard let entry = state.entries[id], let available = state.lanes[lane]?.available(for: demand),
            let queue = state.queues[lane.queue]
        else { return nil }
        if let agent = entry.needs.agent.flatMap({ state.agents[$0] }),
            let rank = state.rank(of: agent, in: lane.queue, for: demand), available.contains(rank)
        {
            return agent.id
        }
        let choice = Choice(available: available, entry: entry, lastAsked: queue.lastAsked)
        return queue.settings.strategy.rule.choose(choice)?.agent
    }

    /// - Parameter isPick: somebody asked for this agent.
    mutating func offer(_ id: EntryID, to agentID: AgentID, isPick: Bool = false) {
        guard let entry = state.entries[id], let agent = state.agents[agentID],
            let queue = state.queues[entry.queue]?.settings
        else { return }
        let number = nextAttempt()
        let headset = agent.liveHeadset
        let channel = headset?.channel ?? OwnID.leg(boot, number)
        let ring = max(queue.ringTimeout, Span(milliseconds: 1))
        let offer = OwnID.offer(boot, number)
        record(
            .offerMade(
                OfferMade(
                    offer: offer, entry: id, queue: entry.queue, agent: agentID, channel: channel,
                    bridge: headset?.bridge ?? OwnID.bridge(boot, number), deadline: now + ring, isPick: isPick)))
        if headset != nil {
            if let offer = state.offers[offer] { answered(offer) }
            return
        }
        ask(
            .dial(
                channel, agent: agentID, endpoint: agent.endpoint, caller: entry.caller, timeout: ring),
            on: entry.server, call: entry.call, for: .offer(offer), reminds: false)
    }
}
