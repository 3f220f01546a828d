import APIClient
import Glibc
import Locking
import MaydayAPI
import SeededValues
import TestSupport
import Testing

@testable import APIServer

@Suite("Event streams, over a socket")
struct StreamTests {
    /// Reads facts until `last`, or until so many have come; returns their ids and what else was told.
    private func read(
        _ stream: EventStream, through last: Int64, atMost count: Int = .max
    ) async throws -> (facts: [Int64], others: [StreamElement]) {
        var facts: [Int64] = []
        var others: [StreamElement] = []
        for try await element in stream {
            if case .event(let event) = element, let id = event.id { facts.append(id) } else { others.append(element) }
            if facts.last == last || facts.count >= count { break }
        }
        return (facts, others)
    }

    @Test("E2 a stream begins with its cursor and tells facts with ids, levels without")
    func first() async throws {
        let center = ScriptedCallCenter()
        center.publish([fact(1), fact(2)])
        try await RunningServer.run(center) { server in
            var iterator = try server.client().events().makeAsyncIterator()
            #expect(try await iterator.next() == .connected(cursor: 2))
            center.publish([fact(3), level(9)])
            #expect(try await iterator.next() == .event(fact(3)))
            #expect(try await iterator.next() == .event(level(9)))
        }
    }

    @Test("E2 the bytes are server-sent events")
    func bytes() async throws {
        let center = ScriptedCallCenter()
        center.publish([fact(1)])
        try await RunningServer.run(center) { server in
            let told = RawHTTP.Mark("id: 1\n")
            let answer = Task {
                await RawHTTP(port: server.port).request("GET", "/v1/events?after=0", noticing: told)
            }
            await untilSubscribed(center)
            center.publish([level(2)])
            await told.come()
            // The end of the service ends the stream, and the raw reader.
            await server.stop()
            let text = await answer.value
            #expect(text.header("Content-Type") == "text/event-stream")
            #expect(text.header("Cache-Control") == "no-store")
            #expect(text.body.contains("retry: 1000\nid: 0\n\n"))
            let data = [
                #"{"at":"2026-03-01T12:00:00.001Z","data":{"call_id":"call-1","queue":"support"},"#,
                #""id":1,"type":"entry_entered"}"#,
            ].joined()
            #expect(text.body.contains("id: 1\nevent: entry_entered\ndata: \(data)\n\n"))
        }
    }

    @Test("E2 readers that leave at random moments and come back miss nothing and hear nothing twice", arguments: 1...4)
    func resumeExactly(_ seed: UInt64) async throws {
        let center = ScriptedCallCenter(ringCapacity: 32, bufferCapacity: 64)
        let total: Int64 = 1500
        try await RunningServer.run(center) { server in
            let client = try server.client()
            let publisher = Task {
                var generator = SplitMix64(seed: seed)
                var next: Int64 = 1
                while next <= total {
                    let batch = (next...min(total, next + Int64.random(in: 0...7, using: &generator))).map { fact($0) }
                    center.publish(batch + [level(next)])
                    next += Int64(batch.count)
                    if next % 5 == 0 { try await Task.sleep(for: .microseconds(500)) }
                }
            }
            var generator = SplitMix64(seed: seed &+ 100)
            var heard: [Int64] = []
            var connections = 0
            while heard.last != total {
                let count = Int.random(in: 1...120, using: &generator)
                heard += try await read(client.events(after: heard.last ?? 0), through: total, atMost: count).facts
                connections += 1
            }
            try await publisher.value
            #expect(heard == Array(1...total))
            #expect(connections > 5)
        }
    }

    @Test("E2 a reader survives the service: it dials again and goes on after the last fact")
    func restart() async throws {
        let center = ScriptedCallCenter()
        // The client dials it while nobody listens there.
        let port = try Int(Sockets.freePort())
        let listen: @Sendable (inout APIServerOptions) -> Void = { $0.port = port }
        let stream = Locked<Task<(facts: [Int64], others: [StreamElement]), any Error>?>(nil)
        try await RunningServer.run(center, options: listen) { server in
            let events = try server.client().events(pause: { _ in await Task.yield() })
            stream.withLock { $0 = Task { try await self.read(events, through: 20) } }
            await untilSubscribed(center)
            center.publish((1...10).map { fact($0) })
            await untilRead(center)
        }
        center.publish((11...15).map { fact($0) })
        try await RunningServer.run(center, options: listen) { server in
            await untilSubscribed(center)
            center.publish((16...20).map { fact($0) })
            let heard = try #require(try await stream.withLock { $0 }?.value)
            #expect(heard.facts == Array(1...20))
            #expect(heard.others.contains { if case .disconnected = $0 { true } else { false } })
            #expect(heard.others.filter { if case .connected = $0 { true } else { false } }.count == 2)
        }
    }

