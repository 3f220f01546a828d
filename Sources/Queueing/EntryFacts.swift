import Telephony

package struct EntryOpened: Hashable, Sendable {
    package var entry: EntryID
    package var call: CallID
    package var server: ServerID
    package var channel: ChannelID
    package var queue: QueueID
    package var group: String
    package var caller: CallerToken
    /// The wait's beginning; the fact's own time may be later.
    package var enteredAt: Instant
    package var priority: Int
    package var needs: Needs
    /// The entry in another queue of ours from which the caller comes, in the same step.
    package var from: EntryID?
    /// What they stand by in line, where that is not when they entered.
    package var since: Instant?
    /// Who they were when they gave up and left the place that they have again.
    package var regained: CallerToken?
    /// How often they were sent on from queue to queue without anybody's doing, since somebody did or they came.
    package var passes: Int

    package init(
        entry: EntryID, call: CallID, server: ServerID, channel: ChannelID, queue: QueueID, group: String,
        caller: CallerToken, enteredAt: Instant, priority: Int, needs: Needs = .none, from: EntryID? = nil,
        since: Instant? = nil, regained: CallerToken? = nil, passes: Int = 0
    ) {
        self.entry = entry
        self.call = call
        self.server = server
        self.channel = channel
        self.queue = queue
        self.group = group
        self.caller = caller
        self.enteredAt = enteredAt
        self.priority = priority
        self.needs = needs
        self.from = from
        self.since = since
        self.regained = regained
        self.passes = passes
    }
}

package struct EntryConnected: Hashable, Sendable {
    package var entry: EntryID
    package var offer: OfferID
    package var queue: QueueID
    package var agent: AgentID
    package var bridge: BridgeID

    package init(entry: EntryID, offer: OfferID, queue: QueueID, agent: AgentID, bridge: BridgeID) {
        self.entry = entry
        self.offer = offer
        self.queue = queue
        self.agent = agent
        self.bridge = bridge
    }
}

package struct EntryClosed: Hashable, Sendable {
    package var entry: EntryID
    package var queue: QueueID
    package var outcome: EntryOutcome
    package var by: Party
    /// True if the end was found missing after a gap, not seen.
    package var inferred: Bool
    /// Where the caller was sent; nil for the line after `Stasis()`, and where there was nobody to send.
    package var to: Target?
    /// The key that was pressed, or the reason that was given.
    package var detail: String?

    /// Whether the caller's leg has yet to leave us: neither gone nor in another queue.
    package var sendsOut: Bool { (by != .caller || outcome == .key) && to?.queue == nil }

    package init(
        entry: EntryID, queue: QueueID, outcome: EntryOutcome, by: Party, inferred: Bool, to: Target? = nil,
        detail: String? = nil
    ) {
        self.entry = entry
        self.queue = queue
        self.outcome = outcome
        self.by = by
        self.inferred = inferred
        self.to = to
        self.detail = detail
    }
}

/// How an entry ends, in the API's words; docs/figures.md has where each is counted.
package enum EntryOutcome: String, Hashable, Sendable, CaseIterable {
    case answered, abandoned, timeout, full
    case joinEmpty = "join_empty"
    case leaveEmpty = "leave_empty"
    /// Refused: the queue is closed.
    case closed
    case key, withdrawn, moved, callback, overflow, failed
}

package enum Party: String, Hashable, Sendable, CaseIterable {
    case caller, agent, system
    /// Somebody had the call hung up: who, says the order before it.
    case order
}
