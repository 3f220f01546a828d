import Telephony

extension Invariants {
    /// A request has a leg only while its customer is called, an agent is there by then, and nobody waits for ever.
    static func checkCallbacks(_ engine: QueueEngine, _ found: inout [String]) {
        let state = engine.state
        for entry in state.entries.values {
            guard let callback = entry.callback else { continue }
            let isWanted =
                state.queues[entry.queue].map { !$0.isRetired && $0.settings.callback != nil } ?? false
            if callback.dialledAt == nil {
                if entry.stage == .connected { found.append("\(entry.id) talks and was never called back") }
                if state.legs[entry.leg] == .caller(entry.id) {
                    found.append("\(entry.id) waits on the line after all")
                }
                if !isWanted, entry.running.isEmpty { found.append("\(entry.id) is to be called back by nobody") }
                if let until = callback.until, until <= engine.now, entry.running.isEmpty {
                    found.append("\(entry.id) should have been called back until \(until)")
                }
                if let winner = entry.winner, state.isUp(entry.server), engine.asks[.offer(winner)] == nil {
                    found.append("\(entry.id) has an agent and the customer is not called")
                }
            } else {
                if entry.winner == nil { found.append("\(entry.id) is called back without an agent") }
                if state.legs[entry.leg] != .caller(entry.id) { found.append("\(entry.id) is called back on no leg") }
                let hasEnd = state.deadlines.contains { $0.owner == .entry(entry.id) }
                let rings = entry.stage != .connected && !callback.isAnswered && state.isUp(entry.server)
                if rings != hasEnd { found.append("\(entry.id) is called back, \(hasEnd ? "" : "not ")until an end") }
            }
        }
    }

    /// Of one caller there is one request in a queue, and whom it is for is dialled once: what follows from a fact.
    static func check(_ fact: CallbackDialled, before state: QueueState) -> [String] {
        guard let entry = state.entries[fact.entry], let callback = entry.callback else {
            return ["\(fact.entry) is called back and nobody asked for it"]
        }
        var found: [String] = []
        if callback.dialledAt != nil { found.append("\(fact.entry) is called back twice") }
        if state.offers[fact.offer]?.stage != .answered || entry.winner != fact.offer {
            found.append("\(fact.entry) is called back before an agent has picked up")
        }
        if state.queues[entry.queue]?.settings.callback == nil {
            found.append("\(fact.entry) is called back by a queue that calls nobody back")
        }
        if state.isHeldBack(entry) { found.append("\(fact.entry) is called back while the queue is closed") }
        return found
    }

    static func check(_ fact: CallbackTaken, before state: QueueState) -> [String] {
        guard let entry = state.entries[fact.entry], entry.callback == nil else {
            return ["\(fact.entry) asks twice to be called back"]
        }
        let others = state.entries.values.filter {
            $0.queue == entry.queue && $0.callback != nil && $0.stage != .connected && $0.callback?.isAnswered == false
        }
        var found: [String] = []
        if let rules = state.queues[entry.queue]?.settings.callback {
            if others.count >= rules.most { found.append("\(fact.entry) is one request too many") }
        } else {
            found.append("\(fact.entry) asks a queue that calls nobody back")
        }
        if others.contains(where: { $0.caller == fact.customer }) {
            found.append("\(fact.customer) is to be called back twice")
        }
        return found
    }

    /// A request that was not dialled ends for a reason that is true.
    static func check(_ fact: CallbackEnded, at: Instant, before state: QueueState) -> [String] {
        guard let entry = state.entries[fact.entry], let callback = entry.callback, callback.dialledAt == nil else {
            return ["\(fact.entry) ends and was not to be called back"]
        }
        let queue = state.queues[entry.queue]
        let isTrue =
            switch fact.why {
            case .queueGone: queue?.isRetired != false || queue?.settings.callback == nil
            case .expired: callback.until.map { $0 <= at } ?? false
            case .calledAgain, .cancelled: true
            default: false
            }
        return isTrue ? [] : ["\(fact.entry) is not called back: \(fact.why), which is not so"]
    }
}
