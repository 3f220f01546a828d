/// One reader's view of the feed. Read by one task at a time.
package final class EventSubscription: Sendable {
    private let feed: EventFeed
    private let id: Int
    /// The cursor from which it began.
    package let startsAfter: Int64

    init(feed: EventFeed, id: Int, startsAfter: Int64) {
        self.feed = feed
        self.id = id
        self.startsAfter = startsAfter
    }

    deinit {
        feed.cancel(id)
    }

    /// The next events, in order; empty after a ``tick()``; nil when the feed has ended or the task is cancelled.
    package func next() async throws(APIFailure) -> [FeedItem]? {
        try await feed.next(id)
    }

    /// Makes a waiting ``next()`` return with nothing, so that a reader may say that it is still there.
    package func tick() {
        feed.tick(id)
    }

    package func cancel() {
        feed.cancel(id)
    }
}
