import Queueing
import Telephony

extension StatisticsFold {
    mutating func open(_ fact: EntryOpened) {
        guard entries[fact.entry] == nil else {
            anomalies += 1
            return
        }
        entries[fact.entry] = OpenEntry(queue: fact.queue, enteredAt: fact.enteredAt)
        change(fact.queue, start(of: fact.enteredAt)) { counts in
            counts.offered += 1
            counts.waiting += 1
        }
    }

    mutating func connect(_ fact: EntryConnected, at: Instant) {
        if let offer = offers.removeValue(forKey: fact.offer) {
            change(offer) { offers in
                offers.open -= 1
                offers.answered += 1
            }
        } else {
            anomalies += 1
        }
        become(fact.agent, .talking, at: at)
        guard let entry = entries[fact.entry], entry.connectedAt == nil else {
            anomalies += 1
            return
        }
        entries[fact.entry]?.connectedAt = at
        // What was before was no talk.
        if entry.heldSince != nil { entries[fact.entry]?.heldSince = at }
        entries[fact.entry]?.agent = fact.agent
        leave(entry, .answered, at: at)
    }

    mutating func close(_ fact: EntryClosed, at: Instant) {
        guard let entry = entries.removeValue(forKey: fact.entry) else {
            anomalies += 1
            return
        }
        if let connectedAt = entry.connectedAt {
            if fact.outcome != .answered { anomalies += 1 }
            end(entry, talk: max(0, (at - connectedAt).milliseconds), fact, at: at)
        } else {
            // Answered without a connection: its fact was lost. The caller was answered all the same.
            if fact.outcome == .answered { anomalies += 1 }
            leave(entry, fact.outcome, at: at)
        }
        if fact.inferred { change(entry.queue, start(of: entry.enteredAt)) { $0.inferred += 1 } }
    }

    /// The wait is over.
    mutating func leave(_ entry: OpenEntry, _ outcome: EntryOutcome, at: Instant) {
        let wait = max(0, (at - entry.enteredAt).milliseconds)
        let rules = queues[entry.queue]?.rules ?? QueueRules()
        change(entry.queue, start(of: entry.enteredAt)) { counts in
            counts.waiting -= 1
            counts[keyPath: QueueCounts.field(of: outcome)] += 1
            if ![.full, .joinEmpty, .closed].contains(outcome) { counts.longestWait = max(counts.longestWait, wait) }
            switch outcome {
            // Refused at entry: no queue time of this queue.
            case .full, .joinEmpty, .closed: break
            case .answered:
                counts.waitOfAnswered += wait
                counts.answeredWaits.add(wait)
                if wait <= rules.threshold { counts.answeredWithinThreshold += 1 }
            case .abandoned:
                counts.waitOfAbandoned += wait
                counts.abandonedWaits.add(wait)
                if wait <= rules.threshold { counts.abandonedWithinThreshold += 1 }
                if wait <= rules.shortAbandon { counts.shortAbandoned += 1 }
            case .timeout, .leaveEmpty, .key, .withdrawn, .moved, .callback, .overflow, .failed:
                counts.waitOfOthers += wait
                if wait >= rules.threshold { counts.exitsAtThreshold += 1 }
            }
        }
    }

    /// The talk is over.
    private mutating func end(_ entry: OpenEntry, talk: Int64, _ fact: EntryClosed, at: Instant) {
        change(entry.queue, start(of: entry.enteredAt)) { counts in
            counts.talks += 1
            counts.talkTime += talk
            if entry.wasHeld { counts.holds += 1 }
            counts.holdTime += min(talk, entry.holdTime(at: at))
            switch fact.by {
            case .caller: counts.endedByCaller += 1
            case .agent: counts.endedByAgent += 1
            case .system: counts.endedBySystem += 1
            case .order: counts.endedByOrder += 1
            }
        }
        guard let agent = entry.agent else { return }
        change(agent, start(of: at)) { counts in
            counts.talks += 1
            counts.talkTime += talk
        }
        finishHandling(agent, wrapUp: 0, at: at)
        agents[agent, default: AgentTrack()].presence.finished = FinishedTalk(queue: entry.queue, talk: talk)
        // Where another call goes on, the time after this one is that one's.
        if isTalking(agent) { finishHandling(agent, wrapUp: 0, at: at) }
    }

    // MARK: Offers

    mutating func make(_ fact: OfferMade, at: Instant) {
        if !isTalking(fact.agent) { become(fact.agent, .dialling, at: at) }
        guard offers[fact.offer] == nil else {
            anomalies += 1
            return
        }
        let offer = OpenOffer(queue: fact.queue, agent: fact.agent, madeAt: at)
        offers[fact.offer] = offer
        change(offer) { offers in
            offers.made += 1
            offers.open += 1
        }
    }

    mutating func lose(_ fact: OfferLost) {
        entries[fact.entry]?.heldSince = nil
        guard let offer = offers.removeValue(forKey: fact.offer) else {
            anomalies += 1
            return
        }
        change(offer) { offers in
            offers.open -= 1
            offers[keyPath: OfferCounts.field(of: fact.why)] += 1
        }
    }

    private mutating func change(_ offer: OpenOffer, _ body: (inout OfferCounts) -> Void) {
        let start = start(of: offer.madeAt)
        change(offer.queue, start) { body(&$0.offers) }
        change(offer.agent, start) { body(&$0.offers) }
    }
}
