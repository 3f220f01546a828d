import Telephony

/// Agents who put callers on hold at their own phones. The music is Asterisk's: it begins and ends with the phone's word.
extension QueueEngine {
    /// An agent's phone put its leg on hold, or took it off. Told twice, it counts once; a caller's own phone does not
    /// matter.
    mutating func held(_ leg: LegKey, _ isHeld: Bool, inferred: Bool = false) {
        switch state.legs[leg] {
        case .agent(let id):
            guard let offer = state.offers[id], offer.stage == .answered || offer.stage == .connected,
                (offer.heldSince != nil) != isHeld
            else { return }
            let call = Hold.Held(offer: id, entry: offer.entry, queue: offer.queue)
            record(isHeld, Hold(agent: offer.agent, call: call, inferred: inferred))
            if let agent = state.agents[offer.agent] { makeRoom(agent.id, restUntil: agent.restUntil) }
        case .headset(let id):
            guard let headset = state.agents[id]?.headset, headset.isHeld != isHeld else { return }
            record(isHeld, Hold(agent: id, inferred: inferred))
            headsetHeld(id, isHeld)
        case .caller, .leaving, nil: return
        }
    }

    private mutating func record(_ isHeld: Bool, _ hold: Hold) { record(isHeld ? .holdBegun(hold) : .holdEnded(hold)) }

    /// A pair that was found talking on a headset which is known to be on hold.
    mutating func adoptHold(of offer: QueueState.Offer) {
        guard state.isNailedUp(offer), state.agents[offer.agent]?.headset?.isHeld == true else { return }
        let call = Hold.Held(offer: offer.id, entry: offer.entry, queue: offer.queue)
        record(.holdBegun(Hold(agent: offer.agent, call: call, inferred: true)))
    }

    /// What began or ended on hold in a gap, where the server can say.
    mutating func compareHolds(_ server: ServerID, _ seen: Picture) {
        for leg in seen.legs {
            if let isHeld = leg.isHeld { held(LegKey(server, leg.channel), isHeld, inferred: true) }
        }
    }
}
