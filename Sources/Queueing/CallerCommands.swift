import Telephony

/// What can be asked about a caller who waits, also while phones ring for them; not once an agent has picked up, but for
/// the hang-up.
package enum CallerCommand: Hashable, Sendable {
    /// Takes them out of the queue.
    case withdraw(to: Target, reason: String?)
    /// Into another queue, with all that they have waited. Its limits do not refuse them.
    case move(to: QueueID, reason: String?)
    /// Offers them to one agent, out of order. Phones that ring for them stop.
    case pick(AgentID)
    /// Higher is served first.
    case prioritise(Int)
    /// They need not wait on the line any more: they are called back when it is their turn.
    case callBack(CallbackRequest)
    /// Their place in the queue, from 1. They take the priority of whom they come to stand before.
    case place(Int)
    /// Ends the call, whatever its stage: nobody is charged with it. With the leg of an agent whose phone rings, that ring
    /// alone: the caller waits on. The reason is what the caller's end is told. `onlyRing`: the leg was seen to ring, and if
    /// it has been picked up meanwhile nothing is ended.
    case hangUp(leg: ChannelID? = nil, reason: HangupReason = .normal, onlyRing: Bool = false)
}

/// Why a command about a caller was not carried out. The raw values are the API's codes.
package enum CallerRefusal: String, Hashable, Sendable, CaseIterable {
    /// No such caller waits.
    case unknown = "caller_unknown"
    case pickedUp = "caller_picked_up"
    /// Their server is silent: nobody knows what they do.
    case serverAway = "server_away"
    case queueUnknown = "queue_unknown"
    case sameQueue = "same_queue"
    /// Nobody may wait there now, or is called back.
    case queueClosed = "queue_closed"
    case agentUnknown = "agent_unknown"
    case agentOfOtherQueue = "agent_not_of_queue"
    case agentOnOtherServer = "agent_on_other_server"
    case agentNotAvailable = "agent_not_available"
    /// The queue calls nobody back.
    case noCallbacks = "no_callbacks"
    /// They are not on the line: they are to be called back.
    case isCallback = "caller_is_callback"
    /// As many are to be called back as the queue allows.
    case callbacksFull = "callbacks_full"
}

/// A caller has another place in line: another priority, or before or behind others.
package struct EntryPlaced: Hashable, Sendable {
    package var entry: EntryID
    package var queue: QueueID
    package var priority: Int
    /// What they stand by among those of their priority.
    package var since: Instant
    /// Among those who stand by the same moment; nil for the order in which they came.
    package var order: Int64?

    package init(entry: EntryID, queue: QueueID, priority: Int, since: Instant, order: Int64?) {
        self.entry = entry
        self.queue = queue
        self.priority = priority
        self.since = since
        self.order = order
    }
}
