import ARI
import Dispatch
import TestSupport
import Testing
import WireJSON

@testable import ARIClient

@Suite("A8 the loop's rests, and what is to be sent")
struct LoopRestTests {
    /// Longer than any test may take.
    private static let long: UInt64 = 100_000_000_000

    /// The Asterisk here answers no ping while it waits for a word.
    private static var patient: ARIWebSocketSettings {
        var settings = ARIWebSocketSettings()
        settings.silenceLimit = .seconds(60)
        return settings
    }

    /// A loop whose turns are always many: it rests after the one in which `TurnPacer.turns` others have brought an element.
    private func restingLoop() throws -> WebSocketLoop {
        try WebSocketLoop(pacer: TurnPacer(length: Self.long, moment: .max))
    }

    /// An Asterisk that sends an event each time `due` says so, and gives `answer` what comes on any other socket.
    private func asterisk(
        _ due: DispatchSemaphore, _ answer: @escaping @Sendable (String, FakeSocket) -> Void
    ) throws -> FakeAsterisk {
        try FakeAsterisk { request in
            .webSocket { socket in
                guard request.target.contains("app=mayday") else {
                    socket.serve { answer($0, socket) }
                    return
                }
                for _ in 0..<TurnPacer.turns {
                    due.wait()
                    socket.send(#"{"type":"Probe"}"#)
                }
                socket.serve()
            }
        }
    }

    /// Connects, and has the events come one by one: with the last of them the turns are many.
    private func bringMany(
        _ stream: ARIEventStream, _ recorder: StreamRecorder, _ due: DispatchSemaphore
    ) async throws {
        stream.start()
        try await recorder.wait { $0.connections.isEmpty ? nil : true }
        for count in 1...TurnPacer.turns {
            due.signal()
            try await recorder.wait { $0.frames.count == count ? true : nil }
        }
    }

    @Test("a request that is made while the loop rests ends the rest", .timeLimit(.minutes(1)))
    func request() async throws {
        let due = DispatchSemaphore(value: 0)
        let fake = try asterisk(due) { text, socket in
            guard let request = try? JSONValue(parsing: text) else { return }
            socket.send(response(to: request, body: #"{"value":"x"}"#))
        }
        let loop = try restingLoop()
        let recorder = StreamRecorder()
        let stream = try ARIEventStream(
            loop: loop, server: fake.server(), applications: ["mayday"], settings: Self.patient, delivery: .frames,
            logger: quiet, sink: recorder.sink)
        let socket = try ARIRequestSocket(loop: loop, server: fake.server(), application: "rest", logger: quiet)
        let client = try ARIRESTClient(server: fake.server(), requestSocket: socket, logger: quiet)
        socket.start()
        await socket.connected()
        try await bringMany(stream, recorder, due)
        let answer = try await client.send(ARI.Channels.getChannelVar(channelID: "a", variable: "X"))
        #expect(answer.value == "x")
        #expect(fake.requests.count { !$0.isUpgrade } == 0)
        await loop.shutdown()
    }

    @Test("what a turn with events sends itself is written before the loop rests", .timeLimit(.minutes(1)))
    func sentByTheTurn() async throws {
        let due = DispatchSemaphore(value: 0)
        let (texts, told) = AsyncStream.makeStream(of: String.self)
        let fake = try asterisk(due) { text, _ in told.yield(text) }
        let loop = try restingLoop()
        let (connections, connected) = AsyncStream.makeStream(of: Void.self)
        let owner = Owner { connected.yield() }
        let dialer = try WebSocketDialer(
            loop: loop, server: fake.server(), target: "/events?app=rest", settings: ARIWebSocketSettings(),
            chance: { 0 }, owner: owner)
        loop.run { dialer.start() }
        for await _ in connections { break }
        let recorder = StreamRecorder()
        let sink: ARISink = { batch in
            recorder.append(batch.elements)
            if recorder.frames.count == TurnPacer.turns { dialer.send(Array("hello".utf8)) }
        }
        let stream = try ARIEventStream(
            loop: loop, server: fake.server(), applications: ["mayday"], settings: Self.patient, delivery: .frames,
            logger: quiet, sink: sink)
        try await bringMany(stream, recorder, due)
        var heard = texts.makeAsyncIterator()
        #expect(await heard.next() == "hello")
        await loop.shutdown()
        withExtendedLifetime(owner) {}
    }

    @Test("a rest is ended by any thread, also before it begins, and the next one is another", .timeLimit(.minutes(1)))
    func ended() async {
        let rest = LoopRest()
        rest.end()
        rest.wait(until: .max)
        rest.renew()
        rest.wait(until: WebSocketLoop.now())
        let (ends, ended) = AsyncStream.makeStream(of: Void.self)
        Thread.detach {
            rest.wait(until: .max)
            ended.yield()
        }
        rest.end()
        for await _ in ends { break }
    }

    /// Owns a dialler of which only the connection matters.
    private final class Owner: DialerOwner, Sendable {
        private let onConnected: @Sendable () -> Void

        init(_ onConnected: @escaping @Sendable () -> Void) { self.onConnected = onConnected }

        func dialerConnected(_ peer: String) { onConnected() }
        func dialer(received bytes: UnsafeRawBufferPointer) {}
        func dialer(passedOver count: Int) {}
        func dialer(disconnected: ARIDisconnection) {}
    }
}
