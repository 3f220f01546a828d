import HTTPTypes
import Hummingbird
import MaydayAPI
import NIOCore

extension APIResponder {
    /// A browser's question before a page of a listed origin calls (Fetch standard, CORS preflight). It carries no key.
    func preflight(_ request: Request, _ target: RequestTarget) -> Reply? {
        guard request.method == .options, let origin = request.headers[.origin], hosts.isListed(origin: origin),
            request.headers[.accessControlRequestMethod] != nil
        else { return nil }
        var headers: HTTPFields = [
            .accessControlAllowMethods: routes.allowed(target.segments).joined(separator: ", "),
            .accessControlMaxAge: "600",
        ]
        headers[.accessControlAllowHeaders] = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID"
        return Reply(status: 204, content: .none, headers: headers)
    }

    /// The query's parameters; one that the operation does not have, or that comes twice, is an error.
    func query(_ target: RequestTarget, of operation: Operation) throws(APIFailure) -> [String: String] {
        var values: [String: String] = [:]
        var errors: [FieldError] = []
        for item in target.query {
            let name = APIFailure.short(item.name)
            guard let parameter = operation.query.first(where: { $0.name == item.name }) else {
                let known = operation.query.map(\.name).joined(separator: ", ")
                let detail = known.isEmpty ? "this resource takes no parameters" : "unknown; known are \(known)"
                errors.append(FieldError(field: name, detail: detail))
                continue
            }
            if case .string(let allowed) = parameter.schema, !allowed.isEmpty, !allowed.contains(item.value) {
                errors.append(FieldError(field: name, detail: "expected one of \(allowed.joined(separator: ", "))"))
            }
            if values.updateValue(item.value, forKey: item.name) != nil {
                errors.append(FieldError(field: name, detail: "given twice"))
            }
        }
        guard errors.isEmpty else { throw .invalid(errors) }
        return values
    }

    func body(of request: Request) async throws(APIFailure) -> [UInt8] {
        let limit = options.bodyLimit
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw .bodyTooLarge(limit: limit)
        }
        let buffer: ByteBuffer
        do {
            buffer = try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw .bodyTooLarge(limit: limit)
        } catch {
            throw .malformed(detail: "the body ended early")
        }
        guard buffer.readableBytes > 0 else { return [] }
        let type = request.headers[.contentType] ?? ""
        let essence = type.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
        guard essence == Reply.jsonType else { throw .unsupportedMediaType(type) }
        return Array(buffer.readableBytesView)
    }

    /// Carries a command out once for each idempotency key (C20).
    func once(_ operation: Operation, _ asked: APIRequest, token: String, path: String) async throws(APIFailure)
        -> Reply
    {
        guard (1...255).contains(token.utf8.count), token.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw .invalid([
                FieldError(field: "Idempotency-Key", detail: "expected 1 to 255 printable ASCII characters")
            ])
        }
        let digest = KeyDigest.sha256(Array("\(operation.method.rawValue) \(path)\n".utf8) + asked.body)
        let claim = IdempotencyClaim(key: asked.key, token: token, fingerprint: Hex.encode(digest))
        switch await idempotency.claim(claim, at: environment.now()) {
        case .act: break
        case .replay(let stored):
            var reply = Reply(status: stored.status, content: .bytes(stored.body, type: stored.contentType))
            reply.headers[.idempotencyReplayed] = "true"
            return reply
        case .inUse: throw .idempotencyKeyInUse
        case .reused: throw .idempotencyKeyReused
        case .full: throw .idempotencyStoreFull
        }
        let reply: Reply
        do throws(APIFailure) {
            reply = try await operation.handler(asked)
        } catch {
            guard error.mayHaveActed else {
                await idempotency.release(claim)
                throw error
            }
            reply = .failure(error, request: asked.id)
        }
        if case .bytes(let body, let type) = reply.content {
            let stored = StoredReply(status: reply.status, contentType: type, body: body)
            await idempotency.settle(claim, stored, at: environment.now())
        }
        return reply
    }
}

extension APIFailure {
    /// Whether a command that failed so may have been carried out nevertheless.
    var mayHaveActed: Bool {
        switch self {
        case .timedOut, .internalError: true
        default: false
        }
    }
}
