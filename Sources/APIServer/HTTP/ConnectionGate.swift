import Locking

/// Counts the open connections and says no above the most, so that clients cannot use up the file descriptors that
/// the links to Asterisk need.
final class ConnectionGate: Sendable {
    private struct State {
        var open = 0
        var isFull = false
    }

    let most: Int
    private let state = Locked(State())
    private let onFull: @Sendable (Bool) -> Void

    /// - Parameter onFull: hears `true` when the first connection is refused, and `false` once no more than half as many
    ///   as may be are open: what comes and goes at the edge is told once. It must not block.
    init(most: Int, onFull: @escaping @Sendable (Bool) -> Void) {
        self.most = most
        self.onFull = onFull
    }

    /// Whether a new connection may stay; if so, it is told when it has gone with ``leave()``.
    func enter() -> Bool {
        state.withLock { state in
            guard state.open < most else {
                if !state.isFull {
                    state.isFull = true
                    onFull(true)
                }
                return false
            }
            state.open += 1
            return true
        }
    }

    func leave() {
        state.withLock { state in
            state.open -= 1
            guard state.isFull, state.open <= most / 2 else { return }
            state.isFull = false
            onFull(false)
        }
    }
}
