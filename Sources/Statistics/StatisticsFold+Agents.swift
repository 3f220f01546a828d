import Queueing
import Telephony

extension StatisticsFold {
    /// Nobody is in one state for longer without a word; a longer time is a clock that was set.
    static let longestState = Span.seconds(31 * 86_400)

    /// An agent is in a state, perhaps still the same one.
    mutating func become(_ agent: AgentID, _ state: AgentState, reason: String? = nil, at: Instant) {
        var presence = agents[agent]?.presence ?? Presence()
        guard presence.state != state else {
            if presence.reason != reason {
                account(agent, until: at)
                agents[agent, default: AgentTrack()].presence.reason = reason
            }
            return
        }
        account(agent, until: at)
        // A talk may end while the phone rings for another: its wrap-up may yet come.
        let stillRings = presence.state.isInCalls && state.isOffered
        if state != .wrapUp, !stillRings {
            let wrapUp = presence.state == .wrapUp ? max(0, (at - presence.since).milliseconds) : 0
            finishHandling(agent, wrapUp: wrapUp, at: at)
            presence.finished = nil
        }
        if presence.state == .offline {
            presence.loggedInAt = at
            agents[agent, default: AgentTrack()].sinceLogin = AgentCounts()
        }
        if state == .offline { presence.loggedInAt = nil }
        presence.state = state
        presence.reason = reason
        presence.since = at
        presence.accounted = at
        agents[agent, default: AgentTrack()].presence = presence
    }

    /// Whether an agent is in calls, on hold or not, one of several calls may be rung for beside.
    func isTalking(_ agent: AgentID) -> Bool {
        agents[agent]?.presence.state.isInCalls == true
            && entries.values.contains { $0.agent == agent && $0.connectedAt != nil }
    }

    /// The last call is completed: it counts in the interval in which its wrap-up ended.
    mutating func finishHandling(_ agent: AgentID, wrapUp: Int64, at: Instant) {
        guard let finished = agents[agent]?.presence.finished else { return }
        agents[agent]?.presence.finished = nil
        change(finished.queue, start(of: at)) { counts in
            counts.handled += 1
            counts.handledTalkTime += finished.talk
            counts.handledWrapUpTime += wrapUp
        }
        change(agent, start(of: at)) { counts in
            counts.handled += 1
            counts.handledTalkTime += finished.talk
            counts.handledWrapUpTime += wrapUp
        }
    }

    /// Puts the time in the present state into the counts.
    private mutating func account(_ agent: AgentID, until at: Instant) {
        guard let presence = agents[agent]?.presence, at > presence.accounted else { return }
        agents[agent]?.presence.accounted = at
        guard presence.state != .offline else { return }
        guard at - presence.accounted <= Self.longestState else {
            anomalies += 1
            return
        }
        if presence.loggedInAt != nil {
            let time = (at - presence.accounted).milliseconds
            agents[agent]?.sinceLogin.spend(time, in: presence.state, reason: presence.reason)
        }
        for part in parts(from: presence.accounted, until: at) {
            changeInterval(agent, part.start) {
                $0.spend(part.milliseconds, in: presence.state, reason: presence.reason)
            }
        }
    }

    /// A time split at the intervals' boundaries.
    func parts(from: Instant, until: Instant) -> [(start: Instant, milliseconds: Int64)] {
        var parts: [(start: Instant, milliseconds: Int64)] = []
        var from = max(from, horizon)
        while from < until {
            let start = start(of: from)
            let end = min(start + interval, until)
            parts.append((start, (end - from).milliseconds))
            from = end
        }
        return parts
    }
}
