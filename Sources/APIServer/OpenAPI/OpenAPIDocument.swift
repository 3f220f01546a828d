import MaydayAPI

/// The OpenAPI 3.1 document of a route table.
struct OpenAPIDocument: Sendable {
    let text: [UInt8]

    init(operations: [Operation], version: String) {
        var schemas = ComponentSchemas()
        var paths: [(String, JSONNode)] = []
        for template in Self.distinct(operations.map(\.path)) {
            let methods = operations.filter { $0.path == template }
            paths.append(
                (
                    template.description,
                    .members(methods.map { ($0.method.rawValue.lowercased(), Self.operation($0, &schemas)) })
                ))
        }
        let problem = schemas.node(Schema.of(Problem.self))
        let document = JSONNode.members([
            ("openapi", .string("3.1.0")),
            (
                "info",
                .members([
                    ("title", .string("Mayday")), ("version", .string(version)),
                    ("description", .string("Call control and contact centre. Errors are RFC 9457 problems.")),
                ])
            ),
            ("paths", .members(paths)),
            (
                "components",
                .members([
                    ("schemas", .members(schemas.named)),
                    (
                        "responses",
                        .members(ProblemKind.statuses.map { (Self.problemName($0), Self.problem($0, problem)) })
                    ),
                    (
                        "securitySchemes",
                        .members([("key", .members([("type", .string("http")), ("scheme", .string("bearer"))]))])
                    ),
                ])
            ),
            ("security", .array([.members([("key", .array([]))])])),
        ])
        text = Array(document.text.utf8)
    }

    private static func operation(_ operation: Operation, _ schemas: inout ComponentSchemas) -> JSONNode {
        var members: [(String, JSONNode)] = [
            ("operationId", .string(operation.id)), ("summary", .string(operation.summary)),
        ]
        switch operation.access {
        case .open: members.append(("security", .array([])))
        case .anyKey: break
        case .scope(let resource, let verb):
            members.append(("x-scope", .string("\(resource.rawValue):\(verb.rawValue)")))
        }
        var parameters = operation.path.parameters.map { parameter($0, in: "path", .string(values: []), nil, &schemas) }
        parameters += operation.query.map { parameter($0.name, in: "query", $0.schema, $0.summary, &schemas) }
        if operation.isCommand {
            let meaning = "The same command sent twice within 24 h acts once."
            parameters.append(parameter("Idempotency-Key", in: "header", .string(values: []), meaning, &schemas))
        }
        if !parameters.isEmpty { members.append(("parameters", .array(parameters))) }
        if let body = operation.body {
            let content = JSONNode.members([(Reply.jsonType, .members([("schema", schemas.node(body))]))])
            members.append(("requestBody", .members([("required", .boolean(false)), ("content", content)])))
        }
        members.append(("responses", responses(operation, &schemas)))
        return .members(members)
    }

    private static func responses(_ operation: Operation, _ schemas: inout ComponentSchemas) -> JSONNode {
        let shape = operation.answer.map { schemas.node($0) } ?? .members([("type", .string("string"))])
        let success = JSONNode.members([
            ("description", .string(operation.status == 202 ? "Asked for." : "Done.")),
            ("content", .members([(operation.contentType, .members([("schema", shape)]))])),
        ])
        var members = [(String(operation.status), success)]
        for status in Set(operation.possibleProblems.map(\.status)).sorted() {
            members.append(
                (String(status), .members([("$ref", .string("#/components/responses/\(problemName(status))"))])))
        }
        return .members(members)
    }

    private static func parameter(
        _ name: String, in place: String, _ schema: Schema, _ meaning: String?, _ schemas: inout ComponentSchemas
    ) -> JSONNode {
        var members: [(String, JSONNode)] = [
            ("name", .string(name)), ("in", .string(place)), ("required", .boolean(place == "path")),
            ("schema", schemas.node(schema)),
        ]
        if let meaning { members.append(("description", .string(meaning))) }
        return .members(members)
    }

    private static func problem(_ status: Int, _ schema: JSONNode) -> JSONNode {
        let kinds = ProblemKind.allCases.filter { $0.status == status }
        let words = kinds.map { "`\($0.rawValue)`: \($0.title)." }.joined(separator: " ")
        return .members([
            ("description", .string(words)),
            ("content", .members([(Reply.problemType, .members([("schema", schema)]))])),
        ])
    }

    private static func problemName(_ status: Int) -> String { "Problem\(status)" }

    private static func distinct(_ templates: [PathTemplate]) -> [PathTemplate] {
        var seen: Set<PathTemplate> = []
        return templates.filter { seen.insert($0).inserted }
    }
}

extension ProblemKind {
    static var statuses: [Int] { Set(allCases.map(\.status)).sorted() }
}

extension Operation {
    /// Its own problems, and those that any request may meet.
    var possibleProblems: [ProblemKind] {
        var kinds: [ProblemKind] =
            problems + [
                .malformedRequest, .hostNotAllowed, .originNotAllowed, .headerTooLarge, .requestTimeout, .internalError,
            ]
        if access != .open { kinds += [.unauthenticated, .rateLimited, .unavailable] }
        if case .scope = access { kinds.append(.forbidden) }
        if isCommand {
            kinds += [
                .bodyTooLarge, .unsupportedMediaType, .invalidInput, .idempotencyKeyInUse, .idempotencyKeyReused,
                .unsupported, .timedOut,
            ]
        }
        return kinds
    }
}
