import MaydayAPI
import Testing

@testable import APIServer

@Suite("Host and origin")
struct HostTests {
    @Test(
        "E5 a rebound name is refused, with and without a key",
        arguments: [
            "evil.example", "evil.example:8470", "127.0.0.1.evil.example", "localhost.evil", "", "a b", "[::1",
            "[evil]", "localhost:99999", "127.0.0.1:x",
        ])
    func wrongHost(_ host: String) async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            for path in ["/v1/ready", "/v1/queues"] {
                let answer = await raw.request("GET", path, host: host)
                #expect(answer.status == 421 || answer.status == 400, "\(answer.head)")
            }
        }
    }

    @Test(
        "E5 addresses, localhost and configured names pass",
        arguments: [
            "localhost", "LOCALHOST:8470", "127.0.0.1", "10.1.2.3:80", "[::1]", "[fe80::1]:8470", "Desk.Example",
            "desk.example:443",
        ])
    func rightHost(_ host: String) async throws {
        try await RunningServer.run(options: Self.desk) { server in
            #expect(await RawHTTP(port: server.port).request("GET", "/v1/queues", host: host).status == 200)
        }
    }

    private static let desk: @Sendable (inout APIServerOptions) -> Void = {
        $0.allowedHosts = ["desk.example"]
        $0.allowedOrigins = ["https://desk.example"]
    }

    @Test("E5 no host at all is refused")
    func noHost() async throws {
        try await RunningServer.run { server in
            let answer = await RawHTTP(port: server.port).request("GET", "/v1/ready", key: nil, host: nil)
            #expect(answer.status == 421 || answer.status == 400)
        }
    }

    @Test("E5 a request cannot carry one host for the check and another for the rest")
    func twoHosts() async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            for hosts in [["127.0.0.1", "evil.example"], ["evil.example", "127.0.0.1"], ["127.0.0.1", "127.0.0.1"]] {
                let answer = await raw.request(
                    "GET", "/v1/queues", host: hosts[0], headers: ["Host: \(hosts[1])"])
                #expect(answer.status == 400, "\(hosts)")
                #expect(answer.body.contains("several Host headers"))
            }
            for target in ["http://evil.example/v1/queues", "HTTP://evil.example", "http://u@127.0.0.1/v1/queues"] {
                #expect(await raw.request("GET", target).status == 421, "\(target)")
            }
            #expect(await raw.request("GET", "http://localhost:1/v1/queues", host: "evil.example").status == 200)
            #expect(
                await raw.request("GET", "http://evil.example/v1/queues", headers: ["Host: localhost"]).status == 400)
        }
    }

    @Test("E5 pages of strangers are refused, own and listed ones pass")
    func origins() async throws {
        try await RunningServer.run(options: Self.desk) { server in
            let raw = RawHTTP(port: server.port)
            for origin in [
                "https://evil.example", "null", "http://127.0.0.1:1", "file://", "https://desk.example.evil",
            ] {
                let answer = await raw.request("POST", "/v1/agents/1001/ready", headers: ["Origin: \(origin)"])
                #expect(answer.status == 403, "\(origin)")
                #expect(answer.body.contains("origin_not_allowed"))
            }
            #expect(server.center.commands.isEmpty)
            let own = await raw.request(
                "GET", "/v1/queues", host: "127.0.0.1:\(server.port)",
                headers: ["Origin: http://127.0.0.1:\(server.port)"])
            #expect(own.status == 200)
            #expect(own.header("Access-Control-Allow-Origin") == nil)
            let listed = await raw.request("GET", "/v1/queues", headers: ["Origin: https://desk.example"])
            #expect(listed.status == 200)
            #expect(listed.header("Access-Control-Allow-Origin") == "https://desk.example")
        }
    }

    @Test("E5 a browser's preflight is answered for listed origins only, and needs no key")
    func preflight() async throws {
        try await RunningServer.run(options: Self.desk) { server in
            let raw = RawHTTP(port: server.port)
            func ask(_ origin: String) async -> RawHTTP.Answer {
                await raw.request(
                    "OPTIONS", "/v1/agents/1001/ready", key: nil,
                    headers: ["Origin: \(origin)", "Access-Control-Request-Method: POST"])
            }
            let listed = await ask("https://desk.example")
            #expect(listed.status == 204)
            #expect(listed.header("Access-Control-Allow-Methods") == "POST, OPTIONS")
            #expect(listed.header("Access-Control-Allow-Headers")?.contains("Authorization") == true)
            #expect(await ask("https://evil.example").status == 403)
        }
    }

    @Test(
        "E5 credentials in every wrong shape",
        arguments: [
            "Authorization: Basic YTpi", "Authorization: Bearer", "Authorization: Bearer ", "Authorization: Bearer a b",
            "Authorization:", "Authorization: mayday_admin",
        ])
    func credentials(_ header: String) async throws {
        try await RunningServer.run { server in
            let answer = await RawHTTP(port: server.port).request("GET", "/v1/queues", key: nil, headers: [header])
            #expect(answer.status == 401)
        }
    }
}
