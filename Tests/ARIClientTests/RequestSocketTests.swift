import ARI
import ARIClient
import Foundation
import Locking
import Logging
import TestSupport
import Testing
import WireJSON

/// An Asterisk that answers requests on its WebSocket as `answer` says, and over HTTP with `http`.
private func fakeWithRequests(
    overHTTP http: FakeAnswer = .json(200, "[]"),
    _ answer: @escaping @Sendable (JSONValue, FakeSocket) -> Void
) throws -> FakeAsterisk {
    try FakeAsterisk { request in
        guard request.isUpgrade else { return http }
        return .webSocket { socket in
            socket.serve { text in
                if let json = try? JSONValue(parsing: text) { answer(json, socket) }
            }
        }
    }
}

private func withSocket(
    to fake: FakeAsterisk, timeout: Duration = .seconds(10), logger: Logger = quiet,
    _ body: (ARIRESTClient, ARIRequestSocket) async throws -> Void
) async throws {
    let loop = try WebSocketLoop()
    let socket = try ARIRequestSocket(loop: loop, server: fake.server(), application: "rest", logger: quiet)
    var settings = ARIRESTSettings()
    settings.requestTimeout = timeout
    let client = try ARIRESTClient(server: fake.server(), settings: settings, requestSocket: socket, logger: logger)
    socket.start()
    do {
        await socket.connected()
        try await body(client, socket)
    } catch {
        await loop.shutdown()
        throw error
    }
    await loop.shutdown()
}

/// Keeps what is logged of requests.
private struct RequestLog: LogHandler {
    let lines = Locked<[Logger.Metadata]>([])
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard event.message == "ARI request" else { return }
        lines.withLock { $0.append(event.metadata ?? [:]) }
    }
}

@Suite("REST over a WebSocket of its own")
struct RequestSocketTests {
    @Test("O8 a request is logged once, whichever way it goes: method, path without query, status and time")
    func logged() async throws {
        let fake = try fakeWithRequests { request, socket in
            let isRefused = request["uri"]?.text?.hasPrefix("channels/gone") == true
            socket.send(response(to: request, status: isRefused ? 404 : 204, body: isRefused ? "{}" : ""))
        }
        let log = RequestLog()
        try await withSocket(to: fake, logger: Logger(label: "test") { _ in log }) { client, socket in
            try await client.send(ARI.Channels.ring(channelID: "here"))
            _ = await failure { try await client.send(ARI.Channels.hangup(channelID: "gone", reason: .busy)) }
            socket.pause()
            _ = try await client.send(ARI.Channels.list())
        }
        let lines = log.lines.withLock { $0 }
        #expect(lines.map { $0["method"] } == ["POST", "DELETE", "GET"])
        #expect(lines.map { $0["path"] } == ["/channels/here/ring", "/channels/gone", "/channels"])
        #expect(lines.map { $0["status"] } == ["204", "404", "200"])
        #expect(lines.allSatisfy { $0["ms"] != nil })
    }

