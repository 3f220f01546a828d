import Queueing
import Telephony

/// Facts in, figures out: counts by queue and agent for every interval, and what is open right now.
///
/// Theory of operation. Every figure belongs to an interval and adds up; a day or any other span is a sum of intervals,
/// which `today` only keeps ready. Of an entry nothing is kept after its end. The same facts give the same bytes
/// (`checkpoint`), whatever was asked in between; the inputs beside the facts are `beginDay` and `forget`, and they too
/// may come early or late without changing what is told of the intervals that are kept.
package struct StatisticsFold: Hashable, Sendable {
    /// The length of an interval. Boundaries are multiples of it since 1970 in UTC: every time zone in use begins its
    /// hours on a quarter of one of UTC's.
    package let interval: Span

    var queues: [QueueID: QueueTrack] = [:]
    var agents: [AgentID: AgentTrack] = [:]
    var entries: [EntryID: OpenEntry] = [:]
    var offers: [OfferID: OpenOffer] = [:]
    package internal(set) var blind: [BlindTime] = []
    /// Nothing is told of what began earlier.
    package internal(set) var horizon = Instant(milliseconds: .min)
    /// When the present day began, as `beginDay` said.
    package internal(set) var dayStart = Instant(milliseconds: .min)
    /// Facts that did not fit: an unknown entry ended, an entry opened twice. Facts that were lost leave such traces.
    package internal(set) var anomalies: Int64 = 0

    package init(interval: Span = .seconds(900)) {
        precondition(interval > .zero)
        self.interval = interval
    }

    package mutating func apply(_ dated: DatedFact) {
        let at = dated.at
        switch dated.fact {
        case .settingsChanged(let settings): change(settings)
        case .entryOpened(let fact): open(fact)
        case .entryPlaced, .entryWidened, .entryOverdue, .demandRelaxed: break
        case .offerMade(let fact): make(fact, at: at)
        case .offerRinging(let offer):
            if let offer = offers[offer], !isTalking(offer.agent) { become(offer.agent, .ringing, at: at) }
        // The ring lasts until the connection.
        case .offerAnswered: break
        case .offerLost(let fact): lose(fact)
        case .entryConnected(let fact): connect(fact, at: at)
        case .holdBegun(let hold): begin(hold, at: at)
        case .holdEnded(let hold): end(hold, at: at)
        case .entryClosed(let fact): close(fact, at: at)
        case .callbackTaken(let fact): take(fact, at: at)
        case .callbackDialled(let fact):
            if !isTalking(fact.agent) { become(fact.agent, .reserved, at: at) }
            reopen(fact)
        case .callbackEnded(let fact): end(fact)
        case .callbackAnswered: break
        case .callerLeft, .partChanged, .agentSeated, .queueTurned, .headsetCalled, .headsetUp, .headsetGone,
            .orderGiven,
            .dispositionGiven, .dispositionMissed:
            break
        case .agentChanged(let fact): become(fact.agent, fact.state, reason: fact.reason, at: at)
        case .serverLost(let server): lose(server, at: at)
        case .serverReconciled(let server, let from, let until): reconcile(server, from, until)
        }
    }

    private mutating func change(_ settings: Settings) {
        for queue in settings.queues {
            queues[queue.id, default: QueueTrack()].rules = QueueRules(
                threshold: queue.serviceLevel.milliseconds, shortAbandon: queue.shortAbandon.milliseconds)
        }
        for agent in settings.agents where agents[agent.id] == nil { agents[agent.id] = AgentTrack() }
    }

    // MARK: Inputs beside the facts

    /// From this moment on `today` counts, for entries that enter and states that last from then on. A local midnight,
    /// rounded down to an interval's boundary.
    package mutating func beginDay(at moment: Instant) {
        dayStart = start(of: moment)
        for id in queues.keys { queues[id]?.recount(from: dayStart) }
        for id in agents.keys { agents[id]?.recount(from: dayStart) }
    }

    /// Lets go of intervals that began before a moment. Entries and states that are still open are kept.
    package mutating func forget(before moment: Instant) {
        let moment = start(of: moment)
        guard moment > horizon else { return }
        horizon = moment
        for id in queues.keys {
            queues[id]?.series.removeAll(before: moment)
            queues[id]?.recount(from: dayStart)
        }
        for id in agents.keys {
            agents[id]?.series.removeAll(before: moment)
            agents[id]?.recount(from: dayStart)
        }
        blind.removeAll { ($0.until ?? moment) < moment }
    }

    /// The beginning of the interval that a moment lies in.
    package func start(of moment: Instant) -> Instant {
        let length = interval.milliseconds
        let rest = moment.milliseconds % length
        return Instant(milliseconds: moment.milliseconds - (rest < 0 ? rest + length : rest))
    }

    // MARK: What every fact uses

    mutating func change(_ queue: QueueID, _ start: Instant, _ body: (inout QueueCounts) -> Void) {
        guard start >= horizon else { return }
        let isToday = start >= dayStart
        queues[queue, default: QueueTrack()].change(start, isToday, body)
    }

    mutating func change(_ agent: AgentID, _ start: Instant, _ body: (inout AgentCounts) -> Void) {
        if agents[agent]?.presence.loggedInAt != nil { body(&agents[agent, default: AgentTrack()].sinceLogin) }
        changeInterval(agent, start, body)
    }

    mutating func changeInterval(_ agent: AgentID, _ start: Instant, _ body: (inout AgentCounts) -> Void) {
        guard start >= horizon else { return }
        let isToday = start >= dayStart
        agents[agent, default: AgentTrack()].change(start, isToday, body)
    }
}
