import Telephony

/// A moment at which something happens by itself, and to whom. Each owner has at most one.
package struct Deadline: Hashable, Comparable, Sendable {
    package enum Owner: Hashable, Comparable, Sendable {
        /// The longest wait is over.
        case entry(EntryID)
        /// One more phone may ring beside the others.
        case step(EntryID)
        /// The caller has waited so long that less is asked of their agent.
        case demand(EntryID)
        /// The phone has rung long enough.
        case offer(OfferID)
        /// Wrap-up, rest or unreachability is over.
        case agent(AgentID)
    }

    package var at: Instant
    package var owner: Owner

    package init(at: Instant, owner: Owner) {
        self.at = at
        self.owner = owner
    }

    package static func < (left: Deadline, right: Deadline) -> Bool {
        left.at != right.at ? left.at < right.at : left.owner < right.owner
    }
}
