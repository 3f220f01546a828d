import ARI
import ARIClient
import Foundation
import Logging
import TestSupport
import Testing

private let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

@Suite("Outbound mode with a real Asterisk", .enabled(if: Bench.shared != nil), .serialized)
struct ARIListenerIntegrationTests {
    @Test("A11 Asterisk dials, is let in, and what happened while nobody listened is replayed in order")
    func outbound() async throws {
        let port = try Sockets.freePort()
        let url = "ws://127.0.0.1:\(port)/ari/mayday"
        try await Bench.own("client-outbound", ["--ari-mode", "outbound", "--outbound-url", url]) { bench in
            let client = try ARIRESTClient(server: bench.server(), logger: quiet)
            let application = ARIOutboundApplication(
                name: "mayday", path: "/ari/mayday",
                credentials: ARICredentials(user: try bench["OUTBOUND_USER"], password: try bench["OUTBOUND_PASSWORD"]))
            var settings = ARIListenerSettings()
            settings.port = port

            func event(_ name: String) async throws {
                try await client.send(ARI.Events.userEvent(eventName: name, application: "mayday"))
            }
            func names(_ recorder: StreamRecorder) -> [String] {
                recorder.elements.compactMap {
                    if case .event(.channelUserevent(let event)) = $0 { event.eventName } else { nil }
                }
            }

            // Before anybody listens: the application exists all the same, and its events are kept.
            try await event("before")
            let first = StreamRecorder()
            let loop = try WebSocketLoop()
            let listener = try ARIListener(
                loop: loop, settings: settings, applications: [application], logger: quiet, sink: first.sink)
            #expect(try await listener.start() == port)
            try await first.wait { $0.connections.isEmpty ? nil : true }
            try await event("live")
            try await first.wait { names($0).last == "live" ? true : nil }
            await loop.shutdown()

            // The service is away; then another one takes its place.
            for number in 0..<50 { try await event("away-\(number)") }
            let second = StreamRecorder()
            let otherLoop = try WebSocketLoop()
            let other = try ARIListener(
                loop: otherLoop, settings: settings, applications: [application], logger: quiet, sink: second.sink)
            _ = try await other.start()
            try await second.wait { names($0).last == "away-49" ? true : nil }
            // Order holds; the very first may have gone down with the socket that was closed under them.
            let replayed = names(second).filter { $0.hasPrefix("away") }
            #expect(replayed == (0..<50).map { "away-\($0)" }.suffix(replayed.count))
            await otherLoop.shutdown()
        }
    }

    private struct Handler: LogHandler {
        let said: AsyncStream<String>.Continuation
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) { said.yield("\(event.message)") }
    }

    @Test("A11 an Asterisk with wrong credentials stays outside")
    func denied() async throws {
        let port = try Sockets.freePort()
        let url = "ws://127.0.0.1:\(port)/ari/mayday"
        let loop = try WebSocketLoop()
        let recorder = StreamRecorder()
        let (messages, said) = AsyncStream.makeStream(of: String.self)
        var settings = ARIListenerSettings()
        settings.port = port
        let listener = try ARIListener(
            loop: loop, settings: settings,
            applications: [
                ARIOutboundApplication(
                    name: "mayday", path: "/ari/mayday", credentials: ARICredentials(user: "x", password: "y"))
            ], logger: Logger(label: "test", factory: { _ in Handler(said: said) }), sink: recorder.sink)
        _ = try await listener.start()
        try await Bench.own("client-denied", ["--ari-mode", "outbound", "--outbound-url", url]) { bench in
            try await ARIRESTClient(server: bench.server(), logger: quiet).ping()
            var denials = 0
            for await message in messages where message.contains("denied") {
                denials += 1
                if denials == 2 { break }
            }
            #expect(recorder.elements.isEmpty)
        }
        await loop.shutdown()
    }
}
