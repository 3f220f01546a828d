import Queueing
import SeededValues
import Telephony

/// What supervisors and agents say about callers who wait, and callers who ring back.
extension World {
    mutating func supervisorSpeaks() {
        guard !isDraining else { return }
        plan(.supervisorSpeaks, in: 1000...8000)
        guard service.isAlive else { return }
        let entries = service.engine.state.entries.keys.sorted()
        guard !entries.isEmpty else { return }
        let queue = random.chance(perMille: 500) ? QueueID("q0") : QueueID("q1")
        let command: CallerCommand =
            switch random.below(100) {
            case ..<10: .withdraw(to: random.chance(perMille: 500) ? .hangUp : .dialplan(nil), reason: "asked for")
            case ..<30: .move(to: queue, reason: nil)
            case ..<60: .pick(random.pick(people).settings.id)
            case ..<80: .prioritise(random.below(4) - 1)
            default: .place(1 + random.below(6))
            }
        count("supervisor speaks")
        feed(.callerCommanded(random.pick(entries), command))
    }

    /// Whether a command was carried out that could be, and no other, found out from the state before.
    mutating func checkCommand(_ id: EntryID, _ command: CallerCommand, _ output: Output) {
        if case .hangUp(let leg, _, _) = command { return checkHangUp(id, leg, output) }
        let before = service.shadow
        var after = before
        for fact in output.facts { after.apply(fact) }
        guard let entry = before.entries[id], entry.winner == nil, before.servers[entry.server]?.isUp == true else {
            let isTouched = output.facts.contains { fact in
                switch fact.fact {
                case .entryPlaced(let placed): placed.entry == id
                case .entryClosed(let closed): closed.entry == id && [.moved, .withdrawn].contains(closed.outcome)
                case .offerMade(let made): made.isPick
                default: false
                }
            }
            if isTouched { violate("\(command) is carried out for \(id), who does not wait") }
            return
        }
        // Who was sent away in the same moment, because the queue closed, can be nowhere.
        guard !output.facts.contains(where: { if case .queueTurned = $0.fact { true } else { false } }) else { return }
        switch command {
        case .hangUp: break
        case .callBack(let request): checkCallback(id, request, output)
        case .withdraw where entry.callback != nil:
            if after.entries[id] != nil { violate("\(id) is still to be called back") }
        case .move where entry.callback != nil:
            // One whose time is over ends before the order is looked at.
            let isOver = output.facts.contains { fact in
                guard case .callbackEnded(let ended) = fact.fact else { return false }
                return ended.entry == id && ended.why == .expired
            }
            if !isOver, after.entries[id]?.queue != entry.queue {
                violate("\(id) is moved, who is to be called back")
            }
        case .withdraw:
            if after.entries[id] != nil || after.leaving[entry.leg] == nil { violate("\(id) is not withdrawn") }
        case .move(let queue, _):
            let isShut = before.queues[queue].map { $0.settings.hours.sendsWaiting(by: $0.door) } ?? false
            let isThere = before.queues[queue]?.isRetired == false && queue != entry.queue && !isShut
            let now = after.entries.values.first { $0.leg == entry.leg }
            if isThere, now?.queue != queue || now?.enteredAt != entry.enteredAt { violate("\(id) is not moved") }
            if !isThere, output.facts.contains(where: { $0.fact.isMove(of: id) }) {
                violate("\(id) is moved to \(queue)")
            }
        case .pick(let agent):
            guard let person = before.agents[agent], before.queues[entry.queue]?.isRetired == false else { return }
            let canTake =
                Invariants.load(of: person, for: entry.queue, before) != nil
                && person.part(in: entry.queue) == .serving && person.settings.server == entry.server
                && person.settings.serves(entry.queue)
                && (entry.callback == nil || before.queues[entry.queue]?.door.isOpen == true)
            let isAsked = output.facts.contains { fact in
                if case .offerMade(let made) = fact.fact {
                    made.isPick && made.agent == agent && made.entry == id
                } else {
                    false
                }
            }
            if canTake != isAsked { violate("\(agent) is \(isAsked ? "" : "not ")asked for \(id)") }
            if isAsked, after.entries[id]?.running.count != 1 { violate("other phones ring beside the one asked for") }
        case .prioritise(let priority):
            if after.entries[id].map({ $0.priority != priority }) ?? false { violate("\(id) keeps their priority") }
        case .place(let position):
            let length = before.entries.values.count { $0.queue == entry.queue && $0.stage != .connected }
            // What was due at the same moment moves others afterwards.
            var then = before
            for fact in output.facts {
                then.apply(fact)
                if case .entryPlaced(let placed) = fact.fact, placed.entry == id { break }
            }
            let isPlaced = output.facts.contains {
                if case .entryPlaced(let placed) = $0.fact { placed.entry == id } else { false }
            }
            if let placed = isPlaced ? then.position(of: id) : before.position(of: id), placed != min(position, length)
            {
                violate("\(id) stands at \(placed), not \(position)")
            }
        }
    }

    /// Who rang back in time stands where they stood; who was somebody else, or too late, does not.
    func checkRegain(_ arrival: Arrival, _ before: QueueState, _ output: Output) -> String? {
        guard
            let opened = output.facts.lazy.compactMap({ fact -> (Instant, EntryOpened)? in
                guard case .entryOpened(let opened) = fact.fact, opened.entry == arrival.entry else { return nil }
                return (fact.at, opened)
            }).first
        else { return nil }
        let kept = arrival.regains.flatMap { before.regains[$0] }
        let isTheirs = kept.map { $0.queue == arrival.queue && opened.0 <= $0.until } ?? false
        let since = isTheirs ? kept?.since : nil
        return opened.1.since == since
            ? nil : "\(arrival.entry) stands by \(opened.1.since as Any), not \(since as Any)"
    }

    /// Some callers are those who gave up before.
    mutating func whoRingsBack(_ index: Int) -> CallerToken? {
        guard index % 3 == 0, service.isAlive else { return nil }
        guard let caller = service.engine.state.regains.keys.min() else { return nil }
        count("caller rings back")
        return caller
    }
}

extension Fact {
    /// Whether a caller leaves for another queue because somebody said so.
    fileprivate func isMove(of id: EntryID) -> Bool {
        if case .entryClosed(let closed) = self { closed.entry == id && closed.outcome == .moved } else { false }
    }
}
