import Telephony

/// An agent's phone put its leg on hold, or took it off.
package struct Hold: Hashable, Sendable {
    /// Whose phone.
    package var agent: AgentID
    /// What is on hold; nil for a headset without a call.
    package var call: Held?
    /// True if nobody told us: a comparison found it out.
    package var inferred: Bool

    /// A call of theirs that was picked up.
    package struct Held: Hashable, Sendable {
        package var offer: OfferID
        package var entry: EntryID
        package var queue: QueueID

        package init(offer: OfferID, entry: EntryID, queue: QueueID) {
            self.offer = offer
            self.entry = entry
            self.queue = queue
        }
    }

    package init(agent: AgentID, call: Held? = nil, inferred: Bool = false) {
        self.agent = agent
        self.call = call
        self.inferred = inferred
    }
}
