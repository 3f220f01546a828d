import Telephony

extension QueueEngine {
    mutating func rang(_ leg: LegKey) {
        // Whoever rings was reached, whatever the answer to the request says.
        if case .headset(let agent) = state.legs[leg] { asks.drop(.headset(agent)) }
        if case .caller(let id) = state.legs[leg], state.entries[id]?.isBeingCalledBack == true {
            asks.drop(.entry(id))
        }
        guard case .agent(let id) = state.legs[leg], state.offers[id]?.stage == .dialling else { return }
        record(.offerRinging(id))
    }

    mutating func answered(_ leg: LegKey) {
        if case .headset(let agent) = state.legs[leg] { return headsetAnswered(agent) }
        if case .caller(let id) = state.legs[leg] { return customerAnswered(id) }
        guard case .agent(let id) = state.legs[leg] else {
            // Picked up after the offer was lost: nobody is there to talk to.
            if state.legs[leg] == nil, OwnID.isLeg(leg.channel) { end(leg) }
            return
        }
        guard let offer = state.offers[id], offer.stage == .dialling || offer.stage == .ringing else { return }
        answered(offer)
    }

    mutating func answered(_ offer: QueueState.Offer) {
        pickedUp(offer)
        if !brief(offer) { connect(offer) }
    }

    /// The first who answers has the caller; the others' phones stop ringing.
    mutating func pickedUp(_ offer: QueueState.Offer) {
        record(.offerAnswered(offer.id))
        for other in state.entries[offer.entry]?.running ?? [] where other != offer.id {
            if let other = state.offers[other] { lose(other, .answeredElsewhere) }
        }
    }

    /// Asks for the bridge of a picked up offer.
    /// - Parameter isAnew: what was asked for the caller before is not known any more.
    mutating func connect(_ offer: QueueState.Offer, isAnew: Bool = false) {
        guard let entry = state.entries[offer.entry], reaches(entry, for: offer) else { return }
        // Who was to be answered with the welcome is so, unless nobody knows what became of that. Twice changes nothing.
        let isLate = state.queues[entry.queue]?.settings.answer.isLate ?? true
        let answers = isLate || isAnew || asks[.entry(entry.id)] != nil
        // A welcome that is repeated after this would take the caller out of the bridge.
        asks.drop(.entry(entry.id))
        if state.isNailedUp(offer) {
            // The welcome comes first, perhaps in this very step. Should it be lost, they are answered beside.
            ask(
                .join(offer.bridge, caller: entry.channel, answers: isLate || isAnew), on: offer.server,
                call: entry.call, for: .offer(offer.id))
            return
        }
        ask(
            .connect(offer.bridge, caller: entry.channel, agent: offer.channel, answers: answers), on: offer.server,
            call: entry.call,
            for: .offer(offer.id))
    }

    mutating func bridged(_ leg: LegKey, _ bridge: BridgeID) {
        guard case .caller(let id) = state.legs[leg],
            let offer = state.entries[id]?.winner.flatMap({ state.offers[$0] }),
            offer.stage == .answered, offer.bridge == bridge
        else { return }
        connected(offer)
    }

    /// Caller and agent are in their bridge.
    mutating func connected(_ offer: QueueState.Offer) {
        if let join = asks[.offer(offer.id)], case .join(_, let caller, _) = join.effect.action {
            // What goes on beside the bridging may yet fail.
            asks.handOver(
                .offer(offer.id), to: .talk(offer.entry), as: .free(caller), remindAt: now + Self.patience)
        } else {
            asks.drop(.offer(offer.id))
        }
        record(
            .entryConnected(
                EntryConnected(
                    entry: offer.entry, offer: offer.id, queue: offer.queue, agent: offer.agent, bridge: offer.bridge)))
        makeRoom(offer.agent)
    }

    mutating func ended(_ leg: LegKey, _ end: LegEnd) {
        switch state.legs[leg] {
        case .caller(let id):
            if let entry = state.entries[id], entry.isBeingCalledBack {
                customerGone(entry, cause: end.cause, inferred: end.inferred)
            } else if let entry = state.entries[id] {
                callerGone(entry, end.livesOn ? .moved : .hungUp, inferred: end.inferred)
            }
        case .agent(let id):
            if let offer = state.offers[id] { agentLegEnded(offer, end) }
        case .headset(let agent): headsetEnded(agent, end)
        case .leaving: left(leg)
        case nil:
            guard OwnID.isLeg(leg.channel) else { return }
            asks.drop(.leg(leg))
            settled(leg)
        }
    }

