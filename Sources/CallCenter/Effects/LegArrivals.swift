import Locking
import Queueing

/// Who waits for a leg to enter our application. A leg that was just created may not be there yet when it is to be
/// dialled; Asterisk then answers 409, and the leg's own StasisStart says when to ask again.
package final class LegArrivals: Sendable {
    private struct State {
        var arrived: Set<LegKey> = []
        var expected: Set<LegKey> = []
        var waiting: [LegKey: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Locked(State())

    package init() {}

    /// From now on the arrival is remembered, until `forget`.
    func expect(_ leg: LegKey) { state.withLock { _ = $0.expected.insert(leg) } }

    func forget(_ leg: LegKey) {
        let waiter = state.withLock { state in
            state.expected.remove(leg)
            state.arrived.remove(leg)
            return state.waiting.removeValue(forKey: leg)
        }
        waiter?.resume()
    }

    /// The leg is in our application.
    package func arrived(_ leg: LegKey) {
        let waiter = state.withLock { state in
            guard state.expected.contains(leg) else { return nil as CheckedContinuation<Void, Never>? }
            state.arrived.insert(leg)
            return state.waiting.removeValue(forKey: leg)
        }
        waiter?.resume()
    }

    /// Returns when the expected leg has arrived, or after the deadline.
    func wait(for leg: LegKey, atMost limit: Duration) async {
        let deadline = Task {
            try? await Task.sleep(for: limit)
            let waiter = state.withLock { $0.waiting.removeValue(forKey: leg) }
            waiter?.resume()
        }
        await withCheckedContinuation { continuation in
            let isHere = state.withLock { state in
                if state.arrived.contains(leg) { return true }
                state.waiting[leg] = continuation
                return false
            }
            if isHere { continuation.resume() }
        }
        deadline.cancel()
    }
}
