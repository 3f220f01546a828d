import MaydayAPI
import Monitor
import TerminalUI

/// Brings together what a running monitor listens to: the feed, the keyboard, the clock.
package enum MonitorRun {
    /// A few a second, so that no shown second is skipped.
    static let tick = Duration.milliseconds(200)

    /// The full-screen monitor, until somebody quits.
    ///
    /// - Throws: what the feed throws; the terminal is still taken then, the caller gives it back.
    package static func fullScreen(
        _ model: MonitorModel, loop: MonitorLoop<some MonitorTerminal>, inputs: AsyncStream<TerminalInput>,
        feed: some MonitorFeed
    ) async throws {
        let (messages, continuation) = AsyncStream.makeStream(of: MonitorMessage.self)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                await loop.run(model, messages: messages)
                return true
            }
            group.addTask {
                for await input in inputs {
                    switch input {
                    case .key(let key): continuation.yield(.key(key))
                    case .resize(let width, let height): continuation.yield(.resize(width: width, height: height))
                    case .end: return true
                    }
                }
                return true
            }
            addFeedAndClock(to: &group, feed, continuation)
            try await endWithFirst(&group, continuation)
        }
    }

    /// Lines instead of a screen: all of them every `interval`, and at once when the link changes.
    ///
    /// - Parameter write: takes one block of lines; false ends the monitor (a closed pipe).
    package static func plain(
        _ model: MonitorModel, interval: Duration, now: @escaping @Sendable () -> APITime, feed: some MonitorFeed,
        write: @escaping @Sendable ([String]) -> Bool
    ) async throws {
        let (messages, continuation) = AsyncStream.makeStream(of: MonitorMessage.self)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                var report = PlainLoop(model: model, interval: interval)
                for await message in messages {
                    guard let lines = report.take(message, at: now()) else {
                        continue
                    }
                    if !write(lines) { break }
                }
                return true
            }
            addFeedAndClock(to: &group, feed, continuation)
            try await endWithFirst(&group, continuation)
        }
    }

    private static func addFeedAndClock(
        to group: inout ThrowingTaskGroup<Bool, any Error>, _ feed: some MonitorFeed,
        _ continuation: AsyncStream<MonitorMessage>.Continuation
    ) {
        group.addTask {
            try await feed.run { continuation.yield($0) }
            return false
        }
        group.addTask {
            // The passing of time is the thing itself here; there is nothing else to wait for.
            let clock = ContinuousClock()
            while !Task.isCancelled {
                try? await clock.sleep(for: tick)
                continuation.yield(.tick)
            }
            return false
        }
    }

    /// The first part that says so ends all. A feed that ends leaves its last picture on the screen.
    private static func endWithFirst(
        _ group: inout ThrowingTaskGroup<Bool, any Error>, _ continuation: AsyncStream<MonitorMessage>.Continuation
    ) async throws {
        defer {
            group.cancelAll()
            continuation.finish()
        }
        while let ends = try await group.next() { if ends { return } }
    }
}

/// Decides when the lines are due.
struct PlainLoop: Sendable {
    private(set) var model: MonitorModel
    let interval: Int64
    private var printedAt: APITime?
    private var printedLink: MonitorLink?

    init(model: MonitorModel, interval: Duration) {
        self.model = model
        self.interval = interval.components.seconds * 1000 + interval.components.attoseconds / 1_000_000_000_000_000
    }

    /// The lines to print after this message, if any.
    mutating func take(_ message: MonitorMessage, at now: APITime) -> [String]? {
        _ = model.update(message, at: now)
        // Between the connect and its first snapshot there is nothing to say.
        if case .live = model.link, model.picture.health == nil { return nil }
        let changed = isLost(model.link) != isLost(printedLink ?? .connecting)
        let due = printedAt.map { now.milliseconds - $0.milliseconds >= interval } ?? (model.picture.health != nil)
        guard due || changed else { return nil }
        printedAt = now
        printedLink = model.link
        return PlainReport.lines(model)
    }

    private func isLost(_ link: MonitorLink) -> Bool {
        if case .lost = link { true } else { false }
    }
}
