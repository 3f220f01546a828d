import Telephony

/// Callers who need not wait on the line. Their request stands in line in their place; when its turn comes an agent is
/// asked as for any caller, and once the agent has picked up the customer is dialled, a single time.
extension QueueEngine {
    // MARK: Taking it

    mutating func takeCallback(_ entry: QueueState.Entry, _ request: CallbackRequest) {
        stopRinging(for: entry)
        takeOver(entry.id, from: request.instead)
        guard let entry = state.entries[entry.id], let rules = state.queues[entry.queue]?.settings.callback else {
            return
        }
        asks.drop(.entry(entry.id))
        record(
            .callbackTaken(
                CallbackTaken(
                    entry: entry.id, queue: entry.queue, customer: request.customer, key: request.key,
                    to: rules.target, until: rules.keep.map { now + $0 })))
        if let way = state.leaving[entry.leg] { sendOut(entry.leg, way) }
    }

    /// Why a caller cannot be called back; nil if they can.
    func refusal(ofCallback entry: QueueState.Entry, _ request: CallbackRequest) -> CallerRefusal? {
        guard let queue = state.queues[entry.queue], !queue.isRetired, let rules = queue.settings.callback else {
            return .noCallbacks
        }
        guard entry.callback == nil else { return .isCallback }
        let known = state.callbacks(of: entry.queue).filter { $0.caller != request.instead }
        return known.count < rules.most ? nil : .callbacksFull
    }

    // MARK: Dialling

    /// Whether an agent who has picked up can be put together with the caller now: a customer must be called and pick up
    /// first.
    mutating func reaches(_ entry: QueueState.Entry, for offer: QueueState.Offer) -> Bool {
        guard let callback = entry.callback else { return true }
        guard callback.dialledAt != nil else {
            callBack(entry, for: offer)
            return false
        }
        guard callback.isAnswered else { return false }
        endRing(of: offer, call: entry.call)
        return true
    }

    /// Ends the ring that an agent hears while a customer is dialled: asked for until it is answered, also in the talk.
    mutating func endRing(of offer: QueueState.Offer, call: CallID) {
        ask(.quiet(offer.channel), on: offer.server, call: call, for: .ring(offer.leg))
    }

    /// Whoever talks with a customer who was called back, and was connected shortly before a gap, may hear the ring yet:
    /// nobody knows what became of its end. Through a headset it may be that of the request before, whoever they talk with.
    mutating func endRing(of entry: QueueState.Entry, since blindFrom: Instant) {
        guard let offer = entry.winner.flatMap({ state.offers[$0] }), asks[.ring(offer.leg)] == nil,
            wasConnected(entry, shortlyBefore: blindFrom),
            entry.callback != nil || state.isNailedUp(offer) && callsBack(offer.agent)
        else { return }
        endRing(of: offer, call: entry.call)
    }

    /// Whether customers are called back for this agent.
    private func callsBack(_ agent: AgentID) -> Bool {
        state.agents[agent]?.settings.queues.contains { state.queues[$0]?.settings.callback != nil } ?? false
    }

    /// The same of an idle headset, where the customer was not reached.
    mutating func endRing(of headset: QueueState.Headset, of agent: QueueState.Agent) {
        guard callsBack(agent.id) else { return }
        ask(
            .quiet(headset.channel), on: headset.server, call: CallID(headset.channel.raw), for: .ring(headset.leg))
    }

    private mutating func callBack(_ entry: QueueState.Entry, for offer: QueueState.Offer) {
        guard let rules = state.queues[entry.queue]?.settings.callback, !isRetired(entry.queue),
            !state.isHeldBack(entry)
        else {
            return lose(offer, .withdrawn)
        }
        let channel = OwnID.customer(boot, nextAttempt())
        let ring = max(rules.ringTimeout, Span(milliseconds: 1))
        asks.drop(.offer(offer.id))
        record(
            .callbackDialled(
                CallbackDialled(
                    entry: entry.id, queue: entry.queue, offer: offer.id, agent: offer.agent, channel: channel,
                    deadline: now + ring)))
        ask(
            .callBack(channel, agent: offer.channel, endpoint: rules.endpoint, customer: entry.caller, timeout: ring),
            on: entry.server, call: entry.call, for: .entry(entry.id), reminds: false)
    }

    mutating func calledBack(_ ask: Asks.Ask, _ id: EntryID, _ result: EffectResult) {
        guard let entry = state.entries[id], entry.isBeingCalledBack else { return }
        switch result {
        case .done: asks.drop(ask.owner)
        case .gone, .legGone, .refused: notReached(entry, .failed, legIsGone: true)
        // The phone may ring; if nothing is heard of it, the agent must not wait for ever.
        case .unknown: asks.remind(ask.owner, at: now + Self.patience)
        }
    }

    mutating func customerAnswered(_ id: EntryID) {
        guard let entry = state.entries[id], entry.isBeingCalledBack, entry.callback?.isAnswered == false,
            let offer = entry.winner.flatMap({ state.offers[$0] })
        else { return }
        asks.drop(.entry(id))
        record(.callbackAnswered(id))
        connect(offer)
    }

    // MARK: What becomes of it

