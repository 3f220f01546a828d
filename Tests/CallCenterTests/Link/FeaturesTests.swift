import ARI
import ARIClient
import Foundation
import MaydayAPI
import MaydayConfiguration
import Telephony
import TestSupport
import Testing
import WireJSON

@testable import CallCenter

/// Api-docs as a server with these operations and models serves them.
private func document(_ docs: APIDocs, resource: String, models: [String] = []) -> String {
    func quoted(_ text: String) -> String { #""\#(text)""# }
    let operations = docs.operations.filter { $0.resource == resource }.map { operation in
        let parameters = operation.parameters.map {
            #"{"name":\#(quoted($0.name)),"paramType":\#(quoted($0.place.rawValue)),"dataType":"string"}"#
        }
        return #"{"path":\#(quoted(operation.path)),"operations":[{"nickname":\#(quoted(operation.nickname)),"#
            + #""httpMethod":\#(quoted(operation.method)),"parameters":[\#(parameters.joined(separator: ","))]}]}"#
    }
    let subtypes = models.filter { $0 != "Event" }.map(quoted).joined(separator: ",")
    let bodies = models.map { #"\#(quoted($0)):{"properties":{},"subTypes":[\#($0 == "Event" ? subtypes : "")]}"# }
    return #"{"apis":[\#(operations.joined(separator: ","))],"models":{\#(bodies.joined(separator: ","))}}"#
}

@Suite("What a server can do")
struct FeaturesTests {
    private static let allModels = APIDocs.known.models.map(\.name)

    @Test("A13 a server that has everything lacks nothing")
    func everything() {
        let features = ServerFeatures(.known)
        #expect(features.missing == [])
        #expect(features.hasRequestSocket)
    }

    @Test("A13 of what a server lacks, what we use is told: operations, our parameters, events, the request socket")
    func lacking() {
        let operations = APIDocs.known.operations.compactMap { operation -> APIDocs.Operation? in
            guard operation.name != "channels.dial", operation.name != "mailboxes.list" else { return nil }
            var operation = operation
            if operation.name == "channels.create" {
                operation.parameters.removeAll { $0.name == "variables" || $0.name == "formats" }
            }
            return operation
        }
        let models = APIDocs.known.models.filter { $0.name != "RESTRequest" && $0.name != "DeviceStateChanged" }
        let features = ServerFeatures(APIDocs(operations: operations, models: models))
        #expect(
            Set(features.missing) == [
                "operation channels.dial", "parameter variables of channels.create", "event DeviceStateChanged",
                "requests over a WebSocket",
            ])
        #expect(!features.hasRequestSocket)
    }

    @Test("A13 the server's own documents are asked, once for each of its starts, and the health page shows it")
    func probed() async throws {
        let scene = await LinkScene { request, _ in
            guard request.hasPrefix("GET /api-docs/") else { return nil }
            let resource = String(request.dropFirst("GET /api-docs/".count).prefix { $0 != "." })
            if resource == "endpoints" { return .gone }
            return .ok(document(.known, resource: resource, models: resource == "events" ? Self.allModels : []))
        }
        await scene.run {
            scene.connect()
            while await scene.health?.missingFeatures.isEmpty != false { await Task.yield() }
            #expect(await scene.health?.missingFeatures == ["operation endpoints.list"])
            scene.connect(2)
            await scene.reconciled(times: 2)
            await scene.asked(LinkScene.pulse, times: 3)
            #expect(scene.asterisk.requests.filter { $0 == "GET /api-docs/events.json" }.count == 1)
        }
    }

    // MARK: Requests over a WebSocket

    /// An Asterisk that says what it can do, and the paths over which its requests came.
    private final class Server: Sendable {
        let fake: FakeAsterisk
        let overSocket = Told<String>()
        let overHTTP = Told<String>()

        init(knowsRequests: Bool) throws {
            let models =
                knowsRequests ? FeaturesTests.allModels : FeaturesTests.allModels.filter { $0 != "RESTRequest" }
            fake = try FakeAsterisk { [overSocket, overHTTP] request in
                if request.isUpgrade {
                    overHTTP.add("UPGRADE \(request.target)")
                    return .webSocket { socket in
                        socket.serve { text in
                            guard let json = try? JSONValue(parsing: text), let uri = json["uri"]?.text else { return }
                            overSocket.add("\(json["method"]?.text ?? "") /\(uri)")
                            socket.send(Self.response(to: json, body: Self.body("/\(uri)", models)))
                        }
                    }
                }
                let target = String(request.target.dropFirst("/ari".count))
                overHTTP.add("\(request.method) \(target)")
                return .json(200, Self.body(target, models))
            }
        }

        private static func body(_ target: String, _ models: [String]) -> String {
            switch target.prefix(while: { $0 != "?" }) {
            case let path where path.hasPrefix("/api-docs/"):
                let resource = String(path.dropFirst("/api-docs/".count).prefix { $0 != "." })
                return document(.known, resource: resource, models: resource == "events" ? models : [])
            case "/asterisk/ping": return Answer.ping()
            case "/asterisk/info": return Answer.info
            case "/channels", "/bridges", "/endpoints": return "[]"
            case "/applications": return "[\(Answer.application)]"
            case let path where path.hasPrefix("/applications/"): return Answer.application
            default: return ""
            }
        }

        private static func response(to request: JSONValue, body: String) -> String {
            var writer = JSONWriter()
            writer.beginObject()
            writer.member("type", "RESTResponse")
            for name in ["transaction_id", "request_id"] as [StaticString] {
                writer.member(name, request["\(name)"]?.text)
            }
            writer.member("status_code", 200)
            writer.member("reason_phrase", "OK")
            writer.member("uri", request["uri"]?.text)
            writer.member("content_type", "application/json")
            writer.member("message_body", body)
            writer.member("application", "mayday-requests-n1")
            writer.member("timestamp", Answer.stamp)
            writer.member("asterisk_id", "a1")
            writer.endObject()
            return String(decoding: writer.bytes, as: UTF8.self)
        }
    }

    /// Follows a server as the service does, and stops when `body` is done.
    private func follow(
        _ server: Server, _ transport: AsteriskConfiguration.Transport, _ body: (Links) async throws -> Void
    ) async throws {
        let scene = await LinkScene()
        let configuration = ServiceConfiguration(
            node: "n1",
            asterisk: [
                AsteriskConfiguration(
                    name: "one", url: ServerURL(host: "127.0.0.1", port: Int(server.fake.port)), user: "u",
                    password: Secret("p"), requests: transport)
            ], store: StoreConfiguration(path: ""), api: APIConfiguration(keysFile: ""))
        let links = try Links(
            configuration, core: scene.core.core, picture: scene.picture, arrivals: scene.arrivals, state: scene.state,
            clock: scene.core.clock.wall, log: quiet)
        let running = Task { try? await links.run() }
        try await body(links)
        links.stop()
        await running.value
        server.fake.stop()
    }

    @Test("A8 where the configuration says so, requests go over a WebSocket of their own; what may block over HTTP")
    func overSocket() async throws {
        let server = try Server(knowsRequests: true)
        try await follow(server, .websocket) { links in
            await server.overHTTP.until { $0.contains("UPGRADE /ari/events?app=mayday-requests-n1") }
            await server.overSocket.until { $0.contains { $0.hasPrefix("POST /asterisk/variable") } }
            let requests = try #require(links.requests[ServerID("one")])
            try await requests.send(ARI.Channels.answer(channelID: ARI.ChannelID(rawValue: "c1")))
            #expect(server.overHTTP.items.contains("POST /channels/c1/answer"))
        }
    }

    @Test("A8 a server that does not know such requests gets them over HTTP")
    func unknownToTheServer() async throws {
        let server = try Server(knowsRequests: false)
        try await follow(server, .websocket) { _ in
            await server.overHTTP.until { $0.contains("GET /api-docs/events.json") }
            await server.overHTTP.until { $0.filter { $0.hasPrefix("POST /events/user") }.count >= 2 }
            #expect(!server.overHTTP.items.contains { $0.contains("mayday-requests") })
            #expect(server.overSocket.items.isEmpty)
        }
    }
}