    @Test("E2 a cursor older than what is kept is 410; the client says so and begins anew")
    func expired() async throws {
        let center = ScriptedCallCenter(ringCapacity: 1)
        center.publish((1...50).map { fact($0) })
        center.history.forget(upTo: 30)
        try await RunningServer.run(center) { server in
            let raw = await RawHTTP(port: server.port).request("GET", "/v1/events?after=12")
            #expect(raw.status == 410)
            #expect(raw.body.contains("\"code\":\"cursor_expired\""))
            let byHeader = await RawHTTP(port: server.port)
                .request("GET", "/v1/events?after=40", headers: ["Last-Event-ID: 12"])
            #expect(byHeader.status == 410)
            let future = await RawHTTP(port: server.port).request("GET", "/v1/events?after=51")
            #expect(future.body.contains("\"code\":\"cursor_unknown\""))
            var iterator = try server.client().events(after: 12).makeAsyncIterator()
            guard case .expired(let problem) = try await iterator.next() else {
                Issue.record("not told")
                return
            }
            #expect(problem.code == "cursor_expired")
            #expect(try await iterator.next() == .connected(cursor: 50))
        }
    }

    @Test("A12 a subscriber that does not read is told what it missed, and gets every fact once")
    func lagging() async throws {
        let center = ScriptedCallCenter(ringCapacity: 64, bufferCapacity: 64)
        let total: Int64 = 20_000
        try await RunningServer.run(center) { server in
            let raw = RawHTTP(port: server.port)
            let file = try raw.stream("admin", "?after=0", receiveBuffer: 4096)
            defer { close(file) }
            await untilSubscribed(center)
            // 20,000 facts are some 3 MB: more than the two sockets hold.
            for start in stride(from: Int64(1), through: total, by: 100) {
                center.publish((start..<start + 100).map { fact($0) } + [level(start)])
                await Task.yield()
            }
            let text = await raw.read(file, until: "id: \(total)\n")
            var ids: [Int64] = []
            // Bytes, because a chunk's "\r\n" is one character; a chunk holds whole events.
            for line in text.utf8.split(separator: UInt8(ascii: "\n")) where line.starts(with: "id: ".utf8) {
                if let id = Int64(Substring(line.dropFirst(4))) { ids.append(id) }
            }
            #expect(ids == Array(0...total))
            #expect(text.contains("event: lagged\ndata: "))
        }
    }

    @Test("E5 a key of one queue hears of that queue, and its cursor moves past the rest")
    func scoped() async throws {
        let center = ScriptedCallCenter()
        try await RunningServer.run(center, options: Self.impatient) { server in
            let raw = RawHTTP(port: server.port)
            let file = try raw.stream("support")
            defer { close(file) }
            await untilSubscribed(center)
            center.publish([
                fact(1, queue: "sales"), fact(2), fact(3, queue: nil), level(7, queue: "sales"), level(8),
                fact(4, queue: "sales"),
            ])
            // The keep-alive tells the cursor.
            let text = await raw.read(file, until: "id: 4\n")
            #expect(text.contains("id: 2\nevent: entry_entered"))
            #expect(!text.contains("sales"))
            #expect(!text.contains("id: 1\n") && !text.contains("id: 3\n"))
            #expect(text.contains("\"waiting\":8"))
            #expect(text.contains(": still here\nid: 4\n\n"))
        }
    }

    private static let impatient: @Sendable (inout APIServerOptions) -> Void = { $0.keepAlive = .milliseconds(20) }