    /// The customer's leg is gone before they were put through.
    mutating func customerGone(_ entry: QueueState.Entry, cause: Int, inferred: Bool) {
        let isAnswered = entry.callback?.isAnswered == true
        let why: CallbackEnd = isAnswered ? .hungUp : inferred ? .failed : CallbackEnd(ringEndedWith: cause)
        // One that a comparison did not find may have been made and never dialled, or be on its way: the hang-up catches up.
        notReached(entry, why, legIsGone: !inferred || isAnswered, inferred: inferred)
    }

    /// The customer was dialled and is not reached: they are not dialled again. It costs the agent nothing.
    /// - Parameters:
    ///   - party: who ended it, where that is neither the customer nor we ourselves.
    ///   - reason: what their phone is told where it rings yet.
    mutating func notReached(
        _ entry: QueueState.Entry, _ why: CallbackEnd, legIsGone: Bool, inferred: Bool = false, by party: Party? = nil,
        telling reason: HangupReason = .normal
    ) {
        if let offer = entry.winner.flatMap({ state.offers[$0] }) {
            // A customer who is there may be in the headset's bridge already, and the next caller would meet them there.
            lose(offer, .withdrawn, callerStays: false, callsAnew: !legIsGone && isBeingJoined(offer))
        }
        guard let entry = state.entries[entry.id] else { return }
        close(
            entry, .callback, by: party ?? (legIsGone ? .caller : .system), legIsGone: legIsGone, inferred: inferred,
            to: legIsGone ? nil : .hangUp, detail: why.rawValue, telling: reason)
    }

    /// No phone rings for a request any more: one that was dialled is over, any other keeps its place.
    mutating func left(_ entry: QueueState.Entry, after why: LostOffer, agentIsGone: Bool) {
        if entry.hasLeg {
            let isAgents = agentIsGone || why == .agentLeft
            close(
                entry, .callback, by: isAgents ? .agent : .system, to: .hangUp,
                detail: (isAgents ? CallbackEnd.agentGone : .failed).rawValue)
        } else if isRetired(entry.queue) || state.queues[entry.queue]?.settings.callback == nil {
            endCallback(entry, .queueGone)
        }
    }

    /// The time of a request that was not dialled, or of the customer's ring, is over.
    mutating func callbackIsDue(_ entry: QueueState.Entry) {
        if entry.hasLeg { notReached(entry, .noAnswer, legIsGone: false) } else { endCallback(entry, .expired) }
    }

    /// Ends a request that was not dialled and for which no phone rings.
    mutating func endCallback(_ entry: QueueState.Entry, _ why: CallbackEnd) {
        record(.callbackEnded(CallbackEnded(entry: entry.id, queue: entry.queue, why: why)))
    }

    mutating func cancelCallback(_ entry: QueueState.Entry, _ why: CallbackEnd) {
        stopRinging(for: entry)
        if let entry = state.entries[entry.id] { endCallback(entry, why) }
    }

    /// Ends the requests of queues that call nobody back any more.
    mutating func dropCallbacks() {
        for entry in state.callbacks.compactMap({ state.entries[$0] }).sorted(by: { $0.arrival < $1.arrival }) {
            let isWanted = !isRetired(entry.queue) && state.queues[entry.queue]?.settings.callback != nil
            // Where nothing is heard of a server, phones may ring for them.
            guard !isWanted, entry.winner == nil, entry.running.isEmpty || state.isUp(entry.server) else { continue }
            cancelCallback(entry, .queueGone)
        }
    }

    /// Stops the phones that ring for the requests of a queue that has closed. Where nothing is heard of a server, nobody
    /// is dialled as one of them is picked up.
    mutating func holdBackCallbacks(of queue: QueueID) {
        let requests = state.callbacks.compactMap { state.entries[$0] }.filter {
            $0.queue == queue && $0.callback?.dialledAt == nil && state.isUp($0.server)
        }
        for entry in requests.sorted(by: { $0.arrival < $1.arrival }) { stopRinging(for: entry) }
    }

    private func isRetired(_ queue: QueueID) -> Bool { state.queues[queue]?.isRetired != false }

    // MARK: Who calls themselves

    /// Gives a caller the place of their own request, which is over with this: also while they are being dialled. Once
    /// they have picked up it is too late.
    mutating func takeOver(_ id: EntryID, from customer: CallerToken?) {
        guard let customer, let caller = state.entries[id],
            let request = state.callback(of: customer, in: caller.queue), request.id != id,
            request.callback?.isAnswered == false, request.running.isEmpty || state.isUp(request.server)
        else { return }
        if request.hasLeg {
            notReached(request, .calledAgain, legIsGone: false)
        } else {
            cancelCallback(request, .calledAgain)
        }
        guard let caller = state.entries[id] else { return }
        let stoodBefore = request.place.enteredAt <= caller.place.enteredAt
        let place = EntryPlaced(
            entry: id, queue: caller.queue, priority: max(caller.priority, request.priority),
            since: stoodBefore ? request.place.enteredAt : caller.place.enteredAt,
            order: stoodBefore ? request.place.order : caller.order)
        let stands = caller.place
        if (place.priority, place.since, place.order) != (stands.priority, stands.enteredAt, caller.order) {
            record(.entryPlaced(place))
        }
    }
}
