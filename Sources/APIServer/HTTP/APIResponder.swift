import HTTPTypes
import Hummingbird
import Logging
import MaydayAPI

/// Every request goes through here, in this order: request id, host and origin, route, key, rate, scope, query,
/// body, idempotency, handler. Whatever fails becomes a problem document.
struct APIResponder: HTTPResponder {
    let options: APIServerOptions
    let routes: RouteTable
    let keys: KeyRing
    let hosts: HostCheck
    let limiter: RateLimiter
    let idempotency: any IdempotencyStore
    let environment: APIEnvironment
    let metrics: HTTPMetrics

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let id = Hex.encode(environment.random(8))
        let began = environment.monotonicMs()
        var logger = context.logger
        logger[metadataKey: "request"] = "\(id)"
        var trail = Trail()
        var reply: Reply
        do throws(APIFailure) {
            reply = try await serve(request, id: id, logger: logger, trail: &trail)
        } catch {
            reply = .failure(error, request: id)
            if case .internalError(let detail) = error {
                logger.error("request failed", metadata: ["operation": "\(trail.operation)", "detail": "\(detail)"])
            }
        }
        if let origin = request.headers[.origin], hosts.isListed(origin: origin) {
            reply.headers[.accessControlAllowOrigin] = origin
            reply.headers[.vary] = "Origin"
        }
        metrics.count(
            operation: trail.operation, status: reply.status, tookMs: environment.monotonicMs() - began)
        logger.log(
            level: trail.isCommand ? .info : .debug, "request served",
            metadata: [
                "operation": "\(trail.operation)", "status": "\(reply.status)", "key": "\(trail.key)",
                "path": "\(APIFailure.short(request.uri.path, 200))",
            ])
        return reply.response(request: id, bodiless: request.method == .head)
    }

    /// What is known of a request for the log, also when it fails half-way.
    private struct Trail {
        var operation = "none"
        var key = ""
        var isCommand = false
    }

    private func serve(_ request: Request, id: String, logger: Logger, trail: inout Trail) async throws(APIFailure)
        -> Reply
    {
        // The first became the authority. Whatever stands before us may have gone by the other.
        guard request.headers[.host] == nil else { throw .malformed(detail: "there are several Host headers") }
        let authority = request.head.authority
        try hosts.check(authority: authority)
        try hosts.check(origin: request.headers[.origin], authority: authority)
        let target = try RequestTarget(path: request.uri.path, query: request.uri.query)
        if let reply = preflight(request, target) { return reply }

        let match = routes.match(request.method.rawValue, target.segments)
        if case .operation(let operation, _) = match { trail.operation = operation.id }
        let key: APIKey?
        if case .operation(let operation, _) = match, operation.access == .open {
            key = nil
        } else {
            let known = try authenticate(request)
            trail.key = known.id
            if let wait = limiter.take(known.id, atMs: environment.monotonicMs()) {
                throw .rateLimited(retryAfterMs: wait)
            }
            key = known
        }
        switch match {
        case .nothing: throw .routeNotFound
        case .otherMethods(let allowed):
            guard request.method == .options else { throw .methodNotAllowed(allow: allowed) }
            return Reply(status: 204, content: .none, headers: [.allow: allowed.joined(separator: ", ")])
        case .operation(let operation, let parameters):
            trail.isCommand = operation.isCommand
            let asked = APIRequest(
                id: id, parameters: parameters, query: try query(target, of: operation),
                body: [], lastEventId: request.headers[.lastEventID], key: key?.id ?? "",
                grant: try grant(operation, key), source: request, logger: logger)
            return try await run(operation, asked, request)
        }
    }

    private func run(_ operation: Operation, _ asked: APIRequest, _ request: Request) async throws(APIFailure) -> Reply
    {
        guard operation.isCommand else { return try await operation.handler(asked) }
        var asked = asked
        asked.body = try await body(of: request)
        guard let token = request.headers[.idempotencyKey] else { return try await operation.handler(asked) }
        return try await once(operation, asked, token: token, path: request.uri.path)
    }

    private func authenticate(_ request: Request) throws(APIFailure) -> APIKey {
        guard let header = request.headers[.authorization] else {
            throw .unauthenticated(detail: "send Authorization: Bearer and a key")
        }
        let words = header.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 2, words[0].lowercased() == "bearer" else {
            throw .unauthenticated(detail: "the Authorization header is not Bearer and a key")
        }
        guard let key = keys.key(forSecret: words[1]) else {
            throw .unauthenticated(detail: "the key is not known")
        }
        return key
    }

    private func grant(_ operation: Operation, _ key: APIKey?) throws(APIFailure) -> QueueGrant {
        guard case .scope(let resource, let verb) = operation.access else { return .none }
        let grant = key?.scopes.grant(resource, verb) ?? .none
        guard grant != .none else {
            throw .forbidden(detail: "the key has no scope \(resource.rawValue):\(verb.rawValue)")
        }
        return grant
    }
}
