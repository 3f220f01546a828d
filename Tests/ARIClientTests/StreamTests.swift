import ARIClient
import Foundation
import TestSupport
import Testing

/// A loop and a stream on it, both gone at the test's end.
func withStream(
    to fake: FakeAsterisk, applications: [String] = ["mayday"], subscribeAll: Bool = false,
    _ change: (inout ARIWebSocketSettings) -> Void = { _ in },
    _ body: (StreamRecorder, ARIEventStream) async throws -> Void
) async throws {
    var settings = ARIWebSocketSettings()
    settings.backoff.first = .milliseconds(10)
    change(&settings)
    let loop = try WebSocketLoop()
    let recorder = StreamRecorder()
    let stream = try ARIEventStream(
        loop: loop, server: fake.server(), applications: applications, subscribeAll: subscribeAll, settings: settings,
        delivery: .frames, logger: quiet, sink: recorder.sink)
    stream.start()
    do {
        try await body(recorder, stream)
    } catch {
        fake.stop()
        await loop.shutdown()
        throw error
    }
    fake.stop()
    await loop.shutdown()
}

@Suite("Events over libwebsockets")
struct StreamTests {
    @Test("A3 connects with app, subprotocol and credentials in the header, and gives frames in order")
    func connects() async throws {
        let fake = try FakeAsterisk { _ in
            .webSocket { socket in
                for number in 1...500 { socket.send(#"{"type":"Probe","n":\#(number)}"#) }
                socket.serve()
            }
        }
        try await withStream(to: fake, applications: ["may day", "b"], subscribeAll: true) { recorder, _ in
            try await recorder.wait { $0.frames.count == 500 ? true : nil }
            #expect(recorder.frames == (1...500).map { #"{"type":"Probe","n":\#($0)}"# })
            #expect(recorder.connections == [ARIConnection(number: 1, peer: "127.0.0.1")])
            let request = try #require(fake.requests.first)
            #expect(request.target == "/ari/events?app=may%20day,b&subscribeAll=true")
            #expect(request.headers["authorization"] == "Basic dGVzdGVyOnNlOmNyZXQ=")
            #expect(request.headers["sec-websocket-protocol"] == "ari")
        }
    }

    @Test("A3 fragments are put together, also where one cuts a letter in two")
    func fragments() async throws {
        let text = #"{"type":"Probe","name":"Zoë Ünsøld 東京 🚑"}"#
        let bytes = Array(text.utf8)
        let fake = try FakeAsterisk { _ in
            .webSocket { socket in
                socket.sendFragments(bytes.map { [$0] })
                socket.send("whole")
                socket.sendFragments([Array(bytes[..<20]), [], Array(bytes[20...])])
                socket.serve()
            }
        }
        try await withStream(to: fake) { recorder, _ in
            try await recorder.wait { $0.frames.count == 3 ? true : nil }
            #expect(recorder.frames == [text, "whole", text])
        }
    }

    @Test("A3 a ping between the fragments of a message is answered and changes nothing")
    func pingBetween() async throws {
        let fake = try FakeAsterisk { _ in
            .webSocket { socket in
                socket.send(FakeSocket.text, Array("{\"a\":".utf8), isFinal: false)
                socket.send(FakeSocket.ping, Array("hello".utf8))
                while let frame = socket.next() {
                    if frame.opcode == FakeSocket.pong && frame.text == "hello" { break }
                }
                socket.send(FakeSocket.continuation, Array("1}".utf8))
                socket.serve()
            }
        }
        try await withStream(to: fake) { recorder, _ in
            _ = try await recorder.wait { $0.frames.first == "{\"a\":1}" ? true : nil }
        }
    }

    @Test("A3 a frame that arrives byte by byte is one message")
    func trickle() async throws {
        let fake = try FakeAsterisk { _ in
            .webSocket { socket in
                for byte in socket.frame(FakeSocket.text, Array(#"{"type":"Slow"}"#.utf8)) { socket.sendRaw([byte]) }
                socket.serve()
            }
        }
        try await withStream(to: fake) { recorder, _ in
            _ = try await recorder.wait { $0.frames == [#"{"type":"Slow"}"#] ? true : nil }
        }
    }

    @Test("A3 a message of 16 MB arrives whole; one above the limit is told and passed over")
    func large() async throws {
        let size = 16 << 20
        let fake = try FakeAsterisk { _ in
            .webSocket { socket in
                socket.send(FakeSocket.text, [UInt8](repeating: 97, count: size))
                socket.send(FakeSocket.text, [UInt8](repeating: 98, count: size + 1))
                socket.sendFragments([[UInt8]](repeating: [UInt8](repeating: 99, count: 1 << 20), count: 17))
                socket.send("after")
                socket.serve()
            }
        }
        try await withStream(to: fake) {
            $0.messageLimit = size
        } _: { recorder, _ in
            try await recorder.wait { $0.frames.last == "after" ? true : nil }
            #expect(recorder.frames.map(\.utf8.count) == [size, 5])
            let passedOver = recorder.elements.compactMap { if case .passedOver(let count) = $0 { count } else { nil } }
            #expect(passedOver == [size + 1, 17 << 20])
            #expect(recorder.disconnections.isEmpty)
        }
    }

    @Test("A3 invalid UTF-8 and what is no JSON reach the consumer and end nothing")
    func garbage() async throws {
        let fake = try FakeAsterisk { _ in
            .webSocket { socket in
                socket.send(FakeSocket.text, [0xFF, 0xFE, 0x80])
                socket.send("no json")
                socket.send("")
                socket.send("{}")
                socket.serve()
            }
        }
        try await withStream(to: fake) { recorder, _ in
            try await recorder.wait { $0.frames.last == "{}" ? true : nil }
            #expect(recorder.disconnections.isEmpty)
        }
    }

    @Test("A4 a stop is the last element")
    func stop() async throws {
        let fake = try FakeAsterisk { _ in .webSocket { $0.serve() } }
        try await withStream(to: fake) { recorder, stream in
            try await recorder.wait { $0.connections.isEmpty ? nil : true }
            stream.stop()
            let end = try await recorder.wait { $0.disconnections.last }
            #expect(end == ARIDisconnection(reason: .stopped, wasConnected: true))
            stream.redial()
            #expect(fake.requests.count == 1)
        }
    }

    @Test("A12 a flood is read to its end while the consumer is slow, and nothing is lost")
    func flood() async throws {
        let count = 20_000
        let body = String(repeating: "x", count: 800)
        let fake = try FakeAsterisk { _ in
            .webSocket { socket in
                for number in 0..<count { guard socket.send("\(number) \(body)") else { return } }
                socket.send("end")
                socket.serve()
            }
        }
        try await withStream(to: fake) { recorder, _ in
            try await recorder.wait(seconds: 120) { $0.frames.last == "end" ? true : nil }
            let numbers = recorder.frames.dropLast().compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
            #expect(numbers == Array(0..<count))
        }
    }
}
