import Locking
import Queueing

/// Who waits for a leg to enter our application. A leg that was just created may not be there yet when it is to be
/// dialled; Asterisk then answers 409, and the leg's own StasisStart says when to ask again.
package final class LegArrivals: Sendable {
    private struct Expected {
        /// How many wait for it or may come to: the same leg may be asked about by an earlier connection's work that is
        /// on its way out, and by the present one's.
        var owners = 0
        var isHere = false
        var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
    }
    private struct State {
        var expected: [LegKey: Expected] = [:]
        var count: UInt64 = 0
    }

    private let state = Locked(State())

    package init() {}

    /// How many legs are expected.
    var count: Int { state.withLock { $0.expected.count } }

    /// From now on the arrival is remembered, until as many `forget`s.
    func expect(_ leg: LegKey) { state.withLock { $0.expected[leg, default: Expected()].owners += 1 } }

    func forget(_ leg: LegKey) {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.expected[leg]?.owners -= 1
            guard let expected = state.expected[leg], expected.owners <= 0 else { return [] }
            state.expected[leg] = nil
            return Array(expected.waiting.values)
        }
        for waiter in waiting { waiter.resume() }
    }

    /// The leg is in our application.
    package func arrived(_ leg: LegKey) {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            guard let expected = state.expected[leg] else { return [] }
            state.expected[leg]?.isHere = true
            state.expected[leg]?.waiting = [:]
            return Array(expected.waiting.values)
        }
        for waiter in waiting { waiter.resume() }
    }

    /// Returns when the expected leg has arrived, or after the deadline, or at once if nobody expects it.
    func wait(for leg: LegKey, atMost limit: Duration) async {
        let ticket = state.withLock { state in
            state.count += 1
            return state.count
        }
        await withTaskGroup { group in
            group.addTask { await self.arrival(of: leg, ticket) }
            group.addTask {
                try? await Task.sleep(for: limit)
                self.giveUp(leg, ticket)
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func arrival(of leg: LegKey, _ ticket: UInt64) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let waits = state.withLock { state in
                    guard !Task.isCancelled, state.expected[leg]?.isHere == false else { return false }
                    state.expected[leg]?.waiting[ticket] = waiter
                    return true
                }
                if !waits { waiter.resume() }
            }
        } onCancel: {
            giveUp(leg, ticket)
        }
    }

    private func giveUp(_ leg: LegKey, _ ticket: UInt64) {
        state.withLock { $0.expected[leg]?.waiting.removeValue(forKey: ticket) }?.resume()
    }
}
