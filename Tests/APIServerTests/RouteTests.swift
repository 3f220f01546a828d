import APIClient
import Foundation
import MaydayAPI
import Testing

@testable import APIServer

@Suite("The routes, over a socket")
struct RouteTests {
    @Test("E1 every resource is read through the client")
    func resources() async throws {
        try await RunningServer.run { server in
            let client = try server.client()
            #expect(try await client.isReady())
            #expect(try await client.health().asterisk.first?.connection == .up)
            #expect(try await client.queues().map(\.id) == ["support", "sales"])
            #expect(try await client.queue("support").today.offered == 3)
            #expect(try await client.agents().map(\.id) == ["1001", "1002", "1003"])
            #expect(try await client.agent("1002").endpoint == "PJSIP/1002")
            #expect(try await client.calls().map(\.id) == ["call-1", "call-2", "call-3"])
            #expect(try await client.call("call-1").legs.first?.caller.name == "Ä. Ö.")
            #expect(try await client.trace(ofCall: "call-1").items.first?.kind == .decision)
            #expect(try await client.callers().map(\.queue) == ["support", "sales"])
            #expect(try await client.reasons().map(\.id) == ["lunch", "training", "tea"])
            #expect(try await client.reasons().map(\.longestMs) == [2_700_000, nil, nil])
            #expect(try await client.schedules().first?.week.first?.open == ["08:00-12:00"])
            let part = try await client.get(
                "/v1/reasons", query: [("limit", "2")], as: Page<AgentReason>.self)
            #expect(part.items.map(\.billable) == [false, true])
            let rest = try await client.get(
                "/v1/reasons", query: [("cursor", part.next ?? "")], as: Page<AgentReason>.self)
            #expect(rest.items.map(\.id) == ["tea"] && rest.next == nil)
            for id in ["entry-sales", "call-sales"] { #expect(try await client.caller(id).id == "entry-sales") }
            await #expect(throws: APIClientFailure.self) { try await client.caller("nobody") }
            #expect(try await client.text("/metrics").contains("mayday_queue_waiting{queue=\"support\"} 1\n"))
            #expect(try await client.text("/openapi.json").hasPrefix("{\"openapi\":\"3.1.0\""))
        }
    }

    @Test("E1 every command reaches the service, with its arguments and who asked")
    func commands() async throws {
        try await RunningServer.run { server in
            let client = try server.client()
            let commands: [AgentCommand] = [
                .login(endpoint: "PJSIP/2001"), .notReady(reason: "lunch"), .ready(), .endWrapUp, .complete,
                .extendWrapUp(byMs: 90_000),
                .extendWrapUp(byMs: nil), .ready(queue: "support"), .logout(),
            ]
            for command in commands { _ = try await client.perform(command, agent: "1001") }
            #expect(try await client.agent("1001").state == .offline)
            #expect(try await client.hangUp(call: "call-2", reason: .busy).id == "call-2")
            _ = try await client.hangUp(call: "call-2", channelId: "b-a1", ringing: true)
            let taken = server.center.commands
            let hangUps = ["hangup call-2 busy", "hangup call-2 - ring b-a1"]
            #expect(taken.map(\.text) == commands.map { "\($0) 1001" } + hangUps)
            #expect(taken.allSatisfy { $0.origin.key == "admin" && $0.origin.request.count == 16 })
        }
    }

    @Test("E1 Q20 each change of the configuration reaches the service, with its keys and who asked")
    func changes() async throws {
        try await RunningServer.run { server in
            let client = try server.client()
            let settings = [KeySetting(key: "name", value: "Ä = {ö}"), KeySetting(key: "weight")]
            let changes: [ItemChange] = [.set(settings), .add([settings[0]]), .add([]), .remove]
            var expected: [String] = []
            for list in ConfigurationList.allCases {
                for change in changes {
                    _ = try await client.change(ConfigurationItem(list, "1001"), change)
                    expected.append("\(change) \(list) 1001")
                }
            }
            #expect(server.center.commands.map(\.text) == expected)
            #expect(server.center.commands.allSatisfy { $0.origin.key == "admin" && $0.origin.grant == .all })
            let raw = RawHTTP(port: server.port)
            for (body, field) in [
                ("{}", "settings"), (#"{"settings":[{"value":"3"}]}"#, "settings.Index 0.key"),
                (#"{"settings":{"weight":"3"}}"#, "settings"), (#"{"seting":[]}"#, "seting"),
            ] {
                let answer = await raw.request(
                    "POST", "/v1/reasons/lunch/set", headers: ["Content-Type: application/json"], body: body)
                #expect(answer.status == 400, "\(body)")
                #expect(answer.body.contains("\"field\":\"\(field)\""), "\(answer.body)")
            }
            let remove = await raw.request(
                "POST", "/v1/queues/sales/remove", headers: ["Content-Type: application/json"], body: #"{"all":true}"#)
            #expect(remove.status == 400)
            #expect(server.center.commands.count == expected.count)
        }
    }

    @Test("E1 G7 an agent's history is read part by part, back from the latest; another cursor is refused")
    func history() async throws {
        try await RunningServer.run { server in
            let client = try server.client()
            let latest = try await client.history(ofAgent: "1001", hours: 1, limit: 1)
            #expect(latest.items.map(\.sequence) == [8])
            #expect(latest.next == "8")
            #expect(latest.truncated)
            let before = try await client.history(ofAgent: "1001", hours: 1, limit: 1, cursor: latest.next)
            #expect(before.items.map(\.sequence) == [7])
            #expect(before.next == nil && !before.truncated)
            #expect(try await client.history(ofAgent: "1001", hours: 1).items.map(\.sequence) == [7, 8])
            let raw = RawHTTP(port: server.port)
            let whole = await raw.request("GET", "/v1/agents/1001/history")
            #expect(whole.body.contains("\"next\":null"))
            for cursor in ["x", "0", "-1", "8.1001", ""] {
                let answer = await raw.request("GET", "/v1/agents/1001/history?cursor=\(cursor)")
                #expect(answer.status == 400, "\(cursor)")
                #expect(answer.body.contains("\"field\":\"cursor\""))
            }
        }
    }

    @Test("E1 a command needs no body")
    func bodiless() async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            #expect(await raw.request("POST", "/v1/agents/1001/ready").status == 200)
            #expect(await raw.request("POST", "/v1/calls/call-1/hangup").status == 202)
        }
    }

    @Test("E1 lists are filtered and paged; their last part says null")
    func lists() async throws {
        let center = ScriptedCallCenter()
        center.setCalls(
            (0..<250).map {
                Call(id: "c\($0)", state: $0 % 2 == 0 ? .up : .held, server: "pbx", beganAt: .init(milliseconds: 0))
            })
        try await RunningServer.run(center) { server in
            let client = try server.client()
            #expect(try await client.calls().count == 250)
            #expect(try await client.calls(state: .held).count == 125)
            #expect(try await client.agents(queue: "sales").map(\.id) == ["1002", "1003"])
            let first = try await client.get("/v1/calls", query: [("limit", "200")], as: Page<Call>.self)
            #expect(first.items.count == 200)
            let cursor = try #require(first.next)
            // The calls told already end meanwhile: the next part begins where they were.
            center.setCalls(try await center.calls().filter { $0.id != "c3" })
            let second = try await client.get("/v1/calls", query: [("cursor", cursor)], as: Page<Call>.self)
            #expect(second.items.map(\.id) == (200..<250).map { "c\($0)" })
            #expect(second.next == nil)
            let raw = await RawHTTP(port: server.port).request("GET", "/v1/queues")
            #expect(raw.body.hasSuffix("\"next\":null}"))
        }
    }

    @Test("E4 the service's refusals are problems with stable codes")
    func failures() async throws {
        let table: [(APIFailure, Int, String)] = [
            (.conflict(code: "agent_on_call", detail: "talking"), 409, "agent_on_call"),
            (.unavailable(detail: "starting", retryAfterMs: 2500), 503, "unavailable"),
            (.timedOut(detail: "no answer"), 504, "timed_out"),
            (.unsupported(detail: "not yet"), 501, "unsupported"),
            (.internalError(detail: "oops"), 500, "internal_error"),
        ]
        try await RunningServer.run { server in
            let client = try server.client()
            for (failure, status, code) in table {
                server.center.fail(with: failure)
                let problem = await problem { _ = try await client.agents() }
                #expect(problem?.status == status)
                #expect(problem?.code == code)
                #expect(problem?.type == "/problems/\(failure.kind.rawValue)")
                #expect(problem?.instance?.hasPrefix("urn:mayday:request:") == true)
            }
            server.center.fail(with: .unavailable(detail: "starting", retryAfterMs: 2500))
            let raw = await RawHTTP(port: server.port).request("GET", "/v1/agents")
            #expect(raw.header("Retry-After") == "3")
            #expect(raw.header("Content-Type") == "application/problem+json")
            server.center.fail(with: nil)
            for path in ["calls", "queues", "agents"] {
                let missing = await problem { _ = try await client.get("/v1/\(path)/nobody", as: Ready.self) }
                #expect(missing?.code == "not_found")
            }
        }
    }

    @Test("E6 readiness needs no key and follows the service")
    func readiness() async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            #expect(await raw.request("GET", "/v1/ready", key: nil).body == "{\"ready\":true}")
            server.center.setReady(false)
            let away = await raw.request("GET", "/v1/ready", key: nil)
            #expect(away.status == 503)
            #expect(away.body.contains("pbx is not connected"))
            let nobody = try server.client(nil)
            let ready = try await nobody.isReady()
            #expect(!ready)
        }
    }

    @Test("E1 HEAD tells the length and sends nothing; OPTIONS tells the methods")
    func headAndOptions() async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            let get = await raw.request("GET", "/v1/queues")
            let head = await raw.request("HEAD", "/v1/queues")
            #expect(head.status == 200)
            #expect(head.header("Content-Length") == String(get.body.utf8.count))
            #expect(head.body.isEmpty)
            #expect(await raw.request("HEAD", "/v1/events").status == 200)
            let options = await raw.request("OPTIONS", "/v1/agents/1001/ready")
            #expect(options.status == 204)
            #expect(options.header("Allow") == "POST, OPTIONS")
            #expect(await raw.request("OPTIONS", "/v1/queues", key: nil).status == 401)
        }
    }
}

/// The problem that a request ends with, or nil.
func problem(_ body: () async throws -> Void) async -> Problem? {
    do {
        try await body()
        return nil
    } catch APIClientFailure.problem(let problem) {
        return problem
    } catch {
        return nil
    }
}