    private mutating func agentLegEnded(_ offer: QueueState.Offer, _ end: LegEnd) {
        switch offer.stage {
        case .dialling, .ringing:
            let why: LostOffer = end.inferred ? .failed : LostOffer(ringEndedWith: end.cause)
            lose(offer, why, cause: end.cause, agentIsGone: true)
        case .answered: lose(offer, .failed, cause: end.cause, agentIsGone: true)
        case .connected:
            guard let entry = state.entries[offer.entry] else { return }
            endTalk(entry, by: .agent, agentIsGone: true, inferred: end.inferred)
        }
    }

    /// A closed entry's caller is out.
    mutating func left(_ leg: LegKey) {
        asks.drop(.leg(leg))
        let host = state.guests[leg]
        record(.callerLeft(leg.server, leg.channel))
        if let host { leftAlone(host) }
    }

    /// Ends an offer that has not led to a connection. Unless the agent asked for something, they are told what follows
    /// from the reason; the caller keeps their place, or is sent out where the queue is no more and no other phone rings.
    /// - Parameters:
    ///   - next: what the agent becomes by their own command.
    ///   - rests: the agent is not asked again at once, although it counts against nobody.
    ///   - callsAnew: a headset is called anew, and has another bridge.
    mutating func lose(
        _ offer: QueueState.Offer, _ why: LostOffer, cause: Int = 0, agentIsGone: Bool = false,
        callerStays: Bool = true, next: AfterCall? = nil, rests: Bool = false, callsAnew: Bool = false
    ) {
        guard let entry = state.entries[offer.entry], entry.running.contains(offer.id) else { return }
        let wasBridging = offer.stage == .answered
        let pending = asks.drop(.offer(offer.id))
        record(
            .offerLost(
                OfferLost(
                    offer: offer.id, entry: entry.id, queue: entry.queue, agent: offer.agent, why: why, cause: cause)))
        let isNailedUp = state.isNailedUp(offer)
        letGo(of: offer, HangupReason(why), call: entry.call, isGone: agentIsGone)
        if state.isNailedUp(offer) {
            hush(offer, pending, call: entry.call)
            if entry.isBeingCalledBack { endRing(of: offer, call: entry.call) }
        }
        if wasBridging, !isNailedUp { undo(offer.bridge, on: offer.server, pending, call: entry.call) }
        // Whatever it was that failed: a headset that is called anew is whole again.
        if isNailedUp, why == .failed || callsAnew, !agentIsGone { releaseHeadset(of: offer.agent, .failed) }
        settleAgent(of: offer, why, next: next, rests: rests)
        guard callerStays, let entry = state.entries[entry.id], entry.running.isEmpty else { return }
        guard entry.callback == nil else { return left(entry, after: why, agentIsGone: agentIsGone) }
        if state.queues[entry.queue]?.isRetired != false {
            close(entry, .withdrawn, by: .system)
        } else if wasBridging {
            // The bridge's making took the caller from music and guard.
            welcome(entry)
        }
    }

    /// Removes a bridge that is wanted no more while it may still be being made. A request on its way could make it after
    /// it was removed: then its answer is awaited first.
    mutating func undo(_ bridge: BridgeID, on server: ServerID, _ pending: Asks.Ask?, call: CallID) {
        if let pending, pending.effect.action.makesBridge {
            let owner = Asks.Owner.bridge(LegKey(server, ChannelID(bridge.raw)))
            asks.begin(pending.effect, for: owner, at: now, remindAt: now + Self.patience)
        } else {
            dissolve(bridge, on: server, call: call)
        }
    }

