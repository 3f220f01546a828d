import Queueing
import Telephony

/// Facts in, lines of a queue_log out.
///
/// Theory of operation. The same facts give the same lines, whenever they are read: nothing but facts and the naming of
/// agents goes in. A line leaves with the fact that it tells of; what it needs of earlier facts (the place at which a
/// caller came in, since when a phone rings, since when an agent is logged in) is kept here, by the ids of entries and
/// offers, and nothing is kept of what is over. Facts whose beginning is missing (a journal with a hole) give no line.
package struct QueueLogFold: Hashable, Sendable {
    package let naming: AgentNaming

    var hasStarted = false
    var entries: [EntryID: OpenEntry] = [:]
    var lines: [QueueID: Line] = [:]
    var offers: [OfferID: OpenOffer] = [:]
    var members: [AgentID: Member] = [:]
    /// How many entries were opened: the last word on who came first.
    var arrivals: Int64 = 0

    package init(naming: AgentNaming = .endpoint) { self.naming = naming }

    /// Appends the lines that tell of a fact; often there are none.
    package mutating func apply(_ dated: DatedFact, into out: inout [QueueLogLine]) {
        let at = dated.at
        switch dated.fact {
        case .settingsChanged(let settings): change(settings, at: at, &out)
        case .entryOpened(let fact): open(fact, at: at, &out)
        case .entryPlaced(let fact): place(fact)
        case .offerMade(let fact): make(fact, at: at)
        // The ring counts from the dialling, as in app_queue.
        case .offerRinging: break
        case .offerAnswered(let offer): offers[offer]?.answeredAt = at
        case .offerLost(let fact): lose(fact, at: at, &out)
        case .entryConnected(let fact): connect(fact, at: at, &out)
        case .entryClosed(let fact): close(fact, at: at, &out)
        case .agentChanged(let fact): change(fact, at: at, &out)
        // Who was sent away is told of when the entry ends; servers are no subject of this log.
        case .partChanged(let fact): change(fact, at: at, &out)
        case .callbackTaken(let fact): take(fact, at: at, &out)
        case .callbackEnded(let fact): end(fact)
        // The wait is told of when they are connected, and what came of it otherwise was told when they left the line.
        case .callbackDialled, .callbackAnswered: break
        case .callerLeft, .serverLost, .serverReconciled, .agentSeated, .queueTurned, .headsetCalled, .headsetUp,
            .headsetGone,
            .orderGiven, .dispositionGiven, .dispositionMissed:
            break
        // app_queue knows no hold.
        case .holdBegun, .holdEnded: break
        // How many phones ring is said by their own lines, and when the wait ends by the end of the entry.
        case .entryWidened, .entryOverdue, .demandRelaxed: break
        }
    }

    /// How much is kept.
    package var openCount: Int { entries.count + offers.count }
}
