import APIClient
import Commands
import Locking
import MaydayAPI
import Monitor
import Testing

@Suite struct ServiceFeedTests {
    private static let noon = APITime(milliseconds: 1_772_366_400_000)
    private static let snapshot = MonitorSnapshot(
        health: Health(
            status: .ok, version: "0", node: "n", startedAt: noon, uptimeMs: 0,
            store: StoreHealth(state: .ok, journalSequence: 0, sinceAt: noon)))

    /// What a feed delivers for these elements, in words; failing fetches come first.
    private func words(
        _ elements: [StreamElement], end: APIClientFailure? = nil, failingFetches: [APIClientFailure] = []
    ) async -> [String] {
        let words = Locked<[String]>([])
        let failures = Locked(failingFetches)
        let feed = ServiceFeed(
            events: Elements(elements: elements, end: end),
            fetch: { () async throws(APIClientFailure) in
                if let failure = failures.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw failure }
                return Self.snapshot
            }, now: { Self.noon }, pause: { pause in words.withLock { $0.append("pause \(pause)") } })
        do {
            try await feed.run { message in
                let word =
                    switch message {
                    case .snapshot: "snapshot"
                    case .event(let event): event.type
                    case .link(.connecting): "connecting"
                    case .link(.live): "live"
                    case .link(.lost(let reason, _, let next)):
                        "lost (\(reason)) \((next?.milliseconds ?? 0) - Self.noon.milliseconds)"
                    case .key, .resize, .tick: "?"
                    }
                words.withLock { $0.append(word) }
            }
            words.withLock { $0.append("end") }
        } catch {
            words.withLock { $0.append("\(error)") }
        }
        return words.withLock { $0 }
    }

    private let clock = StreamElement.event(APIEvent(at: noon, data: .clock))
    private let lagged = StreamElement.event(APIEvent(at: noon, data: .lagged(Lagged(missed: 2))))

    @Test("S1 a snapshot after each connect and after lost levels, before the events that follow")
    func snapshots() async {
        #expect(
            await words([
                .connected(cursor: 1), clock, lagged, clock,
                .disconnected(.unreachable("http://127.0.0.1:8470/v1/events: connection refused"), retryMs: 250),
                .connected(cursor: 2),
            ]) == [
                "connecting", "snapshot", "live", "clock", "lagged", "snapshot", "live", "clock",
                "lost (connection refused) 250", "snapshot", "live", "end",
            ])
    }

    @Test("S1 lists that cannot be fetched are fetched again; what waiting cannot mend ends the feed")
    func failures() async {
        #expect(
            await words([.connected(cursor: 1)], failingFetches: [.timedOut("no answer"), .unreachable("gone")]) == [
                "connecting", "lost (no answer) 1000", "pause 1000", "lost (gone) 1000", "pause 1000", "snapshot",
                "live",
                "end",
            ])
        let refused = Problem(
            type: "urn:mayday:problem:forbidden", title: "Forbidden", status: 403, detail: "no scope", code: "forbidden"
        )
        #expect(
            await words([.connected(cursor: 1)], failingFetches: [.problem(refused)]) == [
                "connecting", "Forbidden: no scope",
            ])
        #expect(await words([], end: .problem(refused)) == ["connecting", "Forbidden: no scope"])
    }
}

/// These elements, then the end or a failure.
private struct Elements: AsyncSequence, AsyncIteratorProtocol, Sendable {
    var elements: [StreamElement]
    var end: APIClientFailure?

    func makeAsyncIterator() -> Elements { self }

    mutating func next() async throws -> StreamElement? {
        try await next(isolation: nil)
    }

    mutating func next(isolation: isolated (any Actor)?) async throws(APIClientFailure) -> StreamElement? {
        if !elements.isEmpty { return elements.removeFirst() }
        if let end { throw end }
        return nil
    }
}
