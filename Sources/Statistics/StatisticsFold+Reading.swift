import Queueing
import Telephony

extension StatisticsFold {
    /// Every queue that was ever told of, in order.
    package var queueIDs: [QueueID] { queues.keys.sorted() }
    package var agentIDs: [AgentID] { agents.keys.sorted() }

    /// A queue since the day's beginning.
    package func today(_ queue: QueueID) -> QueueCounts { queues[queue]?.today ?? QueueCounts() }

    /// A queue over a span of whole intervals: those that begin in it.
    package func counts(_ queue: QueueID, from: Instant, until: Instant) -> QueueCounts {
        var sum = QueueCounts()
        for item in queues[queue]?.series.items(from: from, until: until) ?? [] { sum.add(item.counts) }
        return sum
    }

    /// The intervals of a queue in which anything was counted, oldest first.
    package func intervals(
        _ queue: QueueID, from: Instant, until: Instant
    ) -> [(start: Instant, counts: QueueCounts)] {
        (queues[queue]?.series.items(from: from, until: until) ?? []).map { ($0.start, $0.counts) }
    }

    /// An agent since the day's beginning, the present state included.
    package func today(_ agent: AgentID, now: Instant) -> AgentCounts {
        guard let track = agents[agent] else { return AgentCounts() }
        var sum = track.today
        let from = max(track.presence.accounted, max(dayStart, horizon))
        if from < now, now - from <= Self.longestState {
            sum.spend((now - from).milliseconds, in: track.presence.state, reason: track.presence.reason)
        }
        return sum
    }

    /// An agent since they logged in, the present state included; nil while they are offline.
    package func sinceLogin(_ agent: AgentID, now: Instant) -> AgentCounts? {
        guard let track = agents[agent], track.presence.loggedInAt != nil else { return nil }
        var sum = track.sinceLogin
        let from = track.presence.accounted
        if from < now, now - from <= Self.longestState {
            sum.spend((now - from).milliseconds, in: track.presence.state, reason: track.presence.reason)
        }
        return sum
    }

    /// An agent over a span of whole intervals, the present state included up to now.
    package func counts(_ agent: AgentID, from: Instant, until: Instant, now: Instant) -> AgentCounts {
        guard let track = agents[agent] else { return AgentCounts() }
        var sum = AgentCounts()
        for item in track.series.items(from: from, until: until) { sum.add(item.counts) }
        let begin = max(track.presence.accounted, max(from, horizon))
        let end = min(now, until)
        if begin < end, end - begin <= Self.longestState {
            sum.spend((end - begin).milliseconds, in: track.presence.state, reason: track.presence.reason)
        }
        return sum
    }

    /// An agent's present state, since when, and since when they are logged in.
    package func presence(_ agent: AgentID) -> (state: AgentState, since: Instant, loggedInAt: Instant?)? {
        agents[agent].map { ($0.presence.state, $0.presence.since, $0.presence.loggedInAt) }
    }

    /// All queues as they are now. One pass over what is open.
    package func levels(now: Instant) -> [QueueID: QueueLevel] {
        var levels = queues.mapValues { _ in QueueLevel() }
        for entry in entries.values where entry.callback == nil {
            if entry.connectedAt != nil {
                levels[entry.queue, default: QueueLevel()].talking += 1
                continue
            }
            let wait = max(0, (now - entry.enteredAt).milliseconds)
            let threshold = (queues[entry.queue]?.rules ?? QueueRules()).threshold
            levels[entry.queue, default: QueueLevel()].waiting += 1
            if wait > threshold { levels[entry.queue, default: QueueLevel()].waitingBeyondThreshold += 1 }
            levels[entry.queue, default: QueueLevel()].longestWait = max(levels[entry.queue]?.longestWait ?? 0, wait)
        }
        return levels
    }

    /// Entries of a span that still wait and have reached T: events of the service level `events`.
    package func waitingAtThreshold(_ queue: QueueID, from: Instant, until: Instant, now: Instant) -> Int64 {
        let threshold = (queues[queue]?.rules ?? QueueRules()).threshold
        var count: Int64 = 0
        for entry in entries.values where entry.queue == queue && entry.connectedAt == nil && entry.callback == nil {
            let start = start(of: entry.enteredAt)
            if start >= from, start < until, (now - entry.enteredAt).milliseconds >= threshold { count += 1 }
        }
        return count
    }

    /// A service level of a queue over a span.
    package func serviceLevel(
        _ formula: ServiceLevelFormula, _ queue: QueueID, from: Instant, until: Instant, now: Instant
    ) -> Ratio {
        formula.level(
            of: counts(queue, from: from, until: until),
            waitingAtThreshold: waitingAtThreshold(queue, from: from, until: until, now: now))
    }

    /// How many entries and offers are open: all that is kept of calls.
    package var openCount: Int { entries.count + offers.count }

    /// Whether every interval's columns add up.
    package var addsUp: Bool {
        queues.values.allSatisfy { $0.series.items.allSatisfy { $0.counts.addsUp && $0.counts.offers.addsUp } }
            && agents.values.allSatisfy { $0.series.items.allSatisfy { $0.counts.offers.addsUp } }
    }
}
