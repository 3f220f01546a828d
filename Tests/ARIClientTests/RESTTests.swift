import ARI
import ARIClient
import TestSupport
import Testing

@Suite("REST over libcurl")
struct RESTTests {
    @Test("A5 a request carries method, path, query, body and credentials, and the URL no password")
    func carriesEverything() async throws {
        let fake = try FakeAsterisk { _ in .json(200, #"{"id":"x"}"#) }
        let client = try fake.restClient()
        let answer = try await client.request(
            method: "POST", path: "/channels", query: [("endpoint", "PJSIP/a b&c"), ("app", "ä")],
            body: Array(#"{"variables":{}}"#.utf8))
        #expect(answer.status == 200)
        #expect(answer.text == #"{"id":"x"}"#)
        #expect(answer.contentType == "application/json")
        let request = try #require(fake.requests.first)
        #expect(request.method == "POST")
        #expect(request.target == "/ari/channels?endpoint=PJSIP%2Fa%20b%26c&app=%C3%A4")
        #expect(request.headers["authorization"] == "Basic dGVzdGVyOnNlOmNyZXQ=")
        #expect(request.headers["content-type"] == "application/json")
        #expect(String(decoding: request.body, as: UTF8.self) == #"{"variables":{}}"#)
    }

    @Test("A5 a POST and a PUT without a body say so", arguments: ["POST", "PUT", "DELETE", "GET"])
    func withoutBody(_ method: String) async throws {
        let fake = try FakeAsterisk { _ in .json(204, "") }
        _ = try await fake.restClient().request(method: method, path: "/channels/a/answer")
        let request = try #require(fake.requests.first)
        #expect(request.method == method)
        #expect(request.headers["content-length"] == (method == "POST" || method == "PUT" ? "0" : nil))
    }

    @Test("A5 connections are kept and used again")
    func keepAlive() async throws {
        let fake = try FakeAsterisk { _ in .json(200, "{}") }
        let client = try fake.restClient()
        for _ in 0..<20 { _ = try await client.request(method: "GET", path: "/asterisk/ping") }
        #expect(fake.connections == 1)
    }

    @Test("A5 many at a time each get their own answer")
    func concurrent() async throws {
        let fake = try FakeAsterisk { .json(200, $0.path) }
        let client = try fake.restClient { $0.connectionLimit = 8 }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let answer = try await client.request(method: "GET", path: "/channels/\(number)")
                    return answer.text == "/ari/channels/\(number)"
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        #expect(fake.connections <= 8)
    }

    @Test("A5 an id with dots, slashes and blanks stays one id")
    func escaping() async throws {
        let fake = try FakeAsterisk { _ in .json(200, "{}") }
        let client = try fake.restClient()
        _ = try await client.request(method: "GET", path: "/channels/../x")
        #expect(fake.requests.first?.target == "/ari/channels/../x")
        let error = await failure {
            try await client.request(method: "GET", path: "/channels/a b")
        }
        #expect(error == .invalid("a path begins with a slash and is percent-encoded"))
    }

    @Test("A5 nobody there: not sent")
    func refused() async throws {
        let port = try Sockets.freePort()
        let server = try ARIServer(
            url: "http://127.0.0.1:\(port)", credentials: ARICredentials(user: "u", password: "p"))
        let client = try ARIRESTClient(server: server, logger: quiet)
        let error = await failure { try await client.request(method: "POST", path: "/a") }
        guard case .requestNotSent(let why) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(why.kind == .unreachable)
        #expect(error?.isSafeToRepeat == true)
    }

    @Test("A5 an unknown name: not sent")
    func unresolved() async throws {
        let server = try ARIServer(
            url: "http://nowhere.invalid:8088", credentials: ARICredentials(user: "u", password: "p"))
        let client = try ARIRESTClient(server: server, logger: quiet)
        let error = await failure { try await client.request(method: "POST", path: "/a") }
        guard case .requestNotSent(let why) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(why.kind == .unresolved || why.kind == .timeout)
    }

    @Test("A5 an answer that never comes: timeout, outcome unknown, and the client goes on")
    func never() async throws {
        let fake = try FakeAsterisk { $0.path == "/ari/stuck" ? .never : .json(200, "{}") }
        let client = try fake.restClient()
        let error = await failure {
            try await client.request(method: "POST", path: "/stuck", timeout: .milliseconds(200))
        }
        #expect(error.map(\.isSafeToRepeat) == false)
        guard case .outcomeUnknown(let why) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(why.kind == .timeout)
        #expect(try await client.request(method: "GET", path: "/fine").status == 200)
    }

    @Test("A5 an answer that comes late is an answer")
    func late() async throws {
        let fake = try FakeAsterisk { _ in .late(0.3, 200, "{}") }
        #expect(try await fake.restClient().request(method: "GET", path: "/a").status == 200)
    }

    @Test("A5 an answer larger than the limit is not taken")
    func tooLarge() async throws {
        let fake = try FakeAsterisk { _ in .json(200, String(repeating: "x", count: 5000)) }
        let error = await failure {
            try await fake.restClient { $0.answerLimit = 1000 }.request(method: "GET", path: "/a")
        }
        guard case .outcomeUnknown(let why) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(why.kind == .protocolViolation)
    }

    @Test("A5 a body that Asterisk would not read is refused here")
    func bodyTooLarge() async throws {
        let fake = try FakeAsterisk { _ in .json(200, "{}") }
        let client = try fake.restClient()
        let error = await failure {
            try await client.request(method: "POST", path: "/a", body: [UInt8](repeating: 32, count: 40_961))
        }
        #expect(error == .invalid("the body has 40961 bytes; Asterisk reads 40960"))
        #expect(fake.requests.isEmpty)
        let fits = try await client.request(method: "POST", path: "/a", body: [UInt8](repeating: 32, count: 40_960))
        #expect(fits.status == 200)
    }

    @Test("A5 what is no HTTP is told as such")
    func noHTTP() async throws {
        let fake = try FakeAsterisk { _ in .raw(Array("SIP/2.0 200 OK\r\n\r\n".utf8)) }
        let error = await failure {
            try await fake.restClient().request(method: "GET", path: "/a")
        }
        guard case .outcomeUnknown = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("A5 a redirect is an answer: credentials go nowhere else")
    func redirect() async throws {
        let other = try FakeAsterisk { _ in .json(200, "{}") }
        let fake = try FakeAsterisk { [url = other.url] _ in
            .raw(Array("HTTP/1.1 302 Found\r\nLocation: \(url)/ari/a\r\nContent-Length: 0\r\n\r\n".utf8))
        }
        #expect(try await fake.restClient().request(method: "GET", path: "/a").status == 302)
        #expect(other.requests.isEmpty)
    }

    @Test("A5 after shutdown nothing is sent")
    func afterShutdown() async throws {
        let fake = try FakeAsterisk { _ in .json(200, "{}") }
        let client = try fake.restClient()
        client.shutdown()
        let error = await failure { try await client.request(method: "GET", path: "/a") }
        #expect(error?.isSafeToRepeat == true)
    }
}
