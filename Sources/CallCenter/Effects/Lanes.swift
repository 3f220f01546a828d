import Locking
import Queueing
import Telephony

/// Runs work in lanes: what concerns one channel happens in the order of its arrival, what concerns different channels
/// may overtake one another. Work that concerns two channels waits for both lanes.
package final class Lanes: Sendable {
    private struct State {
        var tails: [LegKey: Tail] = [:]
        var count: UInt64 = 0
    }
    private struct Tail {
        var ticket: UInt64
        var task: Task<Void, Never>
    }

    private let state = Locked(State())

    package init() {}

    /// How many lanes have work.
    package var busy: Int { state.withLock { $0.tails.count } }

    /// Puts work at the end of its channels' lanes and returns.
    /// - Parameter home: where the work runs best; anywhere where nil.
    package func enqueue(
        _ keys: [LegKey], at home: (any TaskExecutor)? = nil, _ work: @escaping @Sendable () async -> Void
    ) {
        state.withLock { state in
            state.count += 1
            let ticket = state.count
            let before = keys.compactMap { state.tails[$0]?.task }
            let task = Task(executorPreference: home) { [weak self] in
                for task in before { await task.value }
                await work()
                self?.leave(keys, ticket)
            }
            for key in keys { state.tails[key] = Tail(ticket: ticket, task: task) }
        }
    }

    /// Returns when everything that was enqueued before is done.
    package func drained() async {
        let tasks = state.withLock { $0.tails.values.map(\.task) }
        for task in tasks { await task.value }
    }

    private func leave(_ keys: [LegKey], _ ticket: UInt64) {
        state.withLock { state in
            for key in keys where state.tails[key]?.ticket == ticket { state.tails[key] = nil }
        }
    }
}
