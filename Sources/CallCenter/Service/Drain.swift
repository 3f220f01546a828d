import Locking

/// The way to ask a running service to take no new callers and to say when the last one has left.
package final class Drain: Sendable {
    private struct State {
        var work: (@Sendable () async -> Void)?
    }

    private let state = Locked(State())

    package init() {}

    func connect(_ work: @escaping @Sendable () async -> Void) {
        state.withLock { $0.work = work }
    }

    /// Returns when nobody waits or talks any more; at once where the service has not come that far.
    package func callAsFunction() async {
        await state.withLock { $0.work }?()
    }
}
