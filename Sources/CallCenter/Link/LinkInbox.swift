import ARIClient
import Locking

/// Between the socket's thread and the link: bounded, never waiting. What does not fit is a blind interval, and is told
/// as one; nothing is lost silently (A12).
package final class LinkInbox: Sendable {
    package enum Message: Sendable {
        case batch([ARIStreamElement])
        /// Events were dropped before this point.
        case overflow
    }

    private struct State {
        var waiting: [ARIStreamElement] = []
        var overflowed = false
        var finished = false
        var reader: CheckedContinuation<Message?, Never>?
    }

    private let limit: Int
    private let state = Locked(State())

    /// - Parameter limit: how many events may wait.
    package init(limit: Int = 200_000) { self.limit = limit }

    /// What the socket's thread calls.
    package var sink: ARISink {
        { [weak self] batch in
            guard let self else { return }
            var elements: [ARIStreamElement] = []
            swap(&elements, &batch.elements)
            put(elements)
        }
    }

    func put(_ elements: [ARIStreamElement]) {
        let (reader, message) = state.withLock { state -> (CheckedContinuation<Message?, Never>?, Message?) in
            if state.waiting.count + elements.count > limit {
                // That the connection came or went must not be lost: the reader would take a dead one for a live one.
                let kept = (state.waiting + elements).filter(\.isAboutTheConnection)
                state.waiting = kept.suffix(max(1, limit))
                state.overflowed = true
            } else if state.waiting.isEmpty {
                state.waiting = elements
            } else {
                state.waiting.append(contentsOf: elements)
            }
            guard let reader = state.reader, let message = Self.take(&state) else { return (nil, nil) }
            state.reader = nil
            return (reader, message)
        }
        reader?.resume(returning: message)
    }

    /// The next message, all that waits at once; nil after `finish`. One reader.
    package func next() async -> Message? {
        await withCheckedContinuation { continuation in
            let message: Message?? = state.withLock { state in
                if let message = Self.take(&state) { return message }
                if state.finished { return .some(nil) }
                state.reader = continuation
                return nil
            }
            if let message { continuation.resume(returning: message) }
        }
    }

    package func finish() {
        let reader = state.withLock { state in
            state.finished = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: nil)
    }

    private static func take(_ state: inout State) -> Message? {
        if state.overflowed {
            state.overflowed = false
            return .overflow
        }
        guard !state.waiting.isEmpty else { return nil }
        defer { state.waiting = [] }
        return .batch(state.waiting)
    }
}

extension ARIStreamElement {
    fileprivate var isAboutTheConnection: Bool {
        switch self {
        case .connected, .disconnected, .replaced: true
        default: false
        }
    }
}
