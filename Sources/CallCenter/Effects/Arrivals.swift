import Locking
import Queueing

/// Who waits for a leg to enter our application. A leg that was just created may not be there yet when it is to be
/// dialled; Asterisk then answers 409, and the leg's own StasisStart says when to ask again.
package typealias LegArrivals = Arrivals<LegKey>

/// Who waits for something that Asterisk tells of.
package final class Arrivals<Key: Hashable & Sendable>: Sendable {
    private struct Expected {
        /// How many wait for it or may come to: the same may be asked about by an earlier connection's work that is
        /// on its way out, and by the present one's.
        var owners = 0
        var isHere = false
        var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
    }
    private struct State {
        var expected: [Key: Expected] = [:]
        var count: UInt64 = 0
    }

    private let state = Locked(State())

    package init() {}

    /// How many are expected.
    var count: Int { state.withLock { $0.expected.count } }

    /// From now on the arrival is remembered, until as many `forget`s.
    func expect(_ key: Key) { state.withLock { $0.expected[key, default: Expected()].owners += 1 } }

    func forget(_ key: Key) {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.expected[key]?.owners -= 1
            guard let expected = state.expected[key], expected.owners <= 0 else { return [] }
            state.expected[key] = nil
            return Array(expected.waiting.values)
        }
        for waiter in waiting { waiter.resume() }
    }

    /// It is here.
    package func arrived(_ key: Key) {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard let expected = state.expected[key] else { return [] }
            state.expected[key]?.isHere = true
            state.expected[key]?.waiting = [:]
            return Array(expected.waiting.values)
        }
        for waiter in waiting { waiter.resume() }
    }

    /// Returns when what is expected has arrived, or after the deadline, or at once if nobody expects it.
    func wait(for key: Key, atMost limit: Duration) async {
        let ticket = state.withLock { state in
            state.count += 1
            return state.count
        }
        await withTaskGroup { group in
            group.addTask { await self.arrival(of: key, ticket) }
            group.addTask {
                try? await Task.sleep(for: limit)
                self.giveUp(key, ticket)
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func arrival(of key: Key, _ ticket: UInt64) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let waits = state.withLock { state in
                    guard !Task.isCancelled, state.expected[key]?.isHere == false else { return false }
                    state.expected[key]?.waiting[ticket] = waiter
                    return true
                }
                if !waits { waiter.resume() }
            }
        } onCancel: {
            giveUp(key, ticket)
        }
    }

    private func giveUp(_ key: Key, _ ticket: UInt64) {
        state.withLock { $0.expected[key]?.waiting.removeValue(forKey: ticket) }?.resume()
    }
}