    private mutating func settleAgent(
        of offer: QueueState.Offer, _ why: LostOffer, next: AfterCall?, rests: Bool
    ) {
        guard let agent = state.agents[offer.agent] else { return }
        if let next = next ?? agent.afterCall { return settle(agent, next) }
        let queue = state.queues[offer.queue]?.settings
        let pauses = queue?.autoPause ?? []
        let retry = max(queue?.retry ?? .zero, Span(milliseconds: 1))
        switch why {
        case .timeout where pauses.contains(.noAnswer): settle(agent, .notReady(reason: "no_answer"))
        case .busy where pauses.contains(.busy): settle(agent, .notReady(reason: "busy"))
        case .unreachable where pauses.contains(.unreachable): settle(agent, .notReady(reason: "unreachable"))
        case .withdrawn where rests: leaveAlone(agent, until: now + retry)
        // Their other calls go on, or the time after those that were begins now.
        case .withdrawn, .agentLeft, .answeredElsewhere:
            if agent.isTalking { makeRoom(agent.id) } else if !wrapUp(agent) { makeReady(agent.id) }
        case .timeout, .busy, .rejected, .failed: leaveAlone(agent, until: now + retry)
        case .unreachable:
            // Longer each time, so that a phone that is switched off does not cost its callers an offer every time.
            let shift = Int64(1) << Int64(min(max(agent.failures - 1, 0), 10))
            let first = max(retry, .seconds(1))
            let pause = min(Span(milliseconds: first.milliseconds * shift), max(first, .seconds(60)))
            if agent.isTalking { return makeRoom(agent.id, restUntil: now + pause) }
            if wrapUp(agent, restUntil: now + pause) { return }
            record(
                .agentChanged(
                    AgentChanged(agent: agent.id, state: .unreachable, reason: "no_contact", until: now + pause)))
        }
    }

    /// What an agent asked for, or a queue asks of them, is done at once, or when the last of their calls is over.
    private mutating func settle(_ agent: QueueState.Agent, _ next: AfterCall) {
        if agent.work.isEmpty {
            missDispositions(agent.id)
            become(agent.id, next)
        } else if agent.afterCall != next {
            follow(agent, next)
        }
    }

    /// No offer is made to an agent before a moment; calls that they have go on.
    private mutating func leaveAlone(_ agent: QueueState.Agent, until rest: Instant) {
        if agent.isTalking {
            makeRoom(agent.id, restUntil: rest)
        } else if !wrapUp(agent, restUntil: rest) {
            makeReady(agent.id, restUntil: rest)
        }
    }

    /// Ends a leg of ours that belongs to nothing.
    mutating func end(_ leg: LegKey) {
        if let ask = asks[.leg(leg)] {
            askAgain(ask)
        } else {
            ask(.hangUp(leg.channel, .normal), on: leg.server, call: CallID(leg.channel.raw), for: .leg(leg))
        }
    }

    /// The agent's leg of an offer or a call that is over; a headset stays.
    mutating func letGo(of offer: QueueState.Offer, _ reason: HangupReason, call: CallID, isGone: Bool) {
        if state.isNailedUp(offer) {
            if isGone { loseHeadset(of: offer.agent, .hungUp) }
            return
        }
        asks.drop(.ring(offer.leg))
        if isGone {
            awaitIdle(after: offer)
        } else {
            hangUp(offer, reason, call: call)
        }
    }

    /// Hangs up an agent's leg and remembers that it is on its way out.
    mutating func hangUp(_ offer: QueueState.Offer, _ reason: HangupReason, call: CallID) {
        if state.isUp(offer.server), let agent = state.agents[offer.agent] {
            closing.begin(
                offer.leg, agent: agent.id, endpoint: agent.endpointKey, at: now,
                besideOthers: agent.settings.capacity > 1)
        }
        ask(.hangUp(offer.channel, reason), on: offer.server, call: call, for: .leg(offer.leg))
    }

    /// The agent's leg is gone; that their phone is idle may be told a moment later.
    mutating func awaitIdle(after offer: QueueState.Offer) {
        guard state.isUp(offer.server), let agent = state.agents[offer.agent], phones.isBusy(agent.endpointKey),
            !agent.isTalking
        else { return }
        closing.begin(
            offer.leg, agent: agent.id, endpoint: agent.endpointKey, at: now, hasEnded: true,
            besideOthers: agent.settings.capacity > 1)
    }
}
