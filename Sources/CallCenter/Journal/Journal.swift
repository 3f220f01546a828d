import APIServer
import Locking
import MaydayAPI
import Queueing
import Store
import Telephony

/// The journal as the core sees it: facts become rows with a sequence, rows go to the store, and what is safe (or will
/// not be soon) goes to whoever reads events.
package final class Journal: FactJournal {
    private struct State {
        var next: Int64
        var index: CallIndex
    }

    private let store: Store
    private let feed: EventFeed
    private let explainer: Explainer?
    private let state: Locked<State>

    /// - Parameters:
    ///   - next: the sequence of the next fact.
    ///   - queues: the state that the facts before it made.
    package init(
        store: Store, feed: EventFeed, explainer: Explainer? = nil, next: Int64, queues: QueueState
    ) {
        self.store = store
        self.explainer = explainer
        explainer?.begin(queues)
        self.feed = feed
        state = Locked(State(next: next, index: CallIndex(queues)))
    }

    /// The sequence of the last fact that was handed over.
    package var lastSequence: Int64 { state.withLock { $0.next - 1 } }

    package func append(_ facts: [DatedFact], released: @escaping @Sendable (Bool) -> Void) -> Int64 {
        let (rows, last) = state.withLock { state in
            let rows = facts.map { fact in
                defer { state.next += 1 }
                let kind = FactCoding.kind(of: fact.fact)
                let subject = state.index.subject(of: fact.fact)
                return JournalRow(
                    sequence: state.next, at: fact.at, kind: kind.rawValue, version: kind.version,
                    call: subject.call, queue: subject.queue, agent: subject.agent, group: subject.group,
                    body: FactCoding.body(of: fact.fact))
            }
            return (rows, state.next - 1)
        }
        let feed = feed
        explainer?.note(facts, last: last)
        store.append(StoreBatch(rows: rows)) { outcome in
            released(outcome == .committed)
            // Readers are told in the same order, also of what is still on its way to the disk.
            if !rows.isEmpty { feed.publish(zip(facts, rows).map { APIEvent.fact($0.fact, row: $1) }) }
        }
        return last
    }

    package func remember(_ caller: CallerToken, _ identity: CallerIdentity, agent: AgentID?, at: Instant) {
        store.append(
            StoreBatch(
                rows: [],
                callers: [
                    CallerRecord(
                        token: caller, number: identity.number, name: identity.name, agent: agent, firstSeen: at,
                        lastSeen: at)
                ]))
    }

    package func keep(_ note: String, as id: String, call: CallID, agent: AgentID, at: Instant) {
        store.append(
            StoreBatch(rows: [], notes: [CallNote(id: id, call: call, agent: agent, at: at, text: note)]))
    }
}
