import Telephony

extension QueueEngine {
    // MARK: Coming in

    /// Lets a caller in who has just entered a queue, or sends them on at once.
    /// - Parameters:
    ///   - isKnown: they have waited with us before (in the fall-back queue): nobody refuses them a second time.
    ///   - passed: the queues that did not take them in this step.
    mutating func receive(_ entry: QueueState.Entry, isKnown: Bool = false, passed: Set<QueueID> = []) {
        guard let queue = state.queues[entry.queue], !queue.isRetired else {
            close(entry, .failed, by: .system)
            return
        }
        if !isKnown, let (outcome, target) = refusal(ofClosed: queue) ?? refusal(of: entry, by: queue.settings.limits) {
            send(entry, on: target, as: outcome, passed: passed.union([entry.queue]))
        } else {
            welcome(entry)
        }
    }

    private func refusal(of entry: QueueState.Entry, by limits: QueueLimits) -> (EntryOutcome, Target)? {
        if let most = limits.maxLength, state.lineLength(of: entry.queue) > most { return (.full, limits.onFull) }
        if state.isEmptyToJoin(entry.lane) { return (.joinEmpty, limits.onJoinEmpty) }
        return nil
    }

    // MARK: Going on

    /// After so many queues that sent them on by themselves a caller goes back to the dialplan. A configuration whose
    /// targets lead in a circle is refused, and so is an order that would make one; new settings may make one of an older
    /// order.
    static let mostPasses = 8

    /// Ends an entry for whom no phone rings, and sends the caller on; into another queue with all that they have waited.
    mutating func send(
        _ entry: QueueState.Entry, on target: Target, as outcome: EntryOutcome, by: Party = .system,
        detail: String? = nil, isKnown: Bool = false, passed: Set<QueueID> = []
    ) {
        let isByHand = isKnown || by == .caller
        let isLost = target.queue != nil && !isByHand && entry.passes >= Self.mostPasses
        let target = isLost ? .dialplan(nil) : resolve(target, passed)
        close(entry, outcome, by: by, to: target, detail: detail)
        guard let queue = target.queue else { return }
        let next = OwnID.entry(boot, nextAttempt())
        record(
            .entryOpened(
                EntryOpened(
                    entry: next, call: entry.call, server: entry.server, channel: entry.channel, queue: queue,
                    group: state.queues[queue]?.settings.group ?? entry.group, caller: entry.caller,
                    enteredAt: entry.enteredAt, priority: entry.priority, needs: entry.needs,
                    from: entry.id, since: entry.standsSince,
                    passes: isByHand ? 0 : entry.passes + 1)))
        giveUpHope(next)
        if let entry = state.entries[next] { receive(entry, isKnown: isKnown, passed: passed) }
    }

    /// A queue that is no more, or that has just refused the caller, leaves them to the dialplan.
    private func resolve(_ target: Target, _ passed: Set<QueueID>) -> Target {
        guard let queue = target.queue else { return target }
        let isThere = state.queues[queue].map { !$0.isRetired } ?? false
        return isThere && !passed.contains(queue) ? target : .dialplan(nil)
    }

    /// Takes back every offer that runs for a caller who will not be there.
    mutating func stopRinging(for entry: QueueState.Entry) {
        for offer in entry.running {
            if let offer = state.offers[offer] { lose(offer, .withdrawn, callerStays: false) }
        }
    }

    /// The longest wait is over and no phone rings any more.
    mutating func timeOut(_ entry: QueueState.Entry) {
        let target = state.queues[entry.queue]?.settings.limits.onMaxWait ?? .dialplan(nil)
        send(entry, on: target, as: .timeout)
    }

    /// A caller pressed a key. It counts until an agent has picked up.
    mutating func pressed(_ leg: LegKey, _ key: String) {
        if state.isUp(leg.server), state.endsCall(leg, key: key), case .agent(let offer) = state.legs[leg],
            let entry = state.offers[offer].flatMap({ state.entries[$0.entry] })
        {
            return endTalk(entry, by: .agent)
        }
        guard case .caller(let id) = state.legs[leg], let entry = state.entries[id], entry.winner == nil,
            state.isUp(leg.server), let target = state.queues[entry.queue]?.settings.limits.exitKeys[key]
        else { return }
        stopRinging(for: entry)
        guard let entry = state.entries[id] else { return }
        send(entry, on: target, as: .key, by: .caller, detail: key)
    }
}
