import MaydayAPI

/// What the routes serve from.
struct RouteServices: Sendable {
    var callCenter: any CallCenterAPI
    var environment: APIEnvironment
    var httpMetrics: HTTPMetrics
    var keepAlive: Duration
    var version: String
    var streams = StreamShares(of: APIServerOptions().mostStreams)
}

extension RouteTable {
    init(_ services: RouteServices) {
        operations =
            Self.health(services) + Self.calls(services) + Self.queues(services) + Self.agents(services)
            + Self.callers(services) + Self.callerCommands(services) + Self.hours(services)
            + Self.configuration(services)
            + Self.events(services) + Self.metrics(services)
        let document = OpenAPIDocument(operations: operations + [Self.openAPI([])], version: services.version)
        operations.append(Self.openAPI(document.text))
    }

    private static func openAPI(_ text: [UInt8]) -> Operation {
        Operation(
            id: "openapi", method: .get, path: PathTemplate("/openapi.json"), summary: "This document (OpenAPI 3.1).",
            access: .anyKey, answer: Schema.object
        ) { _ in
            Reply(status: 200, content: .bytes(text, type: Reply.jsonType))
        }
    }

    private static func health(_ services: RouteServices) -> [Operation] {
        [
            Operation(
                id: "ready", method: .get, path: PathTemplate("/v1/ready"),
                summary: "May traffic be sent here? Needs no key; 503 when not, with what is missing.", access: .open,
                answer: Schema.of(Ready.self), problems: [.unavailable]
            ) { _ throws(APIFailure) in
                if let reason = await services.callCenter.unreadiness() { throw .unavailable(detail: reason) }
                return .json(Ready(ready: true))
            },
            Operation(
                id: "health", method: .get, path: PathTemplate("/v1/health"),
                summary: "What works, what does not, and since when.", access: .scope(.health, .read),
                answer: Schema.of(Health.self)
            ) { _ in
                .json(await services.callCenter.health())
            },
        ]
    }
}
