import CallCenter
import Locking
import Logging
import Telephony

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A clock that stands still until it is told to move.
final class ManualClock: Sendable {
    private let time: Locked<Instant>

    init(_ start: Instant = Instant(milliseconds: 1_700_000_000_000)) { time = Locked(start) }

    var now: Instant { time.withLock { $0 } }
    var wall: WallClock { WallClock { self.now } }

    func pass(_ span: Span) { time.withLock { $0 = $0 + span } }
}

/// What was told, in order, for tests that look and tests that wait.
final class Told<Item: Sendable>: Sendable {
    private struct State {
        var items: [Item] = []
        var waiting: [(isEnough: @Sendable ([Item]) -> Bool, waiter: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Locked(State())

    var items: [Item] { state.withLock { $0.items } }

    func add(_ item: Item) {
        let waiters = state.withLock { state in
            state.items.append(item)
            let items = state.items
            let ready = state.waiting.filter { $0.isEnough(items) }
            state.waiting.removeAll { $0.isEnough(items) }
            return ready.map(\.waiter)
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns as soon as what was told is enough.
    func until(_ isEnough: @escaping @Sendable ([Item]) -> Bool) async {
        await withCheckedContinuation { waiter in
            let isHere = state.withLock { state in
                if isEnough(state.items) { return true }
                state.waiting.append((isEnough, waiter))
                return false
            }
            if isHere { waiter.resume() }
        }
    }
}
