import Commands
import Locking
import MaydayAPI
import Monitor
import TerminalUI
import Testing

@Suite struct MonitorLoopTests {
    private static let noon = APITime(milliseconds: 1_772_366_400_000)

    private static let snapshot = MonitorSnapshot(
        health: Health(
            status: .ok, version: "0", node: "node-1", startedAt: noon, uptimeMs: 0,
            store: StoreHealth(state: .ok, journalSequence: 0, sinceAt: noon)),
        queues: [Queue(id: "sales")])

    private static func model() -> MonitorModel {
        MonitorModel(service: "http://127.0.0.1:8470", now: noon, width: 80, height: 24)
    }

    private static func queue(_ waiting: Int64) -> MonitorMessage {
        .event(APIEvent(at: noon, data: .queue(Queue(id: "sales", waiting: waiting))))
    }

    @Test("S1 the loop draws after each message, a flood of events only so often, and ends on q")
    func draws() async {
        let terminal = RecordingTerminal()
        let clock = ManualClock(Self.noon)
        let (messages, continuation) = AsyncStream.makeStream(of: MonitorMessage.self)
        continuation.yield(.link(.live))
        continuation.yield(.snapshot(Self.snapshot))
        for waiting in 1...100 { continuation.yield(Self.queue(Int64(waiting))) }
        continuation.yield(.tick)
        for key in [Key.tab, .control("l"), .control("z"), .character("q")] { continuation.yield(.key(key)) }

        let loop = MonitorLoop(terminal: terminal, theme: Theme(.none), now: { clock.now })
        let last = await loop.run(Self.model(), messages: messages)
        #expect(last.focus == .callers)
        let log = await terminal.log
        // Start, link, snapshot, tick, and three keys; the events came within one frame.
        #expect(log.count { $0.hasPrefix("show") } == 7)
        #expect(log.filter { !$0.hasPrefix("show") } == ["forget", "suspend"])
        #expect(await terminal.screen?.text(row: 4).contains(" 100 ") == true)
    }

    @Test("S1 an event that comes a frame later is drawn by itself")
    func framesLater() async {
        let terminal = RecordingTerminal()
        let clock = ManualClock(Self.noon, step: 60)
        let (messages, continuation) = AsyncStream.makeStream(of: MonitorMessage.self)
        for waiting in 1...10 { continuation.yield(Self.queue(Int64(waiting))) }
        continuation.finish()
        await MonitorLoop(terminal: terminal, theme: Theme(.none), now: { clock.now })
            .run(Self.model(), messages: messages)
        #expect(await terminal.log.count == 11)
    }

    @Test("S1 keys, sizes and the feed meet in one monitor; the terminal's end ends it")
    func fullScreen() async throws {
        let terminal = RecordingTerminal()
        let clock = ManualClock(Self.noon)
        let (inputs, continuation) = AsyncStream.makeStream(of: TerminalInput.self)
        let feed = TestFeed(messages: [.link(.live), .snapshot(Self.snapshot)])
        async let run: Void = MonitorRun.fullScreen(
            Self.model(), loop: MonitorLoop(terminal: terminal, theme: Theme(.none), now: { clock.now }),
            inputs: inputs, feed: feed)
        continuation.yield(.resize(width: 100, height: 30))
        await terminal.wait { $0.width == 100 && $0.text(row: 4).hasPrefix("sales") }
        continuation.yield(.key(.character("?")))
        await terminal.wait { screen in (0..<30).contains { screen.text(row: $0).contains("any key closes") } }
        continuation.yield(.end)
        try await run
    }

    @Test("S1 what the feed cannot mend ends the monitor with its reason")
    func feedFails() async {
        let (inputs, continuation) = AsyncStream.makeStream(of: TerminalInput.self)
        defer { continuation.finish() }
        await #expect(throws: TestFeed.Failure.self) {
            try await MonitorRun.fullScreen(
                Self.model(),
                loop: MonitorLoop(terminal: RecordingTerminal(), theme: Theme(.none), now: { Self.noon }),
                inputs: inputs, feed: TestFeed(messages: [], failure: .init()))
        }
    }

    @Test("S1 lines: at once, then once in an interval, and at once when the link is lost; a closed pipe ends them")
    func plain() async throws {
        let clock = ManualClock(Self.noon, step: 500)
        let lost = MonitorMessage.link(.lost(reason: "gone", trying: "trying again", nextTryAt: nil))
        let feed = TestFeed(messages: [.link(.live), .snapshot(Self.snapshot), .tick, Self.queue(1), lost, lost])
        let blocks = Locked<[[String]]>([])
        let write: @Sendable ([String]) -> Bool = { lines in
            blocks.withLock { $0.append(lines) }
            return blocks.withLock { $0.count } < 2
        }
        try await MonitorRun.plain(
            Self.model(), interval: .seconds(3600), now: { clock.now }, feed: feed, write: write)
        let first = blocks.withLock { $0.map(\.[0]) }
        #expect(first.count == 2)
        #expect(first.first?.hasSuffix("service ok node node-1") == true)
        #expect(first.last?.contains("service unreachable for 0:00: gone; trying again, attempt 1") == true)
    }
}

/// Remembers what it was told to show.
private actor RecordingTerminal: MonitorTerminal {
    private(set) var log: [String] = []
    private(set) var screen: Screen?
    private var waiters: [(condition: @Sendable (Screen) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []

    func show(_ screen: Screen) {
        log.append("show")
        self.screen = screen
        for waiter in waiters where waiter.condition(screen) { waiter.continuation.resume() }
        waiters.removeAll { $0.condition(screen) }
    }

    func forget() { log.append("forget") }
    func suspend() { log.append("suspend") }

    /// Returns when a screen fulfils the condition.
    func wait(_ condition: @escaping @Sendable (Screen) -> Bool) async {
        if let screen, condition(screen) { return }
        await withCheckedContinuation { waiters.append((condition, $0)) }
    }
}

/// Goes on by `step` milliseconds each time it is read.
private final class ManualClock: Sendable {
    private let time: Locked<APITime>
    private let step: Int64

    init(_ start: APITime, step: Int64 = 0) {
        time = Locked(start)
        self.step = step
    }

    var now: APITime {
        time.withLock { time in
            time.milliseconds += step
            return time
        }
    }
}

private struct TestFeed: MonitorFeed {
    struct Failure: Error {}

    let messages: [MonitorMessage]
    var failure: Failure?

    func run(_ deliver: @escaping @Sendable (MonitorMessage) -> Void) async throws {
        messages.forEach(deliver)
        if let failure { throw failure }
        // Until it is cancelled, as a feed does.
        let (endless, continuation) = AsyncStream.makeStream(of: Never.self)
        for await _ in endless {}
        continuation.finish()
    }
}
