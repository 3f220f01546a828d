import ARI
import Locking

/// One exchange on its way: known to the task that waits for it and to the transport's thread.
///
/// A cancellation may come at any moment, also before the exchange was handed over; it is remembered here.
final class RequestTicket: Sendable {
    enum Phase {
        case new
        case submitted
        case cancelled
        case finished
    }

    struct State {
        var phase = Phase.new
        var waiter: UnsafeContinuation<Result<ARIAnswer, ARIError>, Never>?
    }

    let exchange: HTTPExchange
    private let state = Locked(State())

    init(_ exchange: HTTPExchange) {
        self.exchange = exchange
    }

    /// - Returns: false where it was cancelled before; the waiter is then answered already.
    func submit(_ waiter: UnsafeContinuation<Result<ARIAnswer, ARIError>, Never>) -> Bool {
        let isNew = state.withLock { state in
            guard state.phase == .new else { return false }
            state.phase = .submitted
            state.waiter = waiter
            return true
        }
        if !isNew { waiter.resume(returning: .failure(.cancelled(sent: false))) }
        return isNew
    }

    /// - Returns: whether the transport's thread must be told.
    func cancel() -> Bool {
        state.withLock { state in
            switch state.phase {
            case .new:
                state.phase = .cancelled
                return false
            case .submitted:
                state.phase = .cancelled
                return true
            case .cancelled, .finished:
                return false
            }
        }
    }

    var isCancelled: Bool { state.withLock { $0.phase == .cancelled } }

    /// Answers the waiter, once.
    func finish(_ result: Result<ARIAnswer, ARIError>) {
        let waiter = state.withLock { state in
            state.phase = .finished
            return state.waiter.take()
        }
        waiter?.resume(returning: result)
    }
}
