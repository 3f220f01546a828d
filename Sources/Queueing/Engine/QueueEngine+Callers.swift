import Telephony

extension QueueEngine {
    mutating func admit(_ arrival: Arrival, enteredAt: Instant) {
        // Known already, or on the way out of an entry that is over.
        guard state.legs[LegKey(arrival.server, arrival.channel)] == nil, state.entries[arrival.entry] == nil else {
            return
        }
        let queue = state.queues[arrival.queue]
        let place = regained(by: arrival)
        record(
            .entryOpened(
                EntryOpened(
                    entry: arrival.entry, call: arrival.call, server: arrival.server, channel: arrival.channel,
                    queue: arrival.queue, group: queue?.settings.group ?? "default", caller: arrival.caller,
                    enteredAt: enteredAt, priority: max(arrival.priority, place?.priority ?? arrival.priority),
                    needs: arrival.needs, since: place?.since, regained: place == nil ? nil : arrival.regains)))
        giveUpHope(arrival.entry)
        guard let entry = state.entries[arrival.entry] else { return }
        // A caller told from a picture may be in the middle of a call whose facts were lost: the reconcile, which follows,
        // knows.
        if state.isUp(entry.server) { receive(entry, isKnown: arrival.wasLetIn) }
        takeOver(arrival.entry, from: arrival.callsAgain)
        if let position = arrival.position, let entry = state.entries[arrival.entry] { self.place(entry, at: position) }
    }

    /// The place that a caller gave up and has again.
    private func regained(by arrival: Arrival) -> QueueState.Regain? {
        guard let place = arrival.regains.flatMap({ state.regains[$0] }), place.queue == arrival.queue,
            now <= place.until
        else { return nil }
        return place
    }

    mutating func welcome(_ entry: QueueState.Entry) {
        guard entry.callback == nil else { return }
        let queue = state.queues[entry.queue]?.settings
        ask(
            .welcome(entry.channel, music: queue?.music ?? "default", answer: queue?.answer ?? .answer),
            on: entry.server, call: entry.call, for: .entry(entry.id))
        attend(entry)
    }

    /// The caller's leg is gone, whatever the entry's stage.
    mutating func callerGone(_ entry: QueueState.Entry, _ how: Departure = .hungUp, inferred: Bool = false) {
        guard !entry.isBeingCalledBack else { return customerGone(entry, cause: 0, inferred: inferred) }
        let by: Party = how == .hungUp ? .caller : .system
        switch entry.stage {
        case .connected:
            endTalk(entry, by: by, callerIsGone: true, inferred: inferred)
        case .offered:
            stopRinging(for: entry)
            fallthrough
        case .waiting:
            guard let entry = state.entries[entry.id] else { return }
            let outcome: EntryOutcome =
                switch how {
                case .hungUp: .abandoned
                case .moved: .overflow
                case .lostWithServer: .failed
                }
            close(entry, outcome, by: by, legIsGone: true, inferred: inferred)
        }
    }

    /// Closes an entry that is not in an offer. A caller who is still there is sent out.
    /// - Parameter reason: what they are told where they are hung up.
    mutating func close(
        _ entry: QueueState.Entry, _ outcome: EntryOutcome, by: Party, legIsGone: Bool = false, inferred: Bool = false,
        to target: Target? = nil, detail: String? = nil, telling reason: HangupReason = .normal
    ) {
        guard entry.hasLeg else { return endCallback(entry, .queueGone) }
        asks.drop(.entry(entry.id))
        asks.drop(.talk(entry.id))
        record(
            .entryClosed(
                EntryClosed(
                    entry: entry.id, queue: entry.queue, outcome: outcome, by: by, inferred: inferred, to: target,
                    detail: detail)))
        if legIsGone, by != .caller {
            record(.callerLeft(entry.server, entry.channel))
        } else if let way = state.leaving[entry.leg] {
            sendOut(entry.leg, way, telling: reason)
        }
    }

    /// - Parameter reason: what a caller is told who is hung up. It is in no fact: after a gap the end is a normal one.
    mutating func sendOut(_ leg: LegKey, _ way: QueueState.Leaving, telling reason: HangupReason = .normal) {
        switch way {
        case .hangUp(let call): ask(.hangUp(leg.channel, reason), on: leg.server, call: call, for: .leg(leg))
        case .release(let call, .hangUp) where reason != .normal:
            ask(.hangUp(leg.channel, reason), on: leg.server, call: call, for: .leg(leg))
        case .release(let call, let target):
            ask(.release(leg.channel, to: target), on: leg.server, call: call, for: .leg(leg))
        }
    }

    /// A connected call is over: who is left is hung up, the bridge goes, the agent wraps up.
    mutating func endTalk(
        _ entry: QueueState.Entry, by: Party, callerIsGone: Bool = false, agentIsGone: Bool = false,
        inferred: Bool = false, telling reason: HangupReason = .normal
    ) {
        guard let offer = entry.winner.flatMap({ state.offers[$0] }) else { return }
        asks.drop(.offer(offer.id))
        close(entry, .answered, by: by, legIsGone: callerIsGone, inferred: inferred, telling: reason)
        let isNailedUp = state.isNailedUp(offer)
        letGo(of: offer, .normal, call: entry.call, isGone: agentIsGone)
        if !isNailedUp { dissolve(offer.bridge, on: offer.server, call: entry.call) }
        release(offer.agent)
    }

    mutating func dissolve(_ bridge: BridgeID, on server: ServerID, call: CallID) {
        ask(.dissolve(bridge), on: server, call: call, for: .bridge(LegKey(server, ChannelID(bridge.raw))))
    }
}

/// How a caller came to be gone.
enum Departure {
    case hungUp
    /// Into the dialplan: its dead-man or a transfer has them, or had them.
    case moved
    /// With everything else that their server had: it restarted.
    case lostWithServer
}
