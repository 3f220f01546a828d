import Queueing
import SeededValues
import Telephony

/// Queues that do not take or keep everybody, and callers who press keys.
extension World {
    mutating func callerPresses(_ index: Int) {
        let caller = callers[index]
        guard !isDraining, asterisks[caller.server].channels[caller.channel]?.isInApplication == true else { return }
        count("caller presses a key")
        emit(
            caller.server, caller.channel,
            .keyPressed(asterisks[caller.server].id, ChannelID(caller.channel), random.pick(["1", "2", "3", "9"])))
        if random.chance(perMille: 300) { plan(.callerPresses(caller: index), in: 100...10_000) }
    }

    /// Who must be refused, and which key must be heeded, found out from the state before.
    mutating func checkLimits(_ input: Input, _ output: Output) {
        let before = service.shadow
        switch input {
        case .callerArrived(let arrival): checkArrival(arrival, before, output)
        case .keyPressed(let server, let channel, let key):
            guard
                let entry = before.entries.values.first(where: {
                    $0.hasLeg && $0.server == server && $0.channel == channel
                })
            else { return }
            let isHeeded =
                entry.winner == nil && before.servers[server]?.isUp == true
                && before.queues[entry.queue]?.settings.limits.exitKeys[key] != nil
            let isOut = output.facts.contains { fact in
                if case .entryClosed(let closed) = fact.fact {
                    closed.entry == entry.id && closed.outcome == .key
                } else {
                    false
                }
            }
            if isHeeded != isOut { violate("\(entry.id) pressed \(key), which is \(isOut ? "" : "not ")heeded") }
        case .callerCommanded(let entry, let command): checkCommand(entry, command, output)
        default: break
        }
    }

    private mutating func checkArrival(_ arrival: Arrival, _ before: QueueState, _ output: Output) {
        guard let queue = before.queues[arrival.queue], !queue.isRetired,
            before.servers[arrival.server]?.isUp == true,
            output.facts.contains(where: { fact in
                if case .entryOpened(let opened) = fact.fact { opened.entry == arrival.entry } else { false }
            })
        else { return }
        if let wrong = checkRegain(arrival, before, output) { violate(wrong) }
        checkCallsAgain(arrival, before, output)
        let limits = queue.settings.limits
        let waiting = before.entries.values.count { $0.queue == queue.id && $0.stage != .connected }
        let lane = LaneKey(queue: queue.id, server: arrival.server)
        var expected: EntryOutcome?
        if !limits.joinEmpty.isEmpty, !Invariants.hasStaff(lane, besides: limits.joinEmpty, before) {
            expected = .joinEmpty
        }
        let onTheLine = before.entries.values.count {
            $0.queue == queue.id && $0.stage != .connected && $0.callback == nil
        }
        if let most = limits.maxLength, onTheLine >= most { expected = .full }
        if !door(of: queue.id, before, output).isOpen { expected = .closed }
        if arrival.wasLetIn { expected = nil }
        let closed = output.facts.lazy.compactMap { fact -> EntryOutcome? in
            guard case .entryClosed(let closed) = fact.fact, closed.entry == arrival.entry else { return nil }
            return closed.outcome
        }
        let refused = closed.first { [.full, .joinEmpty, .closed].contains($0) }
        if let position = arrival.position, closed.isEmpty {
            // What was due at the same moment moves others afterwards.
            let last = output.facts.lastIndex { fact in
                switch fact.fact {
                case .entryOpened(let opened): opened.entry == arrival.entry
                case .entryPlaced(let placed): placed.entry == arrival.entry
                default: false
                }
            }
            var after = before
            for fact in output.facts[...(last ?? 0)] { after.apply(fact) }
            if let place = after.position(of: arrival.entry), place != min(position, waiting + 1) {
                violate("\(arrival.entry) enters at \(place), not \(position)")
            }
        }
        if refused != expected { violate("\(arrival.entry) is refused as \(refused as Any), not \(expected as Any)") }
    }
}

/// Limits of all kinds. Who is not taken goes in one direction only, so that nobody is sent in a circle; keys may lead
/// anywhere.
func limit(_ queues: inout [QueueSettings], _ random: inout SplitMix64) {
    guard queues.count == 2 else { return }
    let downwards = random.chance(perMille: 500)
    let ids = queues.map(\.id)
    for index in queues.indices {
        var limits = QueueLimits()
        let other = Target.queue(ids[1 - index])
        func target() -> Target {
            let plain = [Target.hangUp, .dialplan(nil), .dialplan(DialplanPlace(context: "after", extension: "s"))]
            return (index == 0) == downwards && random.chance(perMille: 600) ? other : random.pick(plain)
        }
        limits.onMaxWait = target()
        if random.chance(perMille: 300) { limits.maxLength = 1 + random.below(8) }
        limits.onFull = target()
        let absences: [Set<AgentState>] = [
            QueueLimits.strictlyAbsent, QueueLimits.looselyAbsent,
            [.offline, .notReady, .unreachable, .talking, .ringing, .otherCall, .wrapUp],
        ]
        if random.chance(perMille: 300) { limits.joinEmpty = random.pick(absences) }
        limits.onJoinEmpty = target()
        if random.chance(perMille: 300) { limits.leaveEmpty = random.pick(absences) }
        limits.onLeaveEmpty = target()
        limits.leaveEmptyAfter = random.chance(perMille: 300) ? .zero : .seconds(random.within(1...10))
        if random.chance(perMille: 500) { limits.regain = .seconds(random.within(1...60)) }
        if random.chance(perMille: 500) { limits.exitKeys = ["1": other, "2": .hangUp, "3": target()] }
        queues[index].limits = limits
    }
}
