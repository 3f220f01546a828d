import ARIClient
import Foundation
import Locking

/// Keeps what a stream said and lets a test wait for a thing to be said.
package final class StreamRecorder: Sendable {
    package struct TimedOut: Error, CustomStringConvertible {
        package let seen: [ARIStreamElement]
        package var description: String { "waited in vain; seen so far: \(seen.suffix(20))" }
    }

    private struct State {
        var elements: [ARIStreamElement] = []
        var waiters: [Int: CheckedContinuation<Void, Never>] = [:]
        var next = 0
    }

    private let state = Locked(State())

    package init() {}

    package var sink: ARISink {
        { batch in self.append(batch.elements) }
    }

    package func append(_ elements: [ARIStreamElement]) {
        let waiters = state.withLock { state in
            state.elements += elements
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume() }
    }

    package var elements: [ARIStreamElement] { state.withLock { $0.elements } }

    /// The frames so far, as text.
    package var frames: [String] {
        elements.compactMap { if case .frame(let bytes) = $0 { String(decoding: bytes, as: UTF8.self) } else { nil } }
    }

    package var disconnections: [ARIDisconnection] {
        elements.compactMap { if case .disconnected(let end) = $0 { end } else { nil } }
    }

    package var connections: [ARIConnection] {
        elements.compactMap { if case .connected(let connection) = $0 { connection } else { nil } }
    }

    /// Waits until `find` gives something.
    @discardableResult
    package func wait<Found>(
        seconds: Double = 30, _ find: (StreamRecorder) -> Found?
    ) async throws -> Found {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            let count = elements.count
            if let found = find(self) { return found }
            guard ContinuousClock.now < deadline else { throw TimedOut(seen: elements) }
            await sleepUntilMore(than: count)
        }
    }

    /// At most a second, so that a deadline is seen where nothing comes any more.
    private func sleepUntilMore(than count: Int) async {
        let key = state.withLock { state in
            state.next += 1
            return state.next
        }
        let alarm = Task {
            try? await Task.sleep(for: .seconds(1))
            state.withLock { $0.waiters.removeValue(forKey: key) }?.resume()
        }
        await withCheckedContinuation { waiter in
            let isThere = state.withLock { state in
                if state.elements.count > count { return true }
                state.waiters[key] = waiter
                return false
            }
            if isThere { waiter.resume() }
        }
        alarm.cancel()
    }
}
