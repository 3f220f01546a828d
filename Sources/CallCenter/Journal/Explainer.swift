import Locking
import Queueing
import Store
import Telephony

/// Explains every offer from the queues' state as it was just before: a replica that folds the same facts, on the journal's
/// writer thread, so that no decision waits for it.
package final class Explainer: Explaining {
    private struct Noted {
        var sequence: Int64
        var fact: DatedFact
    }

    /// Never held while anything is worked out: the core notes its facts here.
    private let inbox = Locked<[Noted]>([])
    private let replica = Locked<Replica?>(nil)
    /// How many facts wait, at most, while the writer hangs.
    private static let inboxLimit = 10_000
    /// How many explanations wait for a disk that refuses, at most. Further ones are not kept.
    private static let madeLimit = 20_000

    package init() {}

    /// - Parameter state: what the facts before the first one made.
    package func begin(_ state: QueueState) { replica.withLock { $0 = Replica(state) } }

    /// Facts that are about to be written, in their order.
    func note(_ facts: [DatedFact], last: Int64) {
        guard !facts.isEmpty else { return }
        let first = last - Int64(facts.count) + 1
        let count = inbox.withLock { inbox in
            for (offset, fact) in facts.enumerated() {
                inbox.append(Noted(sequence: first + Int64(offset), fact: fact))
            }
            return inbox.count
        }
        if count > Self.inboxLimit { fold() }
    }

    package func explanations(through sequence: Int64) -> [StoredExplanation] {
        fold()
        return replica.withLock { replica in replica?.made.filter { $0.sequence <= sequence } ?? [] }
    }

    package func kept(through sequence: Int64) {
        replica.withLock { replica in
            guard let made = replica?.made else { return }
            let isKept = made.contains { $0.sequence <= sequence && $0.roster == replica?.rosterKey }
            if isKept { replica?.rosterBody = nil }
            replica?.made.removeAll { $0.sequence <= sequence }
        }
    }

    private func fold() {
        replica.withLock { replica in
            guard replica != nil else { return }
            let noted = inbox.withLock { inbox in
                defer { inbox = [] }
                return inbox
            }
            for noted in noted { replica?.take(noted.fact, noted.sequence, limit: Self.madeLimit) }
        }
    }
}

/// The queues as they are told, and what was explained.
private struct Replica {
    var state: QueueState
    var roster: Roster
    var rosterKey: Int64
    /// Nil once it is on the disk.
    var rosterBody: [UInt8]?
    /// Not on the disk yet, in order.
    var made: [StoredExplanation] = []

    init(_ state: QueueState) {
        self.state = state
        roster = Roster(state.settings)
        let bytes = roster.bytes
        (rosterKey, rosterBody) = (Roster.key(of: bytes), bytes)
    }

    mutating func take(_ dated: DatedFact, _ sequence: Int64, limit: Int) {
        if case .offerMade(let offer) = dated.fact, made.count < limit,
            let explanation = Explanation(of: offer, at: dated.at, in: state)
        {
            made.append(
                StoredExplanation(
                    sequence: sequence, at: dated.at,
                    body: ExplanationCoding.bytes(of: explanation, at: dated.at, roster), roster: rosterKey,
                    rosterBody: rosterBody))
        }
        state.apply(dated)
        if case .settingsChanged = dated.fact { renew() }
    }

    private mutating func renew() {
        let newer = Roster(state.settings)
        guard newer != roster else { return }
        let bytes = newer.bytes
        (roster, rosterKey, rosterBody) = (newer, Roster.key(of: bytes), bytes)
    }
}
