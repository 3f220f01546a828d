import Telephony

/// An agent's part in one of the queues that they serve.
package enum Part: String, Hashable, Sendable, CaseIterable {
    /// Asked as everybody else.
    case serving
    /// Logged in and not asked, for a reason.
    case paused
    /// Logged in for other queues only.
    case loggedOut = "logged_out"
}

/// An agent's part in one queue is another one. Whatever they are in all queues is told by `agentChanged`; who goes offline
/// takes up every part again.
package struct PartChanged: Hashable, Sendable {
    package var agent: AgentID
    package var queue: QueueID
    package var part: Part
    /// Why paused; nil otherwise.
    package var reason: String?

    package init(agent: AgentID, queue: QueueID, part: Part, reason: String? = nil) {
        self.agent = agent
        self.queue = queue
        self.part = part
        self.reason = reason
    }
}

/// Somebody told an agent or a queue, or the service about them or about a caller, to do something; what came of it
/// follows. For the record: no state depends on it.
package struct OrderGiven: Hashable, Sendable {
    /// The id of an API key, or the phone: `phone PJSIP/1001`.
    package var by: String
    /// Nil for an order about a queue; about a caller, the one who was picked for them.
    package var agent: AgentID?
    package var queue: QueueID?
    /// The caller whom it is about; nil for an order about an agent or a queue.
    package var entry: EntryID?
    /// The caller's call.
    package var call: CallID?
    /// The command: `not-ready`.
    package var order: String
    /// Its argument: `lunch`. Never a number: facts hold none.
    package var detail: String?

    package init(
        by: String, agent: AgentID?, queue: QueueID? = nil, entry: EntryID? = nil, call: CallID? = nil, order: String,
        detail: String? = nil
    ) {
        self.by = by
        self.agent = agent
        self.queue = queue
        self.entry = entry
        self.call = call
        self.order = order
        self.detail = detail
    }
}
