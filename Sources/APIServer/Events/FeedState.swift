import MaydayAPI

/// What stands behind the feed's lock. Nothing in here waits.
struct FeedState {
    struct Subscriber {
        /// The last fact handed over, or skipped as older than the subscription.
        var cursor: Int64
        /// Facts up to here are read, not buffered; nil once they are all handed over.
        var goal: Int64?
        var buffer: [FeedItem] = []
        /// Facts read from the history and not handed over yet.
        var page: [FeedItem] = []
        var missed: Int64 = 0
        var ticked = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    enum Step {
        case deliver([FeedItem])
        case read(after: Int64)
        case wait
        case ended
    }

    private(set) var lastSequence: Int64
    /// Every fact above this is in the ring.
    private(set) var ringFloor: Int64
    private var ring: [FeedItem] = []
    private(set) var subscribers: [Int: Subscriber] = [:]
    private var nextId = 0
    var isFinished = false

    init(lastSequence: Int64) {
        self.lastSequence = lastSequence
        ringFloor = lastSequence
    }

    mutating func subscribe(after cursor: Int64?) -> Int {
        nextId += 1
        let start = cursor ?? lastSequence
        subscribers[nextId] = Subscriber(cursor: start, goal: start < lastSequence ? lastSequence : nil)
        return nextId
    }

    mutating func append(_ item: FeedItem, ringCapacity: Int, bufferCapacity: Int) {
        if let id = item.event.id {
            guard id > lastSequence else { return }
            lastSequence = id
            ring.append(item)
            // Dropped by halves: an array has no cheap front.
            if ring.count >= ringCapacity * 2 {
                let surplus = ring.count - ringCapacity
                ringFloor = ring[surplus - 1].event.id ?? ringFloor
                ring.removeFirst(surplus)
            }
        }
        for key in subscribers.keys {
            subscribers[key]?.offer(item, capacity: bufferCapacity, lastSequence: lastSequence)
        }
    }

    mutating func take(_ id: Int, now: () -> APITime) -> Step {
        guard var subscriber = subscribers[id], !isFinished else { return .ended }
        defer { subscribers[id] = subscriber }
        // Told at once, not after the catching up: what is thrown away later is told again.
        if subscriber.missed > 0 {
            let lagged = Lagged(missed: subscriber.missed)
            subscriber.missed = 0
            return .deliver([FeedItem(APIEvent(at: now(), data: .lagged(lagged)))])
        }
        if let goal = subscriber.goal {
            if subscriber.page.isEmpty {
                guard subscriber.cursor >= ringFloor else { return .read(after: subscriber.cursor) }
                subscriber.page = ringPage(after: subscriber.cursor, upTo: goal)
            }
            let items = subscriber.page
            subscriber.page = []
            subscriber.cursor = max(subscriber.cursor, items.last?.event.id ?? goal)
            if subscriber.cursor >= goal { subscriber.goal = nil }
            if !items.isEmpty { return .deliver(items) }
        }
        var items: [FeedItem] = []
        for item in subscriber.buffer where (item.event.id ?? .max) > subscriber.cursor {
            items.append(item)
            if let fact = item.event.id { subscriber.cursor = fact }
        }
        subscriber.buffer.removeAll(keepingCapacity: true)
        let ticked = subscriber.ticked
        subscriber.ticked = false
        return items.isEmpty && !ticked ? .wait : .deliver(items)
    }

    /// Facts read from the history. None means that it holds no more: what follows is in the ring.
    mutating func accept(_ facts: [APIEvent], for id: Int) {
        guard var subscriber = subscribers[id], let goal = subscriber.goal else { return }
        let wanted = facts.filter { ($0.id ?? 0) > subscriber.cursor && ($0.id ?? 0) <= goal }
        subscriber.page = wanted.map { FeedItem($0) }
        if wanted.isEmpty { subscriber.cursor = max(subscriber.cursor, min(goal, ringFloor)) }
        if subscriber.cursor >= goal { subscriber.goal = nil }
        subscribers[id] = subscriber
    }

    private func ringPage(after cursor: Int64, upTo goal: Int64) -> [FeedItem] {
        var low = 0
        var high = ring.count
        while low < high {
            let middle = (low + high) / 2
            if (ring[middle].event.id ?? 0) <= cursor { low = middle + 1 } else { high = middle }
        }
        return Array(ring[low...].prefix { ($0.event.id ?? 0) <= goal }.prefix(512))
    }
}

extension FeedState.Subscriber {
    fileprivate mutating func offer(_ item: FeedItem, capacity: Int, lastSequence: Int64) {
        buffer.append(item)
        guard buffer.count > capacity else { return }
        missed += Int64(buffer.count)
        buffer.removeAll(keepingCapacity: true)
        goal = cursor < lastSequence ? lastSequence : nil
        page = []
    }

    fileprivate mutating func wake() {
        waiter?.resume()
        waiter = nil
    }
}

// MARK: Waiting

extension FeedState {
    mutating func park(_ continuation: CheckedContinuation<Void, Never>, _ id: Int) {
        guard let subscriber = subscribers[id], !isFinished, subscriber.buffer.isEmpty, !subscriber.ticked else {
            // Something came between the look and the wait.
            continuation.resume()
            return
        }
        subscribers[id]?.waiter = continuation
    }

    mutating func tick(_ id: Int) {
        subscribers[id]?.ticked = true
        subscribers[id]?.wake()
    }

    mutating func wakeAll() {
        for key in subscribers.keys
        where isFinished || subscribers[key]?.buffer.isEmpty == false || subscribers[key]?.goal != nil {
            subscribers[key]?.wake()
        }
    }

    mutating func remove(_ id: Int) {
        subscribers[id]?.wake()
        subscribers[id] = nil
    }
}
