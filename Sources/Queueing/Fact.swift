import Telephony

/// What was decided or learned, in the past tense. State changes only by facts; the journal keeps them for ever, so a
/// case is never changed, only added to (`FactCoding` reads old ones through upcasters).
package enum Fact: Hashable, Sendable {
    case settingsChanged(Settings)

    /// A caller entered a queue: a queue entry began. The offered count of kpis.md.
    case entryOpened(EntryOpened)
    /// An agent was reserved for an entry and their phone is being dialled.
    case offerMade(OfferMade)
    /// The agent's phone rings.
    case offerRinging(OfferID)
    /// The agent picked up; the bridge is being made.
    case offerAnswered(OfferID)
    /// The offer came to nothing; the entry waits again (unless it is closed by the next fact).
    case offerLost(OfferLost)
    /// Caller and agent are in one bridge. Ends the wait, begins the talk.
    case entryConnected(EntryConnected)
    /// The entry is over.
    case entryClosed(EntryClosed)

    /// An agent's state changed.
    case agentChanged(AgentChanged)

    /// Contact with a server was lost.
    case serverLost(ServerID)
    /// Contact is back and everything was compared. Figures of the interval are marked (K12).
    case serverReconciled(ServerID, blindFrom: Instant, blindUntil: Instant)
}

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
}

package struct OfferMade: Hashable, Sendable {
    package var offer: OfferID
    package var entry: EntryID
    package var queue: QueueID
    package var agent: AgentID
    /// The id chosen for the agent's leg.
    package var channel: ChannelID
    /// When the phone stops ringing.
    package var deadline: Instant
}

package struct OfferLost: Hashable, Sendable {
    package var offer: OfferID
    package var entry: EntryID
    package var queue: QueueID
    package var agent: AgentID
    package var why: LostOffer
    /// The Q.850 cause where the phone told one.
    package var cause: Int
}

package enum LostOffer: String, Hashable, Sendable, CaseIterable {
    case timeout
    case busy
    case rejected
    case unreachable
    /// Something broke: Asterisk refused, or a reconcile found the leg gone.
    case failed
    /// The caller left first.
    case withdrawn
    /// The agent logged out or paused.
    case agentLeft = "agent_left"
}

package struct EntryConnected: Hashable, Sendable {
    package var entry: EntryID
    package var offer: OfferID
    package var queue: QueueID
    package var agent: AgentID
    package var bridge: BridgeID
}

package struct EntryClosed: Hashable, Sendable {
    package var entry: EntryID
    package var queue: QueueID
    package var outcome: EntryOutcome
    package var by: Party
    /// True if the end was found missing after a gap, not seen.
    package var inferred: Bool
}

/// The outcomes of contract.md.
package enum EntryOutcome: String, Hashable, Sendable, CaseIterable {
    case answered, abandoned, timeout, full
    case joinEmpty = "join_empty"
    case leaveEmpty = "leave_empty"
    case key, withdrawn, moved, callback, overflow, failed
}

package enum Party: String, Hashable, Sendable, CaseIterable {
    case caller, agent, system
}

package struct AgentChanged: Hashable, Sendable {
    package var agent: AgentID
    package var state: AgentState
    /// Why not ready, or why unreachable; nil otherwise.
    package var reason: String?
    /// When the state ends by itself (wrap-up).
    package var until: Instant?
    /// When a failed offer lets the agent be offered to again.
    package var restUntil: Instant?
}

/// The agent states of contract.md.
package enum AgentState: String, Hashable, Sendable, CaseIterable {
    case offline, ready, reserved, dialling, ringing, talking, held, consulting
    case otherCall = "other_call"
    case wrapUp = "wrap_up"
    case notReady = "not_ready"
    case unreachable
}

/// A fact with its moment, as the journal keeps it.
package struct DatedFact: Hashable, Sendable {
    package var at: Instant
    package var fact: Fact

    package init(at: Instant, fact: Fact) {
        self.at = at
        self.fact = fact
    }
}
