import ARI
import ARIClient
import Foundation
import Locking
import TestSupport
import Testing

@Suite("Outbound mode: Asterisk dials")
struct ListenerTests {
    private let right = "Basic " + Data("asterisk:pass".utf8).base64EncodedString()

    private func listen(
        mode: ARIOutboundApplication.Mode = .persistent, silenceLimit: Duration = .seconds(5),
        _ body: (UInt16, StreamRecorder, ARIListener) async throws -> Void
    ) async throws {
        let loop = try WebSocketLoop()
        let recorder = StreamRecorder()
        var settings = ARIListenerSettings()
        settings.webSocket.silenceLimit = silenceLimit
        let credentials = ARICredentials(user: "asterisk", password: "pass")
        let listener = try ARIListener(
            loop: loop, settings: settings,
            applications: [
                ARIOutboundApplication(name: "mayday", path: "/ari/mayday", credentials: credentials, mode: mode),
                ARIOutboundApplication(
                    name: "other", path: "/other", credentials: ARICredentials(user: "o", password: "p")),
            ], delivery: .frames, logger: quiet, sink: recorder.sink)
        do {
            try await body(listener.start(), recorder, listener)
        } catch {
            await loop.shutdown()
            throw error
        }
        await loop.shutdown()
    }

    /// Dials on a thread of its own: the socket is blocking.
    private func dial(_ port: UInt16, _ path: String, _ authorization: String?, _ first: [String] = []) async throws
        -> (socket: Held, status: Int)
    {
        // Handed over under a lock: the thread sanitizer does not see a continuation that is resumed before it waits.
        let dialled = Locked<Result<(socket: Held, status: Int), any Error>?>(nil)
        await withCheckedContinuation { waiter in
            Foundation.Thread.detachNewThread {
                dialled.withLock { dialled in
                    dialled = Result {
                        let (socket, status) = try FakeSocket.dial(
                            port: port, path: path, authorization: authorization, firstMessages: first)
                        return (Held(socket), status)
                    }
                }
                waiter.resume()
            }
        }
        return try #require(dialled.withLock { $0 }).get()
    }

    /// A socket that is served on a thread of its own.
    final class Held: @unchecked Sendable {
        let socket: FakeSocket
        init(_ socket: FakeSocket) { self.socket = socket }
        func serve() { Foundation.Thread.detachNewThread { self.socket.serve() } }
    }

    @Test("A11 Asterisk is let in with its credentials and read from the first byte")
    func accepted() async throws {
        try await listen { port, recorder, _ in
            let (held, status) = try await dial(port, "/ari/mayday", right, ["one", "two"])
            #expect(status == 101)
            try await recorder.wait { $0.frames == ["one", "two"] ? true : nil }
            #expect(recorder.connections.map(\.peer) == ["127.0.0.1"])
            held.socket.hangUp()
            let end = try await recorder.wait { $0.disconnections.first }
            #expect(end == ARIDisconnection(reason: .lost, wasConnected: true))
        }
    }

    @Test(
        "A11 wrong credentials, none, another application's, and a wrong path are turned away",
        arguments: [
            ("/ari/mayday", "Basic eDp5", 401), ("/ari/mayday", "", 401), ("/ari/mayday", "Basic bzpw", 401),
            ("/ari/nowhere", "Basic YXN0ZXJpc2s6cGFzcw==", 404), ("/", "Basic YXN0ZXJpc2s6cGFzcw==", 404),
        ])
    func denied(_ path: String, _ authorization: String, _ expected: Int) async throws {
        try await listen { port, recorder, _ in
            let (_, status) = try await dial(port, path, authorization.isEmpty ? nil : authorization, ["secret"])
            #expect(status == expected)
            let (held, second) = try await dial(port, "/ari/mayday", right, ["fine"])
            #expect(second == 101)
            try await recorder.wait { $0.frames == ["fine"] ? true : nil }
            #expect(recorder.connections.count == 1)
            held.socket.hangUp()
        }
    }

