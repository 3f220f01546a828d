import Queueing
import Telephony

extension QueueLogFold {
    mutating func open(_ fact: EntryOpened, at: Instant, _ out: inout [QueueLogLine]) {
        guard entries[fact.entry] == nil else { return }
        arrivals += 1
        let turn = Turn(
            priority: fact.priority, enteredAt: fact.since ?? fact.enteredAt, arrival: arrivals, entry: fact.entry)
        let original = lines[fact.queue, default: Line()].insert(turn)
        entries[fact.entry] = OpenEntry(
            channel: fact.channel, queue: fact.queue, enteredAt: fact.enteredAt, turn: turn, original: original)
        // Nobody sends a URL with a call any more; the field is there all the same.
        add(.enterQueue, [.text(""), .number(fact.caller), number(original)], of: fact.entry, at, &out)
    }

    /// Somebody gave a caller another place; app_queue has no word for it.
    mutating func place(_ fact: EntryPlaced) {
        guard let entry = entries[fact.entry], entry.connectedAt == nil else { return }
        var turn = entry.turn
        (turn.priority, turn.enteredAt, turn.order) = (fact.priority, fact.since, fact.order)
        lines[entry.queue]?.remove(entry.turn)
        _ = lines[entry.queue, default: Line()].insert(turn)
        entries[fact.entry]?.turn = turn
    }

    // MARK: Offers

    mutating func make(_ fact: OfferMade, at: Instant) {
        guard offers[fact.offer] == nil else { return }
        offers[fact.offer] = OpenOffer(
            entry: fact.entry, agent: shown(fact.agent), channel: fact.channel, madeAt: at, deadline: fact.deadline)
    }

    mutating func lose(_ fact: OfferLost, at: Instant, _ out: inout [QueueLogLine]) {
        guard let offer = offers.removeValue(forKey: fact.offer) else { return }
        let event: QueueLogEvent
        switch fact.why {
        // They had picked up, and were being told whom they would talk to.
        case .failed where offer.answeredAt != nil:
            add(.agentDump, [.text("")], of: offer.entry, agent: offer.agent, at, &out)
            return
        case .timeout, .busy, .rejected, .unreachable, .failed: event = .ringNoAnswer
        // The agent did not let anybody down.
        case .withdrawn, .agentLeft: event = .ringCanceled
        // app_queue writes nothing of the phones that were not quick enough.
        case .answeredElsewhere: return
        }
        // A ring that was let run out lasted as long as it might, whenever that was noticed.
        let end = fact.why == .timeout ? min(at, max(offer.deadline, offer.madeAt)) : at
        let rang = max(0, (end - offer.madeAt).milliseconds)
        add(event, [.text("\(rang)")], of: offer.entry, agent: offer.agent, at, &out)
    }

    mutating func connect(_ fact: EntryConnected, at: Instant, _ out: inout [QueueLogLine]) {
        let offer = offers.removeValue(forKey: fact.offer)
        guard let entry = entries[fact.entry], entry.connectedAt == nil else { return }
        lines[entry.queue]?.remove(entry.turn)
        forgetLine(of: entry.queue)
        let agent = offer?.agent ?? shown(fact.agent)
        entries[fact.entry]?.connectedAt = at
        entries[fact.entry]?.agent = agent
        let rang = offer.map { max(0, (($0.answeredAt ?? at) - $0.madeAt).milliseconds) / 1000 } ?? 0
        add(
            .connect, [seconds(from: entry.enteredAt, to: at), .text(offer?.channel.raw ?? ""), .text("\(rang)")],
            of: fact.entry, agent: agent, at, &out)
    }

    // MARK: Ends

    mutating func close(_ fact: EntryClosed, at: Instant, _ out: inout [QueueLogLine]) {
        guard let entry = entries[fact.entry] else { return }
        let place = lines[entry.queue]?.remove(entry.turn) ?? entry.original
        forgetLine(of: entry.queue)
        // That they left the line was told then.
        guard !entry.isCallback || fact.outcome == .answered else {
            entries[fact.entry] = nil
            return
        }
        let wait: [QueueLogLine.Field] = [
            number(place), number(entry.original), seconds(from: entry.enteredAt, to: at),
        ]
        switch fact.outcome {
        case .answered:
            // Without a connection: its fact was lost. They were answered all the same.
            let connected = entry.connectedAt ?? at
            add(
                fact.by == .caller ? .completeCaller : .completeAgent,
                [
                    seconds(from: entry.enteredAt, to: connected), seconds(from: connected, to: at),
                    number(entry.original),
                ], of: fact.entry, agent: entry.agent ?? QueueLogLine.none, at, &out)
        case .abandoned: add(.abandon, wait, of: fact.entry, at, &out)
        case .timeout: add(.exitWithTimeout, wait, of: fact.entry, at, &out)
        case .joinEmpty, .leaveEmpty: add(.exitEmpty, wait, of: fact.entry, at, &out)
        case .key: add(.exitWithKey, [.text(fact.detail ?? "")] + wait, of: fact.entry, at, &out)
        // app_queue has no word of its own for these; the last field says which it was.
        case .closed: add(.withdraw, wait + [.text(fact.outcome.rawValue)], of: fact.entry, at, &out)
        case .full, .withdrawn, .moved, .callback, .overflow, .failed:
            add(.withdraw, wait + [.text(fact.detail ?? fact.outcome.rawValue)], of: fact.entry, at, &out)
        }
        entries[fact.entry] = nil
    }

    // MARK: Callbacks

    /// For whoever reads the log the call is over: with a key, or taken out. Their place stays theirs, and an agent whom
    /// they are connected to later is told of with the same call.
    mutating func take(_ fact: CallbackTaken, at: Instant, _ out: inout [QueueLogLine]) {
        guard let entry = entries[fact.entry], let line = lines[entry.queue] else { return }
        let wait: [QueueLogLine.Field] = [
            number(line.place(of: entry.turn)), number(entry.original), seconds(from: entry.enteredAt, to: at),
        ]
        if let key = fact.key {
            add(.exitWithKey, [.text(key)] + wait, of: fact.entry, at, &out)
        } else {
            add(.withdraw, wait + [.text(EntryOutcome.callback.rawValue)], of: fact.entry, at, &out)
        }
        entries[fact.entry]?.isCallback = true
    }

    mutating func end(_ fact: CallbackEnded) {
        guard let entry = entries.removeValue(forKey: fact.entry) else { return }
        _ = lines[entry.queue]?.remove(entry.turn)
        forgetLine(of: entry.queue)
    }

    private mutating func forgetLine(of queue: QueueID) {
        if lines[queue]?.turns.isEmpty == true { lines[queue] = nil }
    }

    // MARK: Fields

    private func number(_ value: Int) -> QueueLogLine.Field { .text("\(value)") }

    private func seconds(from: Instant, to: Instant) -> QueueLogLine.Field {
        .text("\(max(0, QueueLogLine.seconds(to) - QueueLogLine.seconds(from)))")
    }

    private func add(
        _ event: QueueLogEvent, _ data: [QueueLogLine.Field], of id: EntryID, agent: String = QueueLogLine.none,
        _ at: Instant, _ out: inout [QueueLogLine]
    ) {
        guard let entry = entries[id] else { return }
        out.append(
            QueueLogLine(
                at: at, call: entry.channel.raw, queue: entry.queue.raw, agent: agent, event: event, data: data))
    }
}
