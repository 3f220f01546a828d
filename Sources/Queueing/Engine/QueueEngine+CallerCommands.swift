import Telephony

extension QueueEngine {
    /// Why a command could not be carried out now; nil if it can.
    package func refusal(of command: CallerCommand, about id: EntryID) -> CallerRefusal? {
        guard let entry = state.entries[id] else { return .unknown }
        if case .hangUp(let leg, _, let onlyRing) = command {
            guard state.isUp(entry.server) else { return .serverAway }
            let winner = entry.winner.flatMap { state.offers[$0]?.channel }
            return onlyRing && leg != nil && leg == winner ? .pickedUp : nil
        }
        guard entry.winner == nil else { return .pickedUp }
        guard state.isUp(entry.server) else { return .serverAway }
        switch command {
        case .withdraw, .prioritise, .place, .hangUp: return nil
        case .callBack(let request): return refusal(ofCallback: entry, request)
        case .move where entry.callback != nil: return .isCallback
        case .move(let queue, _):
            guard state.queues[queue]?.isRetired == false else { return .queueUnknown }
            if queue == entry.queue { return .sameQueue }
            return doors.sending.contains(queue) ? .queueClosed : nil
        // Nobody is dialled, whoever asks for it.
        case .pick where state.isHeldBack(entry): return .queueClosed
        case .pick(let id):
            guard let agent = state.agents[id], !agent.isRetired else { return .agentUnknown }
            guard state.queues[entry.queue]?.isRetired == false, agent.settings.serves(entry.queue) else {
                return .agentOfOtherQueue
            }
            guard agent.settings.server == entry.server else { return .agentOnOtherServer }
            guard agent.part(in: entry.queue) == .serving else { return .agentNotAvailable }
            return state.isAvailable(agent, for: entry.queue) ? nil : .agentNotAvailable
        }
    }

    mutating func commanded(_ id: EntryID, _ command: CallerCommand) {
        guard refusal(of: command, about: id) == nil, let entry = state.entries[id] else { return }
        switch command {
        case .withdraw where entry.callback != nil: cancelCallback(entry, .cancelled)
        case .callBack(let request): takeCallback(entry, request)
        case .withdraw(let target, let reason):
            stopRinging(for: entry)
            guard let entry = state.entries[id], target.queue == nil else { return }
            send(entry, on: target, as: .withdrawn, detail: reason)
        case .move(let queue, let reason):
            stopRinging(for: entry)
            guard let entry = state.entries[id] else { return }
            send(entry, on: .queue(queue), as: .moved, detail: reason, isKnown: true)
        case .pick(let agent):
            stopRinging(for: entry)
            // Somebody has decided: the caller waits no longer for the one whom they prefer alone.
            if entry.rung < 0 { record(.demandRelaxed(id, rung: 0)) }
            offer(id, to: agent, isPick: true)
        case .prioritise(let priority):
            guard priority != entry.priority else { return }
            record(
                .entryPlaced(
                    EntryPlaced(
                        entry: id, queue: entry.queue, priority: priority, since: entry.place.enteredAt,
                        order: entry.order)))
        case .place(let position): place(entry, at: position)
        case .hangUp(let leg, let reason, _):
            let talking = [entry.hasLeg ? entry.channel : nil, entry.winner.flatMap { state.offers[$0]?.channel }]
            guard let ring = leg, !talking.contains(ring) else { return hangUp(entry, reason) }
            // It counts against nobody, and another one is asked first. A ring that has ended meanwhile ends no call.
            let offer = entry.running.compactMap { state.offers[$0] }.first { $0.channel == ring }
            if let offer { lose(offer, .withdrawn, rests: true) }
        }
    }

    /// Ends an entry by order, at whatever stage. No agent loses anything by it.
    private mutating func hangUp(_ entry: QueueState.Entry, _ reason: HangupReason) {
        guard entry.stage != .connected else { return endTalk(entry, by: .order, telling: reason) }
        guard entry.callback == nil else {
            if entry.hasLeg {
                notReached(entry, .cancelled, legIsGone: false, by: .order, telling: reason)
            } else {
                cancelCallback(entry, .cancelled)
            }
            return
        }
        for offer in entry.running.compactMap({ state.offers[$0] }) {
            // They may be in the headset's bridge already, and the next caller would meet them there.
            lose(offer, .withdrawn, callerStays: false, callsAnew: isBeingJoined(offer))
        }
        guard let entry = state.entries[entry.id] else { return }
        close(entry, .withdrawn, by: .order, to: .hangUp, telling: reason)
    }

    /// Whether the caller is being put through to a headset.
    func isBeingJoined(_ offer: QueueState.Offer) -> Bool { asks[.offer(offer.id)]?.effect.action.isJoin == true }

    /// Puts a caller at a place in line; nothing if they are there.
    mutating func place(_ entry: QueueState.Entry, at position: Int) {
        guard state.position(of: entry.id) != position else { return }
        let others = state.line(of: entry.queue).lazy.filter { $0.id != entry.id }.map(\.place)
        guard let place = state.standing(at: position, among: Array(others)) else { return }
        record(
            .entryPlaced(
                EntryPlaced(
                    entry: entry.id, queue: entry.queue, priority: place.priority, since: place.since,
                    order: place.order)))
    }
}