    @Test("A11 of two connections of one application the newer counts, and that is told")
    func newestWins() async throws {
        try await listen { port, recorder, _ in
            let (first, _) = try await dial(port, "/ari/mayday", right, ["a"])
            try await recorder.wait { $0.frames == ["a"] ? true : nil }
            first.serve()
            let (second, _) = try await dial(port, "/ari/mayday", right, ["b"])
            try await recorder.wait { $0.frames == ["a", "b"] ? true : nil }
            #expect(recorder.disconnections.map(\.reason) == [.superseded])
            #expect(recorder.connections.map(\.number) == [1, 2])
            // The other application is not disturbed.
            let (other, status) = try await dial(port, "/other", "Basic bzpw", ["c"])
            #expect(status == 101)
            try await recorder.wait { $0.frames.last == "c" ? true : nil }
            #expect(recorder.disconnections.count == 1)
            second.socket.hangUp()
            other.socket.hangUp()
        }
    }

    @Test("A11 a connection can be closed from this side, and Asterisk is let in again")
    func drop() async throws {
        try await listen { port, recorder, listener in
            let (first, _) = try await dial(port, "/ari/mayday", right, ["a"])
            try await recorder.wait { $0.frames == ["a"] ? true : nil }
            first.serve()
            listener.drop()
            let end = try await recorder.wait { $0.disconnections.first }
            #expect(end == ARIDisconnection(reason: .stopped, wasConnected: true))
            let (second, status) = try await dial(port, "/ari/mayday", right, ["b"])
            #expect(status == 101)
            try await recorder.wait { $0.frames == ["a", "b"] ? true : nil }
            #expect(recorder.connections.map(\.number) == [1, 2])
            second.socket.hangUp()
        }
    }

    @Test("A11 per call: every socket is a stream of its own")
    func perCall() async throws {
        try await listen(mode: .perCall) { port, recorder, _ in
            let (first, _) = try await dial(port, "/ari/mayday", right, ["a"])
            let (second, _) = try await dial(port, "/ari/mayday", right, ["b"])
            try await recorder.wait { Set($0.frames) == ["a", "b"] ? true : nil }
            first.socket.hangUp()
            try await recorder.wait { $0.disconnections.count == 1 ? true : nil }
            second.socket.hangUp()
            try await recorder.wait { $0.disconnections.count == 2 ? true : nil }
            #expect(recorder.disconnections.map(\.reason) == [.lost, .lost])
        }
    }

    @Test("A3 in outbound mode too a silent Asterisk is given up")
    func silent() async throws {
        try await listen(silenceLimit: .milliseconds(400)) { port, recorder, _ in
            let (held, _) = try await dial(port, "/ari/mayday", right)
            let end = try await recorder.wait { $0.disconnections.first }
            #expect(end.reason == .silent)
            held.socket.hangUp()
        }
    }

    @Test("A11 a stop ends the connections and lets nobody in any more")
    func stop() async throws {
        try await listen { port, recorder, listener in
            let (held, _) = try await dial(port, "/ari/mayday", right)
            try await recorder.wait { $0.connections.isEmpty ? nil : true }
            held.serve()
            listener.stop()
            let end = try await recorder.wait { $0.disconnections.first }
            #expect(end.reason == .stopped)
            let status = (try? await dial(port, "/ari/mayday", right))?.status ?? 0
            #expect(status != 101)
        }
    }

    @Test("A11 a port that is taken is an error")
    func taken() async throws {
        let fake = try FakeAsterisk { _ in .json(200, "") }
        let loop = try WebSocketLoop()
        var settings = ARIListenerSettings()
        settings.port = fake.port
        let listener = try ARIListener(
            loop: loop, settings: settings,
            applications: [
                ARIOutboundApplication(name: "a", path: "/a", credentials: ARICredentials(user: "u", password: "p"))
            ], logger: quiet
        ) { _ in }
        let error = await failure { try await listener.start() }
        #expect(error?.isSafeToRepeat == true)
        await loop.shutdown()
    }

    @Test("A11 plain requests and rubbish get no further")
    func rubbish() async throws {
        try await listen { port, recorder, _ in
            let server = try ARIServer(
                url: "http://127.0.0.1:\(port)", credentials: ARICredentials(user: "asterisk", password: "pass"))
            let client = try ARIRESTClient(server: server, logger: quiet)
            #expect(try await client.request(method: "GET", path: "/mayday").status == 404)
            let link = try Sockets.connect(port: port)
            link.reset()
            let (_, status) = try await dial(port, "/ari/mayday", right, ["after"])
            #expect(status == 101)
            try await recorder.wait { $0.frames == ["after"] ? true : nil }
        }
    }
}
