import APIServer
import MaydayAPI
import SeededValues
import Testing

@Suite("The event feed")
struct EventFeedTests {
    private func ids(_ items: [FeedItem]) -> [Int64] { items.compactMap(\.event.id) }

    /// Reads until the fact `last` has come.
    private func read(_ subscription: EventSubscription, through last: Int64) async throws -> [FeedItem] {
        var items: [FeedItem] = []
        while items.last(where: { $0.event.id != nil })?.event.id != last {
            items += try #require(try await subscription.next())
        }
        return items
    }

    @Test("E2 a subscriber gets what is published after it came, in order")
    func live() async throws {
        let feed = EventFeed(history: NoEventHistory(start: 10), lastSequence: 10)
        let subscription = try await feed.subscribe(after: nil)
        #expect(subscription.startsAfter == 10)
        feed.publish([fact(11), level(1), fact(12)])
        feed.publish([fact(13)])
        #expect(ids(try await read(subscription, through: 13)) == [11, 12, 13])
    }

    @Test("E2 a cursor is resumed from the history, then the ring, then live, without seams", arguments: 0..<60)
    func resume(_ after: Int64) async throws {
        let history = ScriptedHistory()
        history.append((1...40).map { fact($0) })
        // The ring remembers 4 to 8 facts; what is older comes from the history.
        let feed = EventFeed(history: history, lastSequence: 40, ringCapacity: 4)
        for id in Int64(41)...60 {
            history.append([fact(id)])
            feed.publish([fact(id)])
        }
        let subscription = try await feed.subscribe(after: after)
        feed.publish([fact(61), fact(62)])
        #expect(ids(try await read(subscription, through: 62)) == Array((after + 1)...62))
    }

    @Test("E2 facts that the store still holds back are told from memory")
    func uncommitted() async throws {
        let history = ScriptedHistory()
        history.append((1...5).map { fact($0) })
        let feed = EventFeed(history: history, lastSequence: 5)
        feed.publish([fact(6), fact(7)])
        let subscription = try await feed.subscribe(after: 2)
        #expect(ids(try await read(subscription, through: 7)) == [3, 4, 5, 6, 7])
    }

    @Test("E2 sequences may have gaps: not every fact is told")
    func gaps() async throws {
        let history = ScriptedHistory()
        history.append([fact(10), fact(20)])
        let feed = EventFeed(history: history, lastSequence: 25, ringCapacity: 2)
        feed.publish([fact(30)])
        let subscription = try await feed.subscribe(after: 3)
        feed.publish([fact(40)])
        #expect(ids(try await read(subscription, through: 40)) == [10, 20, 30, 40])
    }

    @Test("E2 a cursor that is too old, and one of the future, are refused")
    func refused() async throws {
        let history = ScriptedHistory()
        history.append((1...100).map { fact($0) })
        history.forget(upTo: 50)
        let feed = EventFeed(history: history, lastSequence: 100)
        await #expect(throws: APIFailure.cursorExpired(oldest: 50)) { try await feed.subscribe(after: 49) }
        await #expect(throws: APIFailure.cursorUnknown(newest: 100)) { try await feed.subscribe(after: 101) }
        _ = try await feed.subscribe(after: 50)
    }

    @Test("A12 a slow subscriber is told what it lost, and loses no fact")
    func lagged() async throws {
        let history = ScriptedHistory()
        let feed = EventFeed(history: history, lastSequence: 0, ringCapacity: 8, bufferCapacity: 10)
        let subscription = try await feed.subscribe(after: nil)
        for id in Int64(1)...100 {
            history.append([fact(id)])
            feed.publish([fact(id), level(id)])
        }
        feed.publish([fact(101)])
        let items = try await read(subscription, through: 101)
        #expect(ids(items) == Array(1...101))
        let lagged = items.compactMap { if case .lagged(let lagged) = $0.event.data { lagged.missed } else { nil } }
        #expect(lagged.count == 1)
        let levels = items.filter { if case .queue = $0.event.data { true } else { false } }.count
        #expect(lagged.reduce(0, +) >= 100 - Int64(levels))
    }

    @Test("A12 publishing and reading at once, with a small buffer: every fact once, in order", arguments: 1...4)
    func concurrent(_ seed: UInt64) async throws {
        let history = ScriptedHistory()
        let feed = EventFeed(history: history, lastSequence: 0, ringCapacity: 16, bufferCapacity: 12)
        let subscription = try await feed.subscribe(after: 0)
        async let reading = read(subscription, through: 1000)
        var generator = SplitMix64(seed: seed)
        var next: Int64 = 1
        while next <= 1000 {
            let batch = (next..<min(1001, next + Int64.random(in: 1...9, using: &generator))).map { fact($0) }
            history.append(batch)
            feed.publish(batch + [level(next)])
            next += Int64(batch.count)
            if Bool.random(using: &generator) { await Task.yield() }
        }
        #expect(ids(try await reading) == Array(1...1000))
    }

    @Test("E2 a tick wakes a reader with nothing; the end ends it; a cancelled task ends it")
    func wakes() async throws {
        let feed = EventFeed(history: NoEventHistory(), lastSequence: 0)
        let subscription = try await feed.subscribe(after: nil)
        async let quiet = subscription.next()
        subscription.tick()
        #expect(try await quiet?.isEmpty == true)

        let waiting = Task { try await subscription.next()?.count }
        waiting.cancel()
        #expect(try await waiting.value == nil)

        async let last = subscription.next()
        feed.finish()
        #expect(try await last == nil)
    }

    @Test("E2 subscribers are limited, and leave no trace")
    func limit() async throws {
        let feed = EventFeed(history: NoEventHistory(), lastSequence: 0, maximumSubscribers: 2)
        var held = [try await feed.subscribe(after: nil), try await feed.subscribe(after: nil)]
        await #expect(throws: APIFailure.tooManyStreams(limit: 2)) { try await feed.subscribe(after: nil) }
        held.removeAll()
        #expect(feed.subscriberCount == 0)
    }

    @Test("E2 a history that cannot be read ends the stream with its failure")
    func unreadable() async throws {
        let history = ScriptedHistory()
        history.append((1...9).map { fact($0) })
        let feed = EventFeed(history: history, lastSequence: 9)
        let subscription = try await feed.subscribe(after: 3)
        history.fail(with: .unavailable(detail: "locked"))
        await #expect(throws: APIFailure.unavailable(detail: "locked")) { try await subscription.next() }
    }
}
