import MaydayAPI
import Queueing
import Statistics
import Telephony

/// Today's figures of queues and agents, as the API shows them.
package struct Figures: Sendable {
    private var fold: StatisticsFold

    package init(_ fold: StatisticsFold = StatisticsFold()) { self.fold = fold }

    package mutating func apply(_ fact: DatedFact) { fold.apply(fact) }

    /// From this moment on, `today` counts; what is older than a day before it is let go.
    package mutating func beginDay(at midnight: Instant) {
        fold.beginDay(at: midnight)
        fold.forget(before: Instant(milliseconds: midnight.milliseconds - 86_400_000))
    }

    /// Facts did not reach the journal as they should. Told twice, it counts once.
    package mutating func markInterrupted(from: Instant, until: Instant) {
        fold.markInterrupted(from: from, until: until)
    }

    /// The times in which something may have happened that is not in the figures (K12).
    package func blind(from: Instant, until: Instant) -> [BlindTime] { fold.blind(from: from, until: until) }

    /// When the present day began.
    package var dayStart: Instant { fold.dayStart }

    /// How much is kept of calls: nothing of those that ended.
    package var openCount: Int { fold.openCount }

    package var bytes: [UInt8] { fold.checkpoint }

    package func restored(from bytes: [UInt8]) throws(CheckpointError) -> Figures {
        Figures(try StatisticsFold(checkpoint: bytes))
    }

    /// - Parameter isServed: whether a server belongs to this service; one that does no longer is not missed.
    func queue(_ id: QueueID, now: Instant, isServed: (ServerID) -> Bool) -> QueueFigures {
        let counts = fold.today(id)
        var figures = QueueFigures(
            offered: counts.offered, answered: counts.answered, abandoned: counts.abandoned,
            shortAbandoned: counts.shortAbandoned, timedOut: counts.timedOut, stillWaiting: counts.waiting,
            answeredWithinThreshold: counts.answeredWithinThreshold, waitSumMs: counts.waitOfAnswered,
            talkSumMs: counts.talkTime, longestWaitMs: counts.longestWait)
        figures.held = counts.holds
        figures.holdSumMs = counts.holdTime
        figures.otherExits = ExitCounts(
            full: counts.full, joinEmpty: counts.joinEmpty, leaveEmpty: counts.leaveEmpty, closed: counts.closed,
            key: counts.key,
            withdrawn: counts.withdrawn, moved: counts.moved, callback: counts.callback, overflow: counts.overflow,
            failed: counts.failed)
        let formula = ServiceLevelFormula.offered
        let level = fold.serviceLevel(formula, id, from: fold.dayStart, until: now, now: now)
        figures.serviceLevel = ServiceLevel(name: formula.name, value: level.value)
        // Callers of every queue may come over every server.
        let blind = blind(from: fold.dayStart, until: now).filter { time in
            guard time.until == nil, case .server(let server) = time.source else { return true }
            return isServed(server)
        }
        figures.incomplete = !blind.isEmpty
        figures.blindMs = blind.coverage(from: fold.dayStart, until: now).milliseconds
        return figures
    }

    func agent(_ id: AgentID, now: Instant) -> AgentFigures {
        AgentFigures(fold.today(id, now: now))
    }

    /// Nil while they are offline.
    func agentSinceLogin(_ id: AgentID, now: Instant) -> AgentFigures? {
        fold.sinceLogin(id, now: now).map { AgentFigures($0) }
    }

    func loggedInAt(_ id: AgentID) -> Instant? { fold.presence(id)?.loggedInAt }
}
