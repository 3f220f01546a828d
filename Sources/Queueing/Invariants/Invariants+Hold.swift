import Telephony

extension Invariants {
    /// What a hold adds to those before it.
    static func check(_ hold: Hold, at: Instant, before: QueueState, after: QueueState) -> [String] {
        guard let id = hold.call?.offer, let old = before.offers[id], let new = after.offers[id] else { return [] }
        guard let since = old.heldSince else { return ["\(id) is off hold and was not on it"] }
        let time = old.stage == .connected ? at - since : .zero
        return new.heldFor == old.heldFor + time ? [] : ["\(id) was on hold for \(new.heldFor), which is not so"]
    }

    /// Who holds has calls, and each of them is on hold; only what was picked up is; and no call was on hold longer than it
    /// lasts.
    static func checkHolds(_ agent: QueueState.Agent, _ state: QueueState, _ found: inout [String]) {
        let offers = state.offers.values.filter { $0.agent == agent.id }
        let talks = offers.filter { $0.stage == .connected }
        let holds = !talks.isEmpty && talks.allSatisfy { $0.heldSince != nil }
        if (agent.state == .held) != holds {
            found.append("\(agent.id) is \(agent.state), and each call on hold: \(holds)")
        }
        for offer in offers {
            if offer.heldSince != nil, offer.stage == .dialling || offer.stage == .ringing {
                found.append("\(offer.id) is on hold and rings")
            }
            if offer.heldFor > .zero, offer.stage != .connected {
                found.append("\(offer.id) was on hold before the talk")
            }
            guard let begun = state.entries[offer.entry]?.connectedAt else { continue }
            if state.heldTime(of: offer, at: state.latest) > state.latest - begun {
                found.append("\(offer.id) was on hold longer than it lasts")
            }
            if state.isNailedUp(offer), (offer.heldSince != nil) != (agent.headset?.isHeld == true) {
                found.append("\(agent.id) does not know whether their headset is on hold")
            }
        }
    }
}
