import ARIClient
import Foundation
import TestSupport
import Testing

@Suite("Losing and regaining the connection")
struct ReconnectTests {
    @Test(
        "A4 a refused handshake has its own reason",
        arguments: [
            (401, ARIDisconnectReason.unauthorized(status: 401)), (403, .unauthorized(status: 403)), (404, .notFound),
            (503, .unavailable),
        ])
    func refused(_ status: Int, _ reason: ARIDisconnectReason) async throws {
        let fake = try FakeAsterisk { _ in .json(status, "{}") }
        try await withStream(to: fake) { recorder, _ in
            let end = try await recorder.wait { $0.disconnections.first }
            #expect(end.reason == reason)
            #expect(!end.wasConnected)
            #expect(end.retryIn != nil)
        }
    }

    @Test("A4 other answers to the handshake keep their status")
    func otherRefusals() async throws {
        let fake = try FakeAsterisk { request in
            switch request.connection {
            case 1: .json(500, "{}")
            case 2: .json(200, "{}")
            default:
                .raw(Array("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n".utf8))
            }
        }
        try await withStream(to: fake) { recorder, _ in
            let ends = try await recorder.wait { $0.disconnections.count >= 3 ? $0.disconnections : nil }
            let statuses = ends.prefix(3).map {
                if case .handshakeRefused(let status, _) = $0.reason { status } else { 0 }
            }
            #expect(statuses == [500, 200, 302])
        }
    }

    @Test("A4 refused, 404, 503, then there: as an Asterisk that starts")
    func starting() async throws {
        let fake = try FakeAsterisk { request in
            switch request.connection {
            case 1: .hangUp
            case 2: .json(404, "{}")
            case 3: .json(503, "{}")
            default: .webSocket { $0.serve() }
            }
        }
        try await withStream(to: fake) { recorder, _ in
            try await recorder.wait { $0.connections.isEmpty ? nil : true }
            #expect(recorder.disconnections.dropFirst().map(\.reason) == [.notFound, .unavailable])
            #expect(recorder.disconnections.map(\.failures) == [1, 2, 3])
            #expect(recorder.disconnections.map(\.wasConnected) == [false, false, false])
            #expect(Set(fake.requests.map { $0.headers["authorization"] }) == ["Basic dGVzdGVyOnNlOmNyZXQ="])
        }
    }

    @Test("A4 nobody listens: tried again until somebody does")
    func nobody() async throws {
        let port = try Sockets.freePort()
        let loop = try WebSocketLoop()
        let recorder = StreamRecorder()
        let server = try ARIServer(
            url: "http://127.0.0.1:\(port)", credentials: ARICredentials(user: "u", password: "p"))
        var settings = ARIWebSocketSettings()
        settings.backoff.first = .milliseconds(5)
        settings.backoff.longest = .milliseconds(100)
        let stream = try ARIEventStream(
            loop: loop, server: server, applications: ["a"], settings: settings, logger: quiet, sink: recorder.sink)
        stream.start()
        let first = try await recorder.wait { $0.disconnections.first }
        guard case .unreachable = first.reason else {
            Issue.record("\(first)")
            return
        }
        let fake = try FakeAsterisk(port: port) { _ in .webSocket { $0.serve() } }
        try await recorder.wait { $0.connections.isEmpty ? nil : true }
        stream.stop()
        fake.stop()
        await loop.shutdown()
    }