    @Test("A8 the same typed request goes over the socket and gives the same value")
    func typed() async throws {
        let seen = Locked<[JSONValue]>([])
        let fake = try fakeWithRequests { request, socket in
            seen.withLock { $0.append(request) }
            socket.send(
                response(
                    to: request, body: #"{"asterisk_id":"x","ping":"pong","timestamp":"2026-01-02T03:04:05.678+0000"}"#)
            )
        }
        try await withSocket(to: fake) { client, _ in
            let answer = try await client.send(ARI.Asterisk.ping())
            #expect(answer.ping == "pong")
            let requests = seen.withLock { $0 }
            let request = try #require(requests.first)
            #expect(request["type"]?.text == "RESTRequest")
            #expect(request["method"]?.text == "GET")
            #expect(request["uri"]?.text == "asterisk/ping")
            #expect(fake.requests.count { !$0.isUpgrade } == 0)
        }
    }

    @Test("A8 what may block goes over HTTP")
    func mayBlock() async throws {
        let fake = try fakeWithRequests(overHTTP: .json(204, "")) { _, _ in }
        try await withSocket(to: fake) { client, _ in
            try await client.send(ARI.Channels.answer(channelID: "a"))
            #expect(fake.requests.last?.path == "/ari/channels/a/answer")
        }
    }

    @Test("A8 one at a time, in order, each with its own answer")
    func serial() async throws {
        let underWay = Locked((now: 0, most: 0))
        let fake = try fakeWithRequests { request, socket in
            underWay.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            let id = request["uri"]?.text?.split(separator: "/").dropFirst().first.map(String.init) ?? ""
            let text = response(to: request, body: #"{"value":"\#(id)"}"#)
            underWay.withLock { $0.now -= 1 }
            socket.send(text)
        }
        try await withSocket(to: fake) { client, _ in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        let request = ARI.Channels.getChannelVar(channelID: ARI.ChannelID("c\(number)"), variable: "X")
                        return try await client.send(request).value == "c\(number)"
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
            let most = underWay.withLock { $0.most }
            #expect(most == 1)
        }
    }

    @Test("A8 a refusal is the same refusal")
    func refusal() async throws {
        let fake = try fakeWithRequests { request, socket in
            socket.send(response(to: request, status: 404, body: #"{"message":"Channel not found"}"#))
        }
        try await withSocket(to: fake) { client, _ in
            let error = await failure { try await client.send(ARI.Channels.hangup(channelID: "gone")) }
            #expect(error == .refused(ARIRefusal(status: 404, message: "Channel not found")))
            let channel = try await client.sendUnlessGone(ARI.Channels.get(channelID: "gone"))
            #expect(channel == nil)
        }
    }

    @Test("A8 no answer in time: unknown for that one, HTTP for those behind it, and a new socket")
    func stuck() async throws {
        let fake = try fakeWithRequests(
            overHTTP: .json(200, #"{"value":"over http"}"#)
        ) { _, _ in }
        try await withSocket(to: fake, timeout: .milliseconds(400)) { client, socket in
            async let first = failure { try await client.send(ARI.Channels.ring(channelID: "a")) }
            async let second = client.send(ARI.Channels.getChannelVar(channelID: "b", variable: "X"))
            let failed = await first
            let value = try? await second.value
            // Whichever of the two was first is unknown, the other went over HTTP.
            guard case .outcomeUnknown(let why)? = failed else {
                #expect(failed == nil)
                return
            }
            #expect(why.kind == .timeout)
            #expect(value == "over http")
            await socket.connected()
            #expect(fake.requests.count { $0.isUpgrade } >= 2)
        }
    }

    @Test("A8 the socket ends with a request on its way: outcome unknown, nothing sent twice")
    func lost() async throws {
        let fake = try fakeWithRequests { _, socket in socket.hangUp() }
        try await withSocket(to: fake) { client, _ in
            let error = await failure { try await client.send(ARI.Channels.ring(channelID: "a")) }
            guard case .outcomeUnknown(let why) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(why.kind == .closed)
            #expect(fake.requests.count { !$0.isUpgrade } == 0)
        }
    }

    @Test("A8 no socket: HTTP")
    func noSocket() async throws {
        let fake = try FakeAsterisk { $0.isUpgrade ? .json(503, "") : .json(200, #"{"value":"x"}"#) }
        let loop = try WebSocketLoop()
        let socket = try ARIRequestSocket(loop: loop, server: fake.server(), application: "rest", logger: quiet)
        socket.start()
        let client = try ARIRESTClient(server: fake.server(), requestSocket: socket, logger: quiet)
        let value = try await client.send(ARI.Channels.getChannelVar(channelID: "a", variable: "X")).value
        #expect(value == "x")
        await loop.shutdown()
        #expect(try await client.send(ARI.Channels.getChannelVar(channelID: "a", variable: "X")).value == "x")
    }

    @Test("A8 cancelled on its way: the waiter goes on, and the next one gets its own answer")
    func cancelled() async throws {
        let held = Locked<[JSONValue]>([])
        let release = DispatchSemaphore(value: 0)
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
        let fake = try fakeWithRequests { request, socket in
            let isFirst = held.withLock { held in
                held.append(request)
                return held.count == 1
            }
            arrived.yield()
            if isFirst {
                // Late: after the waiter has gone.
                release.wait()
            }
            socket.send(response(to: request, body: #"{"value":"\#(request["request_id"]?.text ?? "")"}"#))
        }
        try await withSocket(to: fake) { client, _ in
            let task = Task {
                await failure { try await client.send(ARI.Channels.getChannelVar(channelID: "a", variable: "X")) }
            }
            for await _ in arrivals { break }
            task.cancel()
            #expect(await task.value == .cancelled(sent: true))
            release.signal()
            let value = try await client.send(ARI.Channels.getChannelVar(channelID: "b", variable: "X")).value
            let last = held.withLock { $0.last?["request_id"]?.text }
            #expect(value == last)
        }
    }
}
