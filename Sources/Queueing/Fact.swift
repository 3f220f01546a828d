import Telephony

/// What was decided or learned, in the past tense. State changes only by facts; the journal keeps them for ever, so a
/// case is never changed, only added to (`FactCoding` reads old ones through upcasters).
///
/// An agent's state follows from the offer and entry facts where they name the agent, and is not told a second time:
///
/// | fact | the agent is |
/// |---|---|
/// | `offerMade` | `dialling` |
/// | `offerRinging` | `ringing` |
/// | `offerAnswered` | as before: the ring lasts until the connection |
/// | `callbackDialled` | `reserved`: they have picked up, and wait for the customer |
/// | `entryConnected` | `talking` |
/// | `offerLost`, `entryClosed` of a connected entry, `holdBegun`, `holdEnded` | told by the `agentChanged` that follows in the same step |
///
/// Everything else comes as `agentChanged`. One that repeats the present state (a rest, an `afterCall`) does not
/// interrupt the time in that state. An agent who was never mentioned is `offline`.
package enum Fact: Hashable, Sendable {
    case settingsChanged(Settings)

    /// A caller entered a queue: a queue entry began. The figure `offered` of docs/figures.md.
    case entryOpened(EntryOpened)
    /// One more phone may ring for the entry beside those that do: so many at a time from now on.
    case entryWidened(EntryID, offersAtOnce: Int)
    /// The longest wait is over while phones ring: no further offers are made, and the wait ends with the last of them.
    case entryOverdue(EntryID)
    /// The entry has waited so long, or hopes so vainly for an agent, that less is asked from now on: its new rung.
    case demandRelaxed(EntryID, rung: Int)
    /// A caller has another place in line.
    case entryPlaced(EntryPlaced)
    /// An agent was reserved for an entry and their phone is being dialled.
    case offerMade(OfferMade)
    /// The agent's phone rings.
    case offerRinging(OfferID)
    /// The agent picked up; the bridge is being made. Every other offer of the entry is lost in the same step.
    case offerAnswered(OfferID)
    /// The offer came to nothing; unless others run, the entry waits again (or is closed by the next fact).
    case offerLost(OfferLost)
    /// Caller and agent are in one bridge. Ends the wait, begins the talk.
    case entryConnected(EntryConnected)
    /// The agent's phone put the caller on hold, or a headset without a call: should the agent have no other call, an
    /// `agentChanged` in the same step says that they hold. Before the connection it counts from there on.
    case holdBegun(Hold)
    /// The caller, or the headset, is off hold; in the same way. The end of a talk ends its hold without this.
    case holdEnded(Hold)
    /// The entry is over.
    case entryClosed(EntryClosed)
    /// The entry is over for the figures (`callback`), and stands in line without a leg until its caller is called back.
    case callbackTaken(CallbackTaken)
    /// The one call back to the caller has begun: the entry is open again.
    case callbackDialled(CallbackDialled)
    /// The customer picked up; the bridge is being made.
    case callbackAnswered(EntryID)
    /// A request is over without having been dialled.
    case callbackEnded(CallbackEnded)
    /// The caller's leg of an entry that agent or system closed has left our application. Until then the leg is being
    /// hung up or released, also across a restart, and does not count as a new caller. No figure depends on it.
    case callerLeft(ServerID, ChannelID)

    /// An agent's state changed.
    case agentChanged(AgentChanged)
    /// An agent is asked for calls of one of their queues, or is not.
    case partChanged(PartChanged)
    /// An agent sits at another phone than the configured one, until they go offline; nil ends that.
    case agentSeated(AgentID, endpoint: String?)
    /// A queue opened or closed. Callers are refused by what the last of these says.
    case queueTurned(QueueTurned)
    /// An agent's headset is being called, to stay connected between their calls.
    case headsetCalled(HeadsetCalled)
    /// It is connected: callers can be put through.
    case headsetUp(AgentID)
    /// It is not, or not any more.
    case headsetGone(AgentID, HeadsetEnd)
    /// Who told whom to do what. No state and no figure depends on it.
    case orderGiven(OrderGiven)
    /// An agent, or somebody for them, said how a call of theirs went.
    case dispositionGiven(DispositionGiven)
    /// An agent did not, although the queue wants to know.
    case dispositionMissed(DispositionMissed)

    /// Contact with a server was lost. Also the first thing that a new process says of every server.
    case serverLost(ServerID)
    /// Contact is back. What the comparison found out follows at the same moment, marked as inferred; figures of the
    /// interval are marked (K12).
    case serverReconciled(ServerID, blindFrom: Instant, blindUntil: Instant)
}

/// A fact with its moment, as the journal keeps it. Moments never run backwards within a journal.
package struct DatedFact: Hashable, Sendable {
    package var at: Instant
    package var fact: Fact

    package init(at: Instant, fact: Fact) {
        self.at = at
        self.fact = fact
    }
}
