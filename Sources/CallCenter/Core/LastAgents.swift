import Queueing
import Store
import Telephony

/// To whom each number talked last, as far as queues prefer that agent (`last_agent`).
package struct LastAgents: Sendable {
    private struct Talk: Sendable {
        var agent: AgentID
        var at: Instant
    }

    private var talks: [String: Talk] = [:]
    /// How many may be kept before those are looked for that can be forgotten.
    private var limit = 1024
    /// How long ago the talk may be, by queue.
    var windows: [QueueID: Span] = [:]

    package init() {}

    /// Adds talks that were kept; what is known already and later counts.
    mutating func recall(_ talks: [CallerRecord]) {
        for talk in talks {
            guard let number = talk.number, let agent = talk.agent,
                self.talks[number].map({ $0.at < talk.lastSeen }) ?? true
            else { continue }
            note(number, agent, at: talk.lastSeen)
        }
    }

    var isWanted: Bool { !windows.isEmpty }

    /// Whom a caller of this number prefers in a queue. Withheld numbers never match.
    func agent(for number: String?, in queue: QueueID, at now: Instant) -> AgentID? {
        guard let window = windows[queue], let talk = number.flatMap({ talks[$0] }), now - talk.at <= window else {
            return nil
        }
        return talk.agent
    }

    mutating func note(_ number: String?, _ agent: AgentID, at moment: Instant) {
        guard let number, !number.isEmpty else { return }
        talks[number] = Talk(agent: agent, at: moment)
        guard isWanted, talks.count > limit else { return }
        tidy(at: moment)
        limit = max(1024, 2 * talks.count)
    }

    /// Forgets what no queue would ask for any more.
    mutating func tidy(at now: Instant) {
        let longest = windows.values.max() ?? .zero
        talks = talks.filter { now - $0.value.at <= longest }
    }
}

extension Core {
    /// Who talked to whom in times that no queue asked about until now.
    package func recall(_ talks: [CallerRecord]) {
        lastAgents.recall(talks)
        lastAgents.tidy(at: clock.now())
    }
}