    @Test("A4 a good-bye has its code, a crash has none, and each is followed by a new connection")
    func ends() async throws {
        let fake = try FakeAsterisk { request in
            .webSocket { socket in
                switch request.connection {
                case 1: socket.close(1000, "done")
                case 2: socket.hangUp()
                case 3:
                    // In the middle of a frame.
                    socket.sendRaw(Array(socket.frame(FakeSocket.text, [UInt8](repeating: 120, count: 1000))[..<300]))
                    socket.hangUp()
                case 4:
                    // In the middle of a message.
                    socket.send(FakeSocket.text, Array("{\"half\":".utf8), isFinal: false)
                    socket.link.reset()
                default:
                    socket.send("whole")
                    socket.serve()
                }
            }
        }
        try await withStream(to: fake) { recorder, _ in
            try await recorder.wait { $0.frames.isEmpty ? nil : true }
            #expect(recorder.frames == ["whole"])
            #expect(
                recorder.disconnections.map(\.reason) == [.closedByPeer(code: 1000, text: "done"), .lost, .lost, .lost])
            #expect(recorder.disconnections.map(\.wasConnected) == [true, true, true, true])
            #expect(recorder.connections.map(\.number) == [1, 2, 3, 4, 5])
        }
    }

    @Test("A3 a peer that is silent and answers no ping is given up, and another connection made")
    func halfOpen() async throws {
        let fake = try FakeAsterisk { request in
            .webSocket { socket in
                if request.connection == 1 {
                    socket.send("first")
                    while socket.next() != nil {}
                } else {
                    socket.send("second")
                    socket.serve()
                }
            }
        }
        let start = ContinuousClock.now
        try await withStream(to: fake) {
            $0.silenceLimit = .milliseconds(500)
        } _: { recorder, _ in
            try await recorder.wait { $0.frames == ["first", "second"] ? true : nil }
            #expect(recorder.disconnections.map(\.reason) == [.silent])
        }
        #expect(ContinuousClock.now - start >= .milliseconds(300))
    }

    @Test("A3 a peer that only answers pings is alive")
    func idle() async throws {
        let fake = try FakeAsterisk { _ in
            .webSocket { socket in
                var pings = 0
                while let frame = socket.next() {
                    guard frame.opcode == FakeSocket.ping else { continue }
                    socket.send(FakeSocket.pong, frame.payload)
                    pings += 1
                    if pings == 12 { socket.send("still here") }
                }
            }
        }
        try await withStream(to: fake) {
            $0.silenceLimit = .milliseconds(250)
        } _: { recorder, _ in
            try await recorder.wait { $0.frames == ["still here"] ? true : nil }
            #expect(recorder.disconnections.isEmpty)
        }
    }

    @Test("A3 a handshake that is never answered ends after its time")
    func mute() async throws {
        let fake = try FakeAsterisk { $0.connection == 1 ? .never : .webSocket { $0.serve() } }
        try await withStream(to: fake) {
            $0.connectTimeout = .milliseconds(200)
        } _: { recorder, _ in
            try await recorder.wait { $0.connections.isEmpty ? nil : true }
            #expect(recorder.disconnections.map(\.reason) == [.connectTimeout])
        }
    }

    @Test("A4 accepted and at once closed, over and over, is no tight loop")
    func noTightLoop() async throws {
        let fake = try FakeAsterisk { _ in .webSocket { $0.close(1000) } }
        try await withStream(to: fake) {
            $0.backoff.first = .milliseconds(10)
            $0.backoff.jitter = 0
        } _: { recorder, _ in
            let ends = try await recorder.wait { $0.disconnections.count >= 6 ? $0.disconnections : nil }
            #expect(ends.prefix(6).map(\.failures) == [1, 2, 3, 4, 5, 6])
            let waits: [Duration] = [10, 20, 40, 80, 160, 320].map { .milliseconds($0) }
            #expect(ends.prefix(6).compactMap(\.retryIn) == waits)
        }
    }

    @Test("A4 redial ends what there is and connects at once")
    func redial() async throws {
        let fake = try FakeAsterisk { _ in .webSocket { $0.serve() } }
        try await withStream(to: fake) { recorder, stream in
            try await recorder.wait { $0.connections.isEmpty ? nil : true }
            stream.redial()
            try await recorder.wait { $0.connections.count == 2 ? true : nil }
            #expect(recorder.disconnections == [ARIDisconnection(reason: .stopped, wasConnected: true, retryIn: .zero)])
        }
    }

    @Test("A4 a name that is not known is told, and tried again")
    func unresolved() async throws {
        let loop = try WebSocketLoop()
        let recorder = StreamRecorder()
        let server = try ARIServer(
            url: "http://nowhere.invalid:1", credentials: ARICredentials(user: "u", password: "p"))
        let stream = try ARIEventStream(
            loop: loop, server: server, applications: ["a"], logger: quiet, sink: recorder.sink)
        stream.start()
        let end = try await recorder.wait { $0.disconnections.first }
        #expect(end.reason == .unresolved("nowhere.invalid") || end.reason == .connectTimeout)
        await loop.shutdown()
    }

    @Test("A4 localhost is a name that is known")
    func resolved() async throws {
        let fake = try FakeAsterisk { _ in .webSocket { $0.serve() } }
        let loop = try WebSocketLoop()
        let recorder = StreamRecorder()
        let server = try ARIServer(
            url: "http://localhost:\(fake.port)/ari/", credentials: ARICredentials(user: "u", password: "p"))
        let stream = try ARIEventStream(
            loop: loop, server: server, applications: ["a"], logger: quiet, sink: recorder.sink)
        stream.start()
        try await recorder.wait { $0.connections.isEmpty ? nil : true }
        #expect(fake.requests.first?.headers["host"] == "localhost:\(fake.port)")
        await loop.shutdown()
    }

    @Test("A7 several servers on one loop do not disturb each other")
    func several() async throws {
        let loop = try WebSocketLoop()
        var streams: [ARIEventStream] = []
        var fakes: [FakeAsterisk] = []
        var recorders: [StreamRecorder] = []
        for number in 0..<4 {
            let fake = try FakeAsterisk { _ in
                .webSocket { socket in
                    for _ in 0..<200 { socket.send("\(number)") }
                    if number == 2 { socket.hangUp() } else { socket.serve() }
                }
            }
            let recorder = StreamRecorder()
            let stream = try ARIEventStream(
                loop: loop, server: fake.server(), applications: ["a\(number)"], delivery: .frames, logger: quiet,
                sink: recorder.sink)
            stream.start()
            fakes.append(fake)
            streams.append(stream)
            recorders.append(recorder)
        }
        for (number, recorder) in recorders.enumerated() {
            try await recorder.wait { $0.frames.count >= 200 ? true : nil }
            #expect(Set(recorder.frames) == ["\(number)"])
        }
        await loop.shutdown()
        for fake in fakes { fake.stop() }
    }
}
