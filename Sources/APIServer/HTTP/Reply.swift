import HTTPTypes
import Hummingbird
import MaydayAPI

/// What a route answers.
struct Reply: Sendable {
    enum Content: Sendable {
        case none
        case bytes([UInt8], type: String)
        case stream(ResponseBody, type: String)
    }

    var status: Int
    var content: Content
    var headers: HTTPFields = [:]

    static let jsonType = "application/json"
    static let problemType = "application/problem+json"

    static func json(_ value: some Encodable, status: Int = 200) -> Reply {
        Reply(status: status, content: .bytes(JSONText.encode(value), type: jsonType))
    }

    static func failure(_ failure: APIFailure, request: String) -> Reply {
        let problem = failure.problem(request: request)
        var reply = Reply(
            status: problem.status, content: .bytes(JSONText.encode(problem), type: problemType))
        if case .unauthenticated = failure { reply.headers[.wwwAuthenticate] = "Bearer realm=\"mayday\"" }
        if case .methodNotAllowed(let allow) = failure { reply.headers[.allow] = allow.joined(separator: ", ") }
        if let ms = failure.retryAfterMs { reply.headers[.retryAfter] = retryAfter(ms) }
        return reply
    }

    /// Whole seconds, as the header has them.
    static func retryAfter(_ milliseconds: Int64) -> String { String(max(1, (milliseconds + 999) / 1000)) }

    /// `bodiless`: the request was HEAD; the length is told, the bytes are not sent.
    func response(request: String, bodiless: Bool) -> Response {
        var headers = headers
        headers[.xRequestID] = request
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        let status = HTTPResponse.Status(code: status)
        switch content {
        case .none:
            return Response(status: status, headers: headers)
        case .bytes(let bytes, let type):
            headers[.contentType] = type
            guard !bodiless else {
                headers[.contentLength] = String(bytes.count)
                return Response(status: status, headers: headers)
            }
            return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .stream(let body, let type):
            headers[.contentType] = type
            return Response(status: status, headers: headers, body: bodiless ? ResponseBody() : body)
        }
    }
}

extension HTTPField.Name {
    static let host = constant("host")
    static let idempotencyKey = constant("idempotency-key")
    static let idempotencyReplayed = constant("idempotency-replayed")
    static let lastEventID = constant("last-event-id")
    static let xAccelBuffering = constant("x-accel-buffering")
    static let xRequestID = constant("x-request-id")

    private static func constant(_ name: String) -> HTTPField.Name {
        // Each of the names above is a token of RFC 9110.
        HTTPField.Name(name) ?? .server
    }
}
