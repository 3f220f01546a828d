import Telephony

extension QueueEngine {
    /// An effect was answered. One that is answered twice, or whose purpose is over, is passed over.
    mutating func finished(_ id: EffectID, _ result: EffectResult) {
        guard let ask = asks.find(id) else { return }
        // What was asked for once more since may yet be done.
        if id != ask.effect.id, case .refused = result { return }
        switch ask.owner {
        case .entry(let entry):
            if case .callBack = ask.effect.action {
                calledBack(ask, entry, result)
            } else {
                welcomed(ask, entry, result)
            }
        case .offer(let offer):
            guard let offer = state.offers[offer] else { return }
            switch ask.effect.action {
            case .dial: dialled(ask, offer, result)
            case .brief: briefed(offer, result)
            default: joined(ask, offer, result)
            }
        case .talk, .ring: freed(ask, result)
        case .headset(let agent): headsetResult(ask, agent, result)
        case .leg(let leg): sentOut(ask, leg, result)
        case .bridge: dissolved(ask, result)
        }
    }

    private mutating func welcomed(_ ask: Asks.Ask, _ id: EntryID, _ result: EffectResult) {
        switch result {
        case .done, .refused: asks.drop(ask.owner)
        case .gone, .legGone:
            asks.drop(ask.owner)
            if let entry = state.entries[id], entry.stage != .connected { callerGone(entry) }
        case .unknown: break
        }
    }

    private mutating func dialled(_ ask: Asks.Ask, _ offer: QueueState.Offer, _ result: EffectResult) {
        switch result {
        case .done: asks.drop(ask.owner)
        case .gone, .legGone: lose(offer, .failed, agentIsGone: true)
        case .refused: lose(offer, .unreachable, agentIsGone: true)
        // The phone may ring, or the leg may be told to have ended: the rim has tried to hang it up. If neither is heard
        // of, the caller must not wait until the end of a ring that nobody hears.
        case .unknown: asks.remind(ask.owner, at: now + Self.patience)
        }
    }

    private mutating func joined(_ ask: Asks.Ask, _ offer: QueueState.Offer, _ result: EffectResult) {
        guard let entry = state.entries[offer.entry] else { return }
        // Asked for again because one of the two was not in the bridge.
        let talks = offer.stage == .connected
        switch result {
        // They are together when that is told; the headset may have been hung up this very moment.
        case .done where ask.effect.action.isJoin && !talks: asks.remind(ask.owner, at: now + Self.legSettles)
        case .done:
            if talks { asks.drop(ask.owner) } else { connected(offer) }
        case .legGone(entry.channel): callerGone(entry)
        case .legGone(offer.channel):
            if talks { endTalk(entry, by: .agent, agentIsGone: true) } else { lose(offer, .failed, agentIsGone: true) }
        // Which of the two is gone is about to be told by its own event.
        case .gone, .legGone: asks.remind(ask.owner, at: now + Self.legSettles)
        case .refused:
            if talks { endTalk(entry, by: .system) } else { lose(offer, .failed) }
        case .unknown: break
        }
    }

    /// The answer to a request beside a talk, which says no more than whether to ask again.
    private mutating func freed(_ ask: Asks.Ask, _ result: EffectResult) {
        switch result {
        // Whose leg is gone is about to be told.
        case .done, .gone, .legGone: asks.drop(ask.owner)
        case .refused, .unknown: break
        }
    }

    private mutating func sentOut(_ ask: Asks.Ask, _ leg: LegKey, _ result: EffectResult) {
        switch result {
        case .done: asks.drop(ask.owner)
        case .gone, .legGone:
            asks.drop(ask.owner)
            if case .leaving = state.legs[leg] { left(leg) } else { settled(leg) }
        case .refused, .unknown: break
        }
    }

    private mutating func dissolved(_ ask: Asks.Ask, _ result: EffectResult) {
        if case .dissolve = ask.effect.action {
            switch result {
            case .done, .gone, .legGone: asks.drop(ask.owner)
            case .refused, .unknown: break
            }
        } else if case .bridge(let key) = ask.owner {
            dissolve(BridgeID(key.channel.raw), on: key.server, call: ask.effect.call)
        }
    }
}
