import Locking
import MaydayAPI

/// Hands the events of the service to any number of subscribers.
///
/// Theory of operation. `publish` is called by one writer, facts in ascending order of their ids, and never waits.
/// The feed remembers the last facts in a ring. A subscriber has a cursor (the last fact it was handed), a bounded
/// buffer of what was published since, and, while facts lie between the two, a *goal*: the last fact published before
/// the buffer began. Behind the goal it reads pages from the ring or, beyond the ring's reach, from the history;
/// then it takes the buffer. Facts at or below its cursor are skipped, so the seam neither loses nor doubles.
/// A buffer that overflows is thrown away, the subscriber is told how much (`lagged`), and facts come from the ring or
/// the history again: facts are never lost, levels are.
package final class EventFeed: Sendable {
    private let history: any EventHistory
    private let ringCapacity: Int
    private let bufferCapacity: Int
    private let maximumSubscribers: Int
    private let now: @Sendable () -> APITime
    private let state: Locked<FeedState>

    /// - Parameters:
    ///   - lastSequence: the last fact of the journal before this feed; the first one published has a higher id.
    ///   - ringCapacity: how many facts are remembered; more than the store may hold back uncommitted.
    ///   - bufferCapacity: how many events may wait for one subscriber.
    package init(
        history: any EventHistory, lastSequence: Int64, ringCapacity: Int = 8192, bufferCapacity: Int = 2048,
        maximumSubscribers: Int = 256, now: @escaping @Sendable () -> APITime = APIEnvironment.system.now
    ) {
        self.history = history
        self.ringCapacity = max(1, ringCapacity)
        self.bufferCapacity = max(1, bufferCapacity)
        self.maximumSubscribers = maximumSubscribers
        self.now = now
        state = Locked(FeedState(lastSequence: lastSequence))
    }

    /// The last fact's id.
    package var lastSequence: Int64 { state.withLock { $0.lastSequence } }
    package var subscriberCount: Int { state.withLock { $0.subscribers.count } }
    /// Whether every subscriber has taken what was published.
    package var isDrained: Bool {
        state.withLock { state in state.subscribers.values.allSatisfy { $0.buffer.isEmpty && $0.goal == nil } }
    }

    /// Facts whose id is not above the last one are dropped: they were published before.
    package func publish(_ events: [APIEvent]) {
        state.withLock { state in
            for event in events {
                state.append(FeedItem(event), ringCapacity: ringCapacity, bufferCapacity: bufferCapacity)
            }
            state.wakeAll()
        }
    }

    /// Ends every subscription, now and in future: the service drains.
    package func finish() {
        state.withLock { state in
            state.isFinished = true
            state.wakeAll()
        }
    }

    /// Events after the cursor, or from now on. Throws `.cursorExpired`, `.cursorUnknown`, `.tooManyStreams`.
    package func subscribe(after cursor: Int64?) async throws(APIFailure) -> EventSubscription {
        if let cursor {
            let (newest, floor) = state.withLock { ($0.lastSequence, $0.ringFloor) }
            guard cursor <= newest else { throw .cursorUnknown(newest: newest) }
            if cursor < floor {
                let oldest = try await history.oldestCursor()
                guard cursor >= oldest else { throw .cursorExpired(oldest: oldest) }
            }
        }
        let id: Int? = state.withLock { state in
            guard state.subscribers.count < maximumSubscribers else { return nil }
            return state.subscribe(after: cursor)
        }
        guard let id else { throw .tooManyStreams(limit: maximumSubscribers) }
        return EventSubscription(feed: self, id: id, startsAfter: cursor ?? lastSequence)
    }

    // MARK: For the subscription

    func next(_ id: Int) async throws(APIFailure) -> [FeedItem]? {
        while !Task.isCancelled {
            switch state.withLock({ $0.take(id, now: now) }) {
            case .deliver(let items): return items
            case .ended: return nil
            case .wait: await wait(id)
            case .read(let cursor):
                let facts = try await history.facts(after: cursor, limit: 512)
                state.withLock { $0.accept(facts, for: id) }
            }
        }
        return nil
    }

    func tick(_ id: Int) {
        state.withLock { $0.tick(id) }
    }

    func cancel(_ id: Int) {
        state.withLock { $0.remove(id) }
    }

    private func wait(_ id: Int) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { $0.park(continuation, id) }
            }
        } onCancel: {
            tick(id)
        }
    }
}
