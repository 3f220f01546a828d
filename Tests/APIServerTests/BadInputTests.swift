import MaydayAPI
import Testing

@testable import APIServer

@Suite("What no client of good will sends")
struct BadInputTests {
    private func code(_ answer: RawHTTP.Answer) -> String? {
        guard let start = answer.body.firstRange(of: "\"code\":\"") else { return nil }
        return String(answer.body[start.upperBound...].prefix { $0 != "\"" })
    }

    /// Sends, and expects a problem document and a service that is well afterwards.
    private func expect(
        _ status: Int, _ code: String, from answer: RawHTTP.Answer, _ server: RunningServer,
        _ location: SourceLocation = #_sourceLocation
    ) async {
        #expect(answer.status == status, "\(answer.head) \(answer.body.prefix(300))", sourceLocation: location)
        #expect(self.code(answer) == code, "\(answer.body.prefix(300))", sourceLocation: location)
        #expect(answer.header("Content-Type") == "application/problem+json", sourceLocation: location)
        let well = await RawHTTP(port: server.port).request("GET", "/v1/ready", key: nil)
        #expect(well.status == 200, sourceLocation: location)
    }

    @Test("E4 bodies that are too large, announced or not, are refused; the service lives on")
    func largeBodies() async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            let json = ["Content-Type: application/json"]
            let big = "{\"reason\":\"" + String(repeating: "x", count: 10_000_000) + "\"}"
            let announced = await raw.request("POST", "/v1/agents/1001/not-ready", headers: json, body: big)
            await expect(413, "body_too_large", from: announced, server)
            let chunk = String(repeating: "y", count: 0x10000)
            let chunks = String(repeating: "10000\r\n\(chunk)\r\n", count: 160) + "0\r\n\r\n"
            let head = """
                POST /v1/agents/1001/not-ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
                Authorization: Bearer \(RunningServer.secret("admin"))\r\nContent-Type: application/json\r\n\
                Transfer-Encoding: chunked\r\n\r\n
                """
            await expect(413, "body_too_large", from: await raw.send(Array((head + chunks).utf8)), server)
            #expect(server.center.commands.isEmpty)
        }
    }

    @Test("E4 a body without end is cut off")
    func endlessBody() async throws {
        try await RunningServer.run(options: Self.drainLittle) { server in
            let head = """
                POST /v1/agents/1001/ready HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000000\r\n\
                Authorization: Bearer \(RunningServer.secret("admin"))\r\n\r\n
                """
            // The answer comes, or the connection goes; what counts is that it ends by itself.
            let answer = await RawHTTP(port: server.port).send(
                Array(head.utf8) + [UInt8](repeating: 0x20, count: 20_000_000))
            #expect([0, 413].contains(answer.status))
        }
    }

    private static let drainLittle: @Sendable (inout APIServerOptions) -> Void = { $0.drainLimit = 1_000_000 }

    @Test("E4 bodies that are not what the command reads")
    func wrongBodies() async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            let path = "/v1/agents/1001/not-ready"
            let json = ["Content-Type: application/json; charset=utf-8"]
            for body in ["{", "[1]", "nul", "\"x\"", "{\"reason\":\"a\"", "\u{0}", "{\"reason\":\"\\ud800\"}"] {
                let answer = await raw.request("POST", path, headers: json, body: body)
                #expect(answer.status == 400, "\(body): \(answer.body)")
                #expect(["invalid_input", "malformed_request"].contains(code(answer)))
            }
            let deep = String(repeating: "[", count: 30_000)
            #expect(await raw.request("POST", path, headers: json, body: deep).status == 400)
            let unknown = await raw.request("POST", path, headers: json, body: "{\"raeson\":\"lunch\"}")
            await expect(400, "invalid_input", from: unknown, server)
            #expect(
                unknown.body.contains(
                    "{\"detail\":\"unknown member; known are reason, endpoint, queue, disposition, note, call_id, by_ms\",\"field\":\"raeson\"}"
                ))
            for escape in ["\\u001b[2J", "a\\nb", "\\u0007", "\\u2028"] {
                let control = await raw.request("POST", path, headers: json, body: "{\"reason\":\"\(escape)\"}")
                #expect(control.status == 400)
                #expect(control.body.contains("no control characters"))
            }
            let number = await raw.request("POST", path, headers: json, body: "{\"reason\":7}")
            await expect(400, "invalid_input", from: number, server)
            #expect(number.body.contains("\"field\":\"reason\""))
            let misplaced = await raw.request(
                "POST", "/v1/agents/1001/ready", headers: json, body: "{\"reason\":\"x\"}")
            await expect(400, "invalid_input", from: misplaced, server)
            let dispose = "/v1/agents/1001/dispose"
            let long = String(repeating: "x", count: 2001)
            for (body, field) in [
                ("{}", "disposition"), (#"{"disposition":""}"#, "disposition"),
                (#"{"disposition":"solved","call_id":""}"#, "call_id"),
                (#"{"disposition":"solved","note":""}"#, "note"),
                (#"{"disposition":"solved","note":"a\u001bb"}"#, "note"),
                (#"{"disposition":"solved","note":"\#(long)"}"#, "note"),
                (#"{"disposition":"solved","reason":"tea"}"#, "reason"),
            ] {
                let answer = await raw.request("POST", dispose, headers: json, body: body)
                await expect(400, "invalid_input", from: answer, server)
                #expect(answer.body.contains("\"field\":\"\(field)\""), "\(body)")
            }
            let other = await raw.request("POST", path, headers: json, body: #"{"note":"x"}"#)
            #expect(other.body.contains("belongs to dispose only"))
            let longer = "/v1/agents/1001/extend-wrap-up"
            for time in ["0", "3600001", "-9223372036854775808", "\"1s\""] {
                let answer = await raw.request("POST", longer, headers: json, body: "{\"by_ms\":\(time)}")
                await expect(400, "invalid_input", from: answer, server)
                #expect(answer.body.contains("\"field\":\"by_ms\""))
            }
            let broken = await raw.request("POST", longer, headers: json, body: "{\"by_ms\":1.5}")
            await expect(400, "invalid_input", from: broken, server)
            let elsewhere = await raw.request("POST", path, headers: json, body: "{\"by_ms\":1000}")
            #expect(elsewhere.body.contains("belongs to extend-wrap-up only"))
            let unlikely = await raw.request(
                "POST", "/v1/calls/call-1/hangup", headers: json, body: "{\"reason\":\"bored\"}")
            #expect(unlikely.body.contains("expected one of normal, busy, congestion, no_answer,"))
            await expect(400, "invalid_input", from: unlikely, server)
            for type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""] {
                let answer = await raw.request("POST", path, headers: ["Content-Type: \(type)"], body: "{}")
                await expect(415, "unsupported_media_type", from: answer, server)
            }
            await expect(415, "unsupported_media_type", from: await raw.request("POST", path, body: "{}"), server)
            #expect(server.center.commands.isEmpty)
        }
    }

    @Test("E4 methods that a path does not have")
    func methods() async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            for method in ["PUT", "DELETE", "PATCH", "TRACE", "POST"] {
                let answer = await raw.request(method, "/v1/queues")
                await expect(405, "method_not_allowed", from: answer, server)
                #expect(answer.header("Allow") == "GET, HEAD, OPTIONS")
            }
            await expect(405, "method_not_allowed", from: await raw.request("GET", "/v1/agents/1001/ready"), server)
            let connect = await raw.request("CONNECT", "example.org:443")
            #expect([400, 404, 405, 421].contains(connect.status), "\(connect.head)")
        }
    }

    @Test("E4 a method that nobody knows is told from noise", arguments: ["FOO", "GETX", "get", "M-SEARCHES"])
    func unknownMethods(_ method: String) async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            let answer = await raw.request(method, "/v1/queues")
            await expect(501, "unsupported", from: answer, server)
            #expect(answer.body.contains("the method \(method) is not known"))
        }
    }

    @Test("E4 a body whose chunks are broken is answered", arguments: ["zz\r\n", "2\r\n{}}}\r\n0\r\n\r\n", "-1\r\n"])
    func brokenChunks(_ body: String) async throws {
        let center = ScriptedCallCenter()
        try await RunningServer.run(center) { server in
            let head = """
                POST /v1/agents/1001/not-ready HTTP/1.1\r\nHost: localhost\r\n\
                Authorization: Bearer \(RunningServer.secret("admin"))\r\nContent-Type: application/json\r\n\
                Transfer-Encoding: chunked\r\n\r\n
                """
            let answer = await RawHTTP(port: server.port).send(Array((head + body).utf8))
            await expect(400, "malformed_request", from: answer, server)
        }
        #expect(center.commands.isEmpty)
    }

    @Test(
        "E4 a command whose body does not come whole is not carried out",
        arguments: [
            "Content-Length: 50\r\n\r\n{}", "Content-Length: 2\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        ],
        [true, false])
    func halfBodies(_ rest: String, _ isEnded: Bool) async throws {
        let center = ScriptedCallCenter()
        try await RunningServer.run(center, options: Self.impatient) { server in
            let head = """
                POST /v1/agents/1001/not-ready HTTP/1.1\r\nHost: localhost\r\n\
                Authorization: Bearer \(RunningServer.secret("admin"))\r\nContent-Type: application/json\r\n
                """
            let answer = await RawHTTP(port: server.port).send(Array((head + rest).utf8), ending: isEnded)
            // Who has ended can be answered still; who only falls silent is left.
            #expect(answer.status == (isEnded ? 400 : 0), "\(answer.head)")
        }
        // The server has ended, and with it whatever it would still have done.
        #expect(center.commands.isEmpty)
    }

    private static let impatient: @Sendable (inout APIServerOptions) -> Void = { $0.idleSeconds = 1 }

    @Test(
        "E4 a member that comes twice is refused, however it is written",
        arguments: [
            #"{"reason":"a","reason":"b"}"#, #"{"reason":"a","re\u0061son":"b"}"#,
            #"{"reason" : "{\"reason\":1}" ,\#n "reason" : null}"#,
        ])
    func twice(_ body: String) async throws {
        try await RunningServer.run { server in
            let answer = await RawHTTP(port: server.port).request(
                "POST", "/v1/agents/1001/not-ready", headers: ["Content-Type: application/json"], body: body)
            await expect(400, "invalid_input", from: answer, server)
            #expect(answer.body.contains(#"{"detail":"given twice","field":"reason"}"#))
            #expect(server.center.commands.isEmpty)
        }
    }

    @Test("E4 members are counted in each object for itself")
    func members() {
        func repeated(_ text: String) -> String? { JSONMembers.repeated(in: Array(text.utf8)) }
        #expect(repeated(#"{"a":{"b":1},"c":{"b":2},"d":["a","a",{"a":1}]}"#) == nil)
        #expect(repeated(#"{"a":"\\","b":"a","c":"\"a\":"}"#) == nil)
        #expect(repeated(#"[{"x":{"y":1,"z":[],"y":2}}]"#) == "y")
        for broken in ["", "{", "\"", "{\"a", "{\"a\\", "]}"] { #expect(repeated(broken) == nil) }
    }

    @Test("E4 a list where an object is wanted is told so", arguments: ["[]", "[1]", "[{}]"])
    func listBody(_ body: String) async throws {
        try await RunningServer.run { server in
            let answer = await RawHTTP(port: server.port).request(
                "POST", "/v1/agents/1001/not-ready", headers: ["Content-Type: application/json"], body: body)
            await expect(400, "invalid_input", from: answer, server)
            #expect(answer.body.contains(#"{"detail":"expected an object","field":"body"}"#), "\(answer.body)")
        }
    }

    @Test(
        "E4 paths that lead nowhere, out of the tree, or hold what no id holds",
        arguments: [
            ("/", 404), ("/v1", 404), ("/v1/", 404), ("/v1/queues/", 404), ("//v1/queues", 404), ("/v1//queues", 404),
            ("/v1/queues/../queues", 404), ("/v1/queues/..", 404), ("/v1/calls/%2e%2e/trace", 404),
            ("/v1/calls/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404), ("/../../etc/passwd", 404), ("/v2/queues", 404),
            ("/V1/queues", 404), ("/v1/agents/1001%0d%0aX-Evil:%201", 400), ("/v1/agents/%00", 400),
            ("/v1/agents/%7f", 400), ("/v1/agents/%ff%fe", 400), ("/v1/agents/%zz", 400), ("/v1/agents/%4", 400),
            ("/v1/queues?%ff=1", 400), ("/v1/agents/nobody", 404),
            ("/v1/agents/" + String(repeating: "a", count: 129), 400),
            ("/v1/agents/' OR 1=1--", 400),
        ])
    func paths(_ path: String, _ status: Int) async throws {
        try await RunningServer.run { server in
            let answer = await RawHTTP(port: server.port).request("GET", path)
            #expect(answer.status == status, "\(answer.head)")
            #expect(answer.header("Content-Type") == "application/problem+json")
            #expect(answer.header("X-Evil") == nil)
        }
    }

    @Test(
        "E4 parameters that a resource does not take",
        arguments: [
            "/v1/queues?colour=red", "/v1/health?x", "/v1/calls?state=sleeping", "/v1/calls?limit=0",
            "/v1/calls?limit=1001", "/v1/calls?limit=ten", "/v1/calls?cursor=x", "/v1/calls?limit=1&limit=2",
            "/v1/events?after=-1", "/v1/events?after=1.5", "/v1/events?after=99999999999999999999",
        ])
    func parameters(_ path: String) async throws {
        try await RunningServer.run { server in
            await expect(400, "invalid_input", from: await RawHTTP(port: server.port).request("GET", path), server)
        }
    }

    @Test("E4 what the parser itself refuses gets a problem too")
    func broken() async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            let long = await raw.request(
                "GET", "/v1/ready", headers: ["X-Long: \(String(repeating: "x", count: 70_000))"])
            await expect(431, "header_too_large", from: long, server)
            let many = await raw.request("GET", "/v1/ready", headers: (0..<300).map { "X-\($0): y" })
            await expect(431, "header_too_large", from: many, server)
            for text in ["BLURB\r\n\r\n", "GET\r\n\r\n", "\u{16}\u{3}\u{1}\r\n\r\n", "GET / HTTP/9.9\r\n\r\n"] {
                await expect(400, "malformed_request", from: await raw.send(Array(text.utf8)), server)
            }
            let both = """
                POST /v1/agents/1001/ready HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\
                Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /v1/ready HTTP/1.1\r\nHost: localhost\r\n\r\n
                """
            let smuggled = await raw.send(Array(both.utf8))
            #expect(smuggled.status == 400 || smuggled.status == 401)
            #expect(!smuggled.body.contains("{\"ready\":true}"))
        }
    }

    @Test("E4 an address line of a megabyte is no reason to die")
    func longTarget() async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            let answer = await raw.request("GET", "/v1/agents/" + String(repeating: "a", count: 1_000_000))
            #expect([0, 400, 404, 431].contains(answer.status))
            #expect(await raw.request("GET", "/v1/ready", key: nil).status == 200)
        }
    }
}
