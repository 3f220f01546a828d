import ARI
import ARIClient
import TestSupport
import Testing

@Suite("REST: connections that die, tasks that are cancelled")
struct RESTKeepAliveTests {
    @Test("A5 closed while idle: the next request goes over a new connection", .timeLimit(.minutes(1)))
    func closedWhileIdle() async throws {
        let fake = try FakeAsterisk { $0.connection == 1 ? .jsonThenClose(200, "{}") : .json(200, "{}") }
        let client = try fake.restClient()
        for _ in 0..<3 {
            #expect(try await client.request(method: "POST", path: "/a").status == 200)
            // Until then it would be a race, and what becomes of the request unknown.
            while fake.ended == 0 { await Task.yield() }
        }
    }

    @Test(
        "A5 keep-alive race: what may be done twice is repeated once on a new connection",
        arguments: ["GET", "PUT", "DELETE"])
    func raceIsRepeated(_ method: String) async throws {
        let fake = try FakeAsterisk { $0.connection == 1 && $0.index == 1 ? .hangUp : .json(200, "{}") }
        let client = try fake.restClient()
        _ = try await client.request(method: "GET", path: "/first")
        #expect(try await client.request(method: method, path: "/second").status == 200)
        #expect(fake.requests.map(\.path) == ["/ari/first", "/ari/second", "/ari/second"])
    }

    @Test("A5 keep-alive race: a POST that left is never sent twice")
    func postIsNotRepeated() async throws {
        let fake = try FakeAsterisk { $0.connection == 1 && $0.index == 1 ? .hangUp : .json(200, "{}") }
        let client = try fake.restClient()
        _ = try await client.request(method: "GET", path: "/first")
        let error = await failure {
            try await client.request(method: "POST", path: "/channels")
        }
        guard case .outcomeUnknown(let why) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(why.kind == .closed)
        #expect(fake.requests.count { $0.method == "POST" } == 1)
    }

    @Test("A5 a server that always hangs up, as Asterisk does at 100 sessions, is asked twice and no more")
    func repeatedOnce() async throws {
        let fake = try FakeAsterisk { $0.connection == 1 && $0.index == 0 ? .json(200, "{}") : .hangUp }
        let client = try fake.restClient()
        _ = try await client.request(method: "GET", path: "/first")
        let error = await failure { try await client.request(method: "GET", path: "/a") }
        #expect(error.map(\.isSafeToRepeat) == false)
        #expect(fake.requests.count == 3)
    }

    @Test("A5 an answer cut in its middle is no answer")
    func cutAnswer() async throws {
        let fake = try FakeAsterisk { _ in
            .raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":".utf8))
        }
        let error = await failure {
            try await fake.restClient().request(method: "POST", path: "/channels")
        }
        guard case .outcomeUnknown = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(fake.requests.count == 1)
    }

    @Test("A5 cancelled before its start: remembered, nothing is sent")
    func cancelledBeforeStart() async throws {
        let fake = try FakeAsterisk { _ in .json(200, "{}") }
        let client = try fake.restClient()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await failure { try await client.request(method: "POST", path: "/a") }
        }
        #expect(await task.value == .cancelled(sent: false))
        #expect(fake.requests.isEmpty)
    }

    @Test("A5 cancelled on its way: the waiter goes on at once and knows that it was sent")
    func cancelledOnItsWay() async throws {
        let (arrivals, arrived) = AsyncStream.makeStream(of: Void.self)
        let fake = try FakeAsterisk { _ in
            arrived.yield()
            return .never
        }
        let client = try fake.restClient()
        let task = Task {
            await failure { try await client.request(method: "POST", path: "/a") }
        }
        for await _ in arrivals { break }
        task.cancel()
        #expect(await task.value == .cancelled(sent: true))
    }

    @Test("A5 cancellation of many in a storm answers each exactly once")
    func cancellationStorm() async throws {
        let fake = try FakeAsterisk { $0.path.hasSuffix("7") ? .late(0.05, 200, "{}") : .json(200, "{}") }
        let client = try fake.restClient()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<300 {
                group.addTask {
                    let task = Task { try? await client.request(method: "GET", path: "/\(number)") }
                    if number % 3 == 0 { task.cancel() }
                    _ = await task.value
                }
            }
        }
        #expect(try await client.request(method: "GET", path: "/after").status == 200)
    }
}
