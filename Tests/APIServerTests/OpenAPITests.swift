import APIClient
import Foundation
import MaydayAPI
import Testing

@testable import APIServer

@Suite("The OpenAPI document")
struct OpenAPITests {
    private typealias Object = [String: Any]

    private func document(_ server: RunningServer) async throws -> Object {
        let text = try await server.client().text("/openapi.json")
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? Object)
    }

    @Test("E1 every route is in the document, and the document has no other")
    func sameRoutes() async throws {
        try await RunningServer.run { server in
            let paths = try #require(try await document(server)["paths"] as? [String: Object])
            var told: Set<String> = []
            for (path, methods) in paths {
                for method in methods.keys { told.insert("\(method.uppercased()) \(path)") }
            }
            let routes = RouteTable(
                RouteServices(
                    callCenter: server.center, environment: .system, httpMetrics: HTTPMetrics(),
                    keepAlive: .seconds(15), version: "1"))
            #expect(told == Set(routes.operations.map { "\($0.method.rawValue) \($0.path)" }))
            #expect(routes.operations.count == Set(routes.operations.map(\.id)).count)
            let expected = [
                "GET /v1/health", "GET /v1/ready", "GET /v1/calls", "GET /v1/calls/{id}", "GET /v1/calls/{id}/trace",
                "GET /v1/calls/{id}/why", "GET /v1/configuration", "GET /v1/agents/{id}/history",
                "POST /v1/agents/{id}/complete", "POST /v1/agents/{id}/dispose", "POST /v1/configuration/reload",
                "POST /v1/queues/{id}/add-member", "POST /v1/queues/{id}/remove-member", "POST /v1/queues/{id}/set",
                "POST /v1/calls/{id}/hangup", "GET /v1/queues", "GET /v1/queues/{id}", "GET /v1/agents",
                "GET /v1/agents/{id}", "POST /v1/agents/{id}/login", "POST /v1/agents/{id}/logout",
                "POST /v1/agents/{id}/ready", "POST /v1/agents/{id}/not-ready", "POST /v1/agents/{id}/end-wrap-up",
                "POST /v1/agents/{id}/extend-wrap-up",
                "POST /v1/queues/{id}/add", "POST /v1/queues/{id}/remove", "POST /v1/agents/{id}/set",
                "POST /v1/agents/{id}/add", "POST /v1/agents/{id}/remove", "GET /v1/reasons",
                "POST /v1/reasons/{id}/set", "POST /v1/reasons/{id}/add", "POST /v1/reasons/{id}/remove",
                "GET /v1/hours", "POST /v1/hours/{id}/set", "POST /v1/hours/{id}/add", "POST /v1/hours/{id}/remove",
                "GET /v1/queues/{id}/hours", "POST /v1/queues/{id}/close", "POST /v1/queues/{id}/open",
                "GET /v1/callers", "GET /v1/callers/{id}", "POST /v1/callers/{id}/withdraw",
                "POST /v1/callers/{id}/move",
                "POST /v1/callers/{id}/pick", "POST /v1/callers/{id}/priority", "POST /v1/callers/{id}/position",
                "POST /v1/callers/{id}/callback",
                "GET /v1/events", "GET /metrics", "GET /openapi.json",
            ]
            #expect(told == Set(expected))
        }
    }

    @Test("E1 each route is walked: status, media type and every member are as the document says")
    func walk() async throws {
        try await RunningServer.run { server in
            let document = try await document(server)
            let shapes = Shapes(document: document)
            let raw = RawHTTP(port: server.port)
            for (path, methods) in try #require(document["paths"] as? [String: Object]) where path != "/v1/events" {
                let id =
                    path.contains("/agents/")
                    ? "1001"
                    : path.contains("/queues/") ? "support" : path.contains("/callers/") ? "entry-support" : "call-1"
                for (method, value) in methods {
                    let operation = try #require(value as? Object)
                    let responses = try #require(operation["responses"] as? Object)
                    let answer = await raw.request(
                        method.uppercased(), path.replacing("{id}", with: id),
                        headers: ["Content-Type: application/json"], body: RawHTTP.body(for: path))
                    let response = try #require(
                        responses[String(answer.status)] as? Object, "\(method) \(path) \(answer.status)")
                    let content = try #require(response["content"] as? [String: Object])
                    let type = try #require(answer.header("Content-Type"))
                    let schema = try #require(content[type]?["schema"] as? Object, "\(path): \(type)")
                    if type == "application/json" {
                        let body = try JSONSerialization.jsonObject(with: Data(answer.body.utf8))
                        #expect(shapes.faults(body, schema, "\(method) \(path)") == [])
                    }
                    let missing = await raw.request(method.uppercased(), path.replacing("{id}", with: "nobody"))
                    #expect(responses[String(missing.status)] != nil, "\(method) \(path) \(missing.status)")
                }
            }
        }
    }

    @Test("E1 the checker of shapes finds what is wrong")
    func checker() {
        let shapes = Shapes(document: [:])
        let schema: Object = [
            "type": "object", "required": ["a"],
            "properties": ["a": ["type": "integer"], "b": ["type": "string", "enum": ["x"]]],
        ]
        #expect(shapes.faults(["a": 1, "b": "x"], schema, "").isEmpty)
        #expect(shapes.faults(["b": "x"], schema, "").count == 1)
        #expect(shapes.faults(["a": "1"], schema, "").count == 1)
        #expect(shapes.faults(["a": 1, "b": "y"], schema, "").count == 1)
        #expect(shapes.faults(["a": 1, "c": 2], schema, "").count == 1)
    }
}

