import Telephony

extension QueueState {
    mutating func begin(_ hold: Hold, at: Instant) {
        if let id = hold.call?.offer {
            guard let offer = offers[id], offer.heldSince == nil else { return }
            offers[id]?.heldSince = at
            guard isNailedUp(offer) else { return }
        }
        agents[hold.agent]?.headset?.isHeld = true
    }

    mutating func end(_ hold: Hold, at: Instant) {
        if let id = hold.call?.offer {
            guard let offer = offers[id], offer.heldSince != nil else { return }
            let time = heldTime(of: offer, at: at)
            offers[id]?.heldFor = time
            offers[id]?.heldSince = nil
            guard isNailedUp(offer) else { return }
        }
        agents[hold.agent]?.headset?.isHeld = false
    }

    /// How long a call has been on hold, a hold that goes on included. What was before the connection was no talk.
    package func heldTime(of offer: Offer, at: Instant) -> Span {
        guard offer.stage == .connected, let since = offer.heldSince else { return offer.heldFor }
        return offer.heldFor + max(.zero, at - since)
    }

    /// Whether the caller is on hold.
    package func isHeld(_ entry: Entry) -> Bool {
        entry.stage == .connected && entry.winner.flatMap { offers[$0]?.heldSince } != nil
    }

    /// What an agent who is in calls is, by the most active of them: they hold when each is on hold.
    package func standing(inCallsOf agent: Agent) -> AgentState {
        agent.work.contains { $0.isTalk && offers[$0.offer]?.heldSince == nil } ? .talking : .held
    }
}

extension AgentState {
    /// Whether they are in calls of queues, whatever rings beside.
    package var isInCalls: Bool { self == .talking || self == .held }
    /// Whether a call is on its way to them, and none is there.
    package var isOffered: Bool { self == .reserved || self == .dialling || self == .ringing }
}
