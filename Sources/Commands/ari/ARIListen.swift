import ARI
import ARIClient
import ArgumentParser
import Dispatch
import Foundation
import Locking
import Logging

struct ARIListen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "listen", abstract: "Print events as Asterisk writes them, one a line.",
        discussion: """
            Example: mayday ari listen --url http://127.0.0.1:8088 --user mayday --password-file ari.password \\
                --app probe --all | jq .type

            Connections and losses are told on standard error. Ends after --count events, at SIGINT, or when nobody
            reads any more.
            """)

    @OptionGroup var ari: ARIOptions
    @Option(help: "The Stasis application to listen as. Not one that a service uses: it would lose its events.")
    var app: String
    @Flag(help: "Every event of the server, not only those of the application.") var all = false
    @Option(help: "End after so many events.") var count: Int?
    @Flag(help: "Decode each event, print nothing of it, and end with one line of figures.") var quiet = false

    func validate() throws {
        if let count, count < 1 { throw ValidationError("--count is at least 1") }
    }

    func run() async throws {
        let console = Console.process()
        let server = try ari.server(console)
        let (connections, connected) = AsyncStream.makeStream(of: Void.self)
        let session = ListenSession(console: console, count: count, quiet: quiet) { connected.yield() }
        let signals = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { session.end() }
            source.resume()
            return source
        }
        do throws(ARIError) {
            let loop = try WebSocketLoop()
            let client = try ARIRESTClient(server: server, logger: .silent)
            let subscribing = Task {
                guard all else { return }
                for await _ in connections { await subscribe(client, console) }
            }
            defer { subscribing.cancel() }
            let stream = try ARIEventStream(
                loop: loop, server: server, applications: [app], subscribeAll: all,
                delivery: .frames, logger: .silent
            ) { session.take(&$0) }
            stream.start()
            await session.finished()
            // Asterisk may stand still if it has to end this one itself: ARIEventStream.everySource.
            if all, session.failure == nil {
                _ = try? await client.send(
                    ARI.Applications.unsubscribe(applicationName: app, eventSource: ["deviceState:"]))
            }
            stream.stop()
            await loop.shutdown()
        } catch {
            throw CommandFailure(error)
        }
        for source in signals { source.cancel() }
        if quiet { console.line(session.summary) }
        if let failure = session.failure { throw failure }
    }

    /// Asterisk passes over the wish for everything where it has the application already.
    private func subscribe(_ client: ARIRESTClient, _ console: Console) async {
        do throws(ARIError) {
            _ = try await client.send(
                ARI.Applications.subscribe(applicationName: app, eventSource: ARIEventStream.everySource))
        } catch {
            // An application that is not there yet is made by our own connection, with everything.
            guard error.status != 404 else { return }
            console.word("could not ask for every event: \(error)")
        }
    }
}

/// What one run of `listen` has seen. The sink runs on the socket's thread, which only prints; decoding has a thread of its
/// own, at most `room` batches behind, so that the two costs do not add up.
private final class ListenSession: Sendable {
    private struct State {
        var events = 0
        var first: ContinuousClock.Instant?
        var last: ContinuousClock.Instant?
        var ended = false
        var waiter: CheckedContinuation<Void, Never>?
        var failure: CommandFailure?
    }

    private let console: Console
    private let count: Int?
    private let quiet: Bool
    private let state = Locked(State())
    private let decoding = DispatchQueue(label: "mayday.listen.decode")
    private let room = DispatchSemaphore(value: 64)

    private let connected: @Sendable () -> Void

    /// - Parameter connected: hears of each connection.
    init(console: Console, count: Int?, quiet: Bool, connected: @escaping @Sendable () -> Void) {
        self.connected = connected
        self.console = console
        self.count = count
        self.quiet = quiet
    }

    var failure: CommandFailure? { state.withLock { $0.failure } }

    func take(_ batch: inout ARIStreamBatch) {
        var elements: [ARIStreamElement] = []
        swap(&elements, &batch.elements)
        guard quiet else { return read(elements) }
        room.wait()
        decoding.async { [self, elements] in
            read(elements)
            room.signal()
        }
    }

    private func read(_ elements: [ARIStreamElement]) {
        guard !state.withLock({ $0.ended }) else { return }
        let reader = ARIEventReader()
        var seen = 0
        var text: [UInt8] = []
        let limit = count.map { $0 - state.withLock { $0.events } }
        for element in elements {
            switch element {
            case .event, .malformed: break
            case .frame(let bytes):
                if let limit, seen >= limit { break }
                seen += 1
                if quiet {
                    // What cannot be read is an event all the same: it was delivered.
                    do {
                        _ = try bytes.withUnsafeBytes { try reader.read($0) }
                    } catch {
                        console.word("an event could not be read: \(error)")
                    }
                    continue
                }
                text.append(contentsOf: bytes)
                text.append(UInt8(ascii: "\n"))
            case .connected(let connection):
                console.word("connected to \(connection.peer)")
                connected()
            case .disconnected(let end): tell(end)
            case .replaced(let application):
                console.word("another program took the application \(application); nothing more will come")
            case .passedOver(let bytes): console.word("an event of \(bytes) bytes was passed over")
            case .lagged(let missed): console.word("\(missed) events are missing")
            }
        }
        if !text.isEmpty { console.out(String(decoding: text, as: UTF8.self)) }
        note(seen)
    }

    private func note(_ seen: Int) {
        guard seen > 0 else { return }
        let now = ContinuousClock.now
        let full = state.withLock { state in
            state.events += seen
            if state.first == nil { state.first = now }
            state.last = now
            return count.map { state.events >= $0 } ?? false
        }
        if full { end() }
    }

    private func tell(_ end: ARIDisconnection) {
        guard end.reason != .stopped else { return }
        guard case .unauthorized = end.reason else { return console.word(end.words) }
        // Asking again with the same password would bring the same answer.
        let failure = CommandFailure(.notAllowed, end.wordsForGood)
        state.withLock { $0.failure = failure }
        self.end()
    }

    func end() {
        let waiter = state.withLock { state in
            state.ended = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    func finished() async {
        await withCheckedContinuation { continuation in
            let done = state.withLock { state in
                if !state.ended { state.waiter = continuation }
                return state.ended
            }
            if done { continuation.resume() }
        }
    }

    var summary: String {
        let (events, seconds) = state.withLock { state -> (Int, Double) in
            guard let first = state.first, let last = state.last else { return (state.events, 0) }
            let span = (last - first).components
            return (state.events, Double(span.seconds) + Double(span.attoseconds) / 1e18)
        }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let times = [usage.ru_utime, usage.ru_stime]
        let cpu = times.reduce(0.0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        let rate = seconds > 0 ? Double(events) / seconds : 0
        return """
            {"events":\(events),"seconds":\(seconds),"events_per_second":\(rate),"cpu_seconds":\(cpu),\
            "max_rss_bytes":\(Int(usage.ru_maxrss) * 1024)}
            """
    }
}