/// Checks values against the document's schemas, as far as this document uses them.
private struct Shapes {
    let document: [String: Any]

    func faults(_ value: Any, _ schema: [String: Any], _ at: String) -> [String] {
        if let reference = schema["$ref"] as? String {
            let name = reference.split(separator: "/").last.map(String.init) ?? ""
            let schemas = (document["components"] as? [String: Any])?["schemas"] as? [String: [String: Any]]
            guard let named = schemas?[name] else { return ["\(at): no schema \(name)"] }
            return faults(value, named, at)
        }
        if let choices = schema["anyOf"] as? [[String: Any]] {
            return choices.contains { faults(value, $0, at).isEmpty } ? [] : ["\(at): fits no choice"]
        }
        switch schema["type"] as? String {
        case "object": return object(value, schema, at)
        case "array":
            guard let items = value as? [Any], let item = schema["items"] as? [String: Any] else {
                return ["\(at): no list"]
            }
            return items.enumerated().flatMap { faults($1, item, "\(at)[\($0)]") }
        case "string":
            guard let text = value as? String else { return ["\(at): no string"] }
            if let allowed = schema["enum"] as? [String], !allowed.contains(text) { return ["\(at): \(text)"] }
            if schema["format"] as? String == "date-time", APITime(rfc3339: text) == nil { return ["\(at): \(text)"] }
            return []
        case "integer", "number": return value is NSNumber ? [] : ["\(at): no number"]
        case "boolean": return value is Bool ? [] : ["\(at): no boolean"]
        case "null": return value is NSNull ? [] : ["\(at): not null"]
        default: return []
        }
    }

    private func object(_ value: Any, _ schema: [String: Any], _ at: String) -> [String] {
        guard let members = value as? [String: Any] else { return ["\(at): no object"] }
        guard let properties = schema["properties"] as? [String: [String: Any]] else { return [] }
        var found: [String] = []
        for name in schema["required"] as? [String] ?? [] where members[name] == nil {
            found.append("\(at).\(name) is missing")
        }
        for (name, member) in members {
            guard let property = properties[name] else {
                found.append("\(at).\(name) is not in the document")
                continue
            }
            found += faults(member, property, "\(at).\(name)")
        }
        return found
    }
}
