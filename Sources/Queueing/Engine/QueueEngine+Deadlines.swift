import Telephony

extension QueueEngine {
    /// How often something is asked for before it is left to the next reconcile.
    private static let longestTry = 8

    /// Does what is due, in order of the deadlines. A reminder or what is said may make another deadline due.
    mutating func runDue() {
        // First, because whoever is sent on may have deadlines in the next queue that are due already.
        leaveVacant()
        while emptyClosed() || runDeadline() || runReminder() || runAnnouncement() {}
    }

    private mutating func runReminder() -> Bool {
        guard let owner = asks.due(at: now) else { return false }
        remind(owner)
        return true
    }

    private mutating func runAnnouncement() -> Bool {
        guard let entry = announcer.due(at: now) else { return false }
        announce(entry)
        return true
    }

    /// - Returns: whether something was due.
    private mutating func runDeadline() -> Bool {
        guard let deadline = state.deadlines.first, deadline.at <= now else { return false }
        switch deadline.owner {
        case .entry(let id):
            // A phone that rings at the end of the longest wait may still be picked up.
            guard let entry = state.entries[id] else { break }
            guard entry.callback == nil else {
                callbackIsDue(entry)
                break
            }
            if entry.running.isEmpty { timeOut(entry) } else { record(.entryOverdue(id)) }
        case .step(let id):
            guard let entry = state.entries[id] else { break }
            record(.entryWidened(id, offersAtOnce: entry.running.count + 1))
        case .demand(let id):
            if let entry = state.entries[id] { relax(entry) }
        case .offer(let id):
            if let offer = state.offers[id] { lose(offer, .timeout) }
        case .agent(let id): agentIsDue(id)
        }
        return state.deadlines.first != deadline
    }

    private mutating func remind(_ owner: Asks.Owner) {
        guard let ask = asks[owner] else { return }
        if case .bridge(let key) = owner, ask.effect.action.makesBridge {
            // No answer to a bridge that nobody wants any more: it is removed in any case, and again later, because that
            // request may still be on its way. Its answer, should it come, has the last word.
            self.ask(.dissolve(BridgeID(key.channel.raw)), on: key.server, call: ask.effect.call)
            if ask.attempts < Self.longestTry {
                asks.wait(owner, until: now + patience(after: ask))
            } else {
                asks.drop(owner)
            }
            return
        }
        if case .entry(let id) = owner, case .callBack = ask.effect.action {
            asks.drop(owner)
            if let entry = state.entries[id] { notReached(entry, .failed, legIsGone: false) }
            return
        }
        if case .offer(let id) = owner, case .dial = ask.effect.action {
            asks.drop(owner)
            if let offer = state.offers[id], offer.stage == .dialling { lose(offer, .failed) }
            return
        }
        if case .offer(let id) = owner, case .brief = ask.effect.action {
            if let offer = state.offers[id] { connect(offer, isAnew: true) }
            return
        }
        if case .headset(let agent) = owner, case .brief = ask.effect.action {
            asks.drop(owner)
            leftAlone(agent)
            return
        }
        if case .headset(let agent) = owner, case .callHeadset = ask.effect.action {
            failHeadset(of: agent, .failed)
            return
        }
        guard ask.attempts >= Self.longestTry else {
            askAgain(ask)
            return
        }
        asks.drop(owner)
        if case .headset(let agent) = owner { failHeadset(of: agent, .failed) }
        if case .offer(let id) = owner, let offer = state.offers[id], offer.stage == .answered {
            lose(offer, .failed)
        }
    }
}