    @Test("E2 the end of the service ends streams, and the service does not wait for their readers")
    func shutdown() async throws {
        let center = ScriptedCallCenter()
        try await RunningServer.run(center) { server in
            let answers = (0..<5).map { _ in Task { await RawHTTP(port: server.port).request("GET", "/v1/events") } }
            await untilSubscribed(center, 5)
            await server.stop()
            for answer in answers { #expect(await answer.value.status == 200) }
        }
        #expect(center.feed.subscriberCount == 0)
    }

    @Test("E2 a reader that goes away is noticed while nothing is told")
    func gone() async throws {
        let center = ScriptedCallCenter()
        try await RunningServer.run(center) { server in
            let reading = Task { try await self.read(try server.client().events(), through: 1) }
            await untilSubscribed(center)
            reading.cancel()
            _ = try await reading.value
            while center.feed.subscriberCount > 0 { await Task.yield() }
        }
    }

    @Test("E2 too many streams are refused")
    func limit() async throws {
        let center = ScriptedCallCenter(maximumSubscribers: 1)
        try await RunningServer.run(center) { server in
            var iterator = try server.client().events().makeAsyncIterator()
            _ = try await iterator.next()
            let second = await RawHTTP(port: server.port).request("GET", "/v1/events")
            #expect(second.status == 503)
            #expect(second.body.contains("too_many_streams"))
        }
    }

    @Test("E2 one key cannot take all streams from the others, and has its own again when they end")
    func share() async throws {
        let center = ScriptedCallCenter()
        try await RunningServer.run(center, options: Self.twenty) { server in
            let raw = RawHTTP(port: server.port)
            var own: [EventStream.Iterator] = []
            for _ in 0..<5 {
                var iterator = try server.client("reader").events().makeAsyncIterator()
                _ = try await iterator.next()
                own.append(iterator)
            }
            let refused = await raw.request("GET", "/v1/events", key: "reader")
            #expect(refused.status == 429)
            #expect(refused.header("Retry-After") == "1")
            #expect(refused.body.contains("\"code\":\"too_many_streams_of_key\""))
            #expect(refused.body.contains("at most 5 at once for one key"))
            #expect(await raw.request("HEAD", "/v1/events", key: "reader").status == 200)
            var other = try server.client("support").events().makeAsyncIterator()
            #expect(try await other.next() == .connected(cursor: 0))
            own.removeLast()
            // Refused until the server has noticed that one has gone.
            var again = try server.client("reader").events(pause: { _ in await Task.yield() }).makeAsyncIterator()
            while try await again.next() != .connected(cursor: 0) {}
            #expect(center.feed.subscriberCount == 6)
        }
    }

    private static let twenty: @Sendable (inout APIServerOptions) -> Void = { $0.maximumStreams = 20 }

    @Test("E2 a key's share is a quarter of the streams, four at least, and a place is left once")
    func shares() {
        #expect([0, 8, 16, 17, 20, 256].map { StreamShares(of: $0).most } == [4, 4, 4, 4, 5, 64])
        let shares = StreamShares(of: 16)
        func isRefused(_ key: String) -> Bool { shares.take(key) == nil }
        var places = (0..<4).compactMap { _ in shares.take("a") }
        #expect(places.count == 4)
        #expect(isRefused("a"))
        #expect(!isRefused("b"))
        places[0].leave()
        places[0].leave()
        places.append(contentsOf: [shares.take("a")].compactMap { $0 })
        #expect(places.count == 5)
        #expect(isRefused("a"))
        places.removeAll()
        #expect((0..<4).compactMap { _ in shares.take("a") }.count == 4)
    }

    @Test("E2 where trying again cannot help the stream fails with the problem")
    func refused() async throws {
        try await RunningServer.run { server in
            for (key, status) in [("mayday_wrong", 401), ("nothing", 403)] {
                var iterator = try server.client(key).events().makeAsyncIterator()
                let refusal = await problem { _ = try await iterator.next() }
                #expect(refusal?.status == status)
            }
        }
    }
}

func untilSubscribed(_ center: ScriptedCallCenter, _ count: Int = 1) async {
    while center.feed.subscriberCount < count { await Task.yield() }
}

/// Until every subscriber has taken what was published.
func untilRead(_ center: ScriptedCallCenter) async {
    while !center.feed.isDrained { await Task.yield() }
}

extension RawHTTP {
    /// A socket on which a stream has been asked for.
    func stream(_ key: String, _ query: String = "", receiveBuffer: Int32? = nil) throws -> Int32 {
        let file = try #require(connect(receiveBuffer: receiveBuffer))
        let head = "GET /v1/events\(query) HTTP/1.1\r\nHost: localhost\r\n"
        let request = head + "Authorization: Bearer \(RunningServer.secret(key))\r\n\r\n"
        try #require(Glibc.send(file, request, request.utf8.count, 0) == request.utf8.count)
        return file
    }

    /// Reads until the text has come, the other side closes, or 20 s of silence.
    func read(_ file: Int32, until end: String) async -> String {
        await withCheckedContinuation { continuation in
            Self.onThread {
                var received: [UInt8] = []
                var buffer = [UInt8](repeating: 0, count: 65_536)
                let mark = Array(end.utf8)
                while true {
                    let count = recv(file, &buffer, buffer.count, 0)
                    guard count > 0 else { break }
                    received += buffer[..<count]
                    let tail = received.suffix(count + mark.count)
                    if String(decoding: tail, as: UTF8.self).contains(end) { break }
                }
                continuation.resume(returning: String(decoding: received, as: UTF8.self))
            }
        }
    }
}
