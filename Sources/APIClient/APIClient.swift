import FoundationEssentials
import Locking
import MaydayAPI

/// The HTTP client of the command line, the monitor and the phone. Requests run beside each other, each on a
/// connection of its own that is kept for the next.
package final class APIClient: Sendable {
    private let base: String
    private let authorization: String?
    private let timeoutMs: Int
    private let idle = Locked<[Lane]>([])

    /// - Parameters:
    ///   - url: `http://127.0.0.1:8470`, with or without a path before `/v1`.
    ///   - key: the API key's secret; nil sends none.
    ///   - timeoutMs: for a whole request, in milliseconds.
    package init(url: String, key: String?, timeoutMs: Int = 10_000) throws(APIClientFailure) {
        try Self.check(url)
        var base = url[...]
        while base.hasSuffix("/") { base = base.dropLast() }
        self.base = String(base)
        if let key {
            let secret = key.filter { !$0.isWhitespace }
            guard !secret.isEmpty, secret.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
                throw .badSettings("the API key is empty or holds characters that no key has")
            }
            authorization = "Authorization: Bearer \(secret)"
        } else {
            authorization = nil
        }
        self.timeoutMs = timeoutMs
    }

    /// Refuses what is no address, without repeating a password that may stand in it.
    private static func check(_ url: String) throws(APIClientFailure) {
        let lower = url.lowercased()
        guard let scheme = ["http://", "https://"].first(where: lower.hasPrefix) else {
            throw .badSettings("the service's address is not an http:// or https:// address\(shown(url))")
        }
        let authority = url.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !authority.contains("@") else {
            throw .badSettings(
                "the service's address holds a user or a password; an API key goes to MAYDAY_KEY or --key-file")
        }
        guard !authority.isEmpty, !authority.hasPrefix(":"), url.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw .badSettings("the service's address names no host\(shown(url))")
        }
    }

    private static func shown(_ url: String) -> String {
        url.contains("@") ? "" : ": '\(url)'"
    }

    /// GETs a resource. `path` begins with `/` and is already encoded; see ``path(_:)``.
    package func get<Value: Decodable>(
        _ path: String, query: [(String, String)] = [], as type: Value.Type = Value.self
    ) async throws(APIClientFailure) -> Value {
        try decode(try await send(request("GET", path, query)), type)
    }

    /// POSTs a command. With an idempotency key it may be sent again, and acts once.
    package func post<Body: Encodable, Value: Decodable>(
        _ path: String, _ body: Body, idempotencyKey: String? = nil, as type: Value.Type = Value.self
    ) async throws(APIClientFailure) -> Value {
        var request = request("POST", path, [])
        guard let data = try? JSONEncoder().encode(body) else { throw .badSettings("the command cannot be encoded") }
        request.body = Array(data)
        request.headers.append("Content-Type: application/json")
        if let idempotencyKey {
            guard !idempotencyKey.isEmpty, idempotencyKey.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
                throw .badSettings("an idempotency key is printable ASCII")
            }
            request.headers.append("Idempotency-Key: \(idempotencyKey)")
        }
        return try decode(try await send(request), type)
    }

    /// Any GET as it comes, for `/metrics` and `/openapi.json`.
    package func text(_ path: String) async throws(APIClientFailure) -> String {
        let answer = try await send(request("GET", path, []))
        guard (200..<300).contains(answer.status) else { throw failure(answer) }
        return String(decoding: answer.body, as: UTF8.self)
    }

    /// A path of these parts, each encoded: an id may hold anything.
    package static func path(_ parts: String...) -> String {
        "/v1/" + parts.map { URLText.encode($0) }.joined(separator: "/")
    }

    // MARK: Beneath

    func request(_ method: String, _ path: String, _ query: [(String, String)]) -> HTTPRequest {
        var url = base + path
        if !query.isEmpty {
            url += "?" + query.map { "\(URLText.encode($0.0))=\(URLText.encode($0.1))" }.joined(separator: "&")
        }
        var request = HTTPRequest(method: method, url: url, timeoutMs: timeoutMs)
        // Empty `Expect` keeps libcurl from waiting for a 100 before it sends a larger body.
        request.headers = ["Accept: application/json, application/problem+json", "Expect:"]
        if let authorization { request.headers.append(authorization) }
        return request
    }

    func send(_ request: HTTPRequest) async throws(APIClientFailure) -> HTTPAnswer {
        let lane = try takeLane()
        let gathered = Locked(HTTPAnswer(status: 0, contentType: "", body: []))
        try await lane.perform(request) { piece in
            gathered.withLock { answer in
                switch piece {
                case .head(let status, let contentType):
                    answer.status = status
                    answer.contentType = contentType
                    return true
                case .body(let bytes):
                    answer.body += bytes
                    return answer.body.count <= Self.answerLimit
                }
            }
        }
        idle.withLock { $0.append(lane) }
        return gathered.withLock { $0 }
    }

    /// A lane whose transfer failed is dropped with its connection; only good ones come back.
    func takeLane() throws(APIClientFailure) -> Lane {
        if let lane = idle.withLock({ $0.popLast() }) { return lane }
        guard let lane = Lane() else { throw .unreachable("libcurl cannot be used") }
        return lane
    }

    private func decode<Value: Decodable>(_ answer: HTTPAnswer, _ type: Value.Type) throws(APIClientFailure) -> Value {
        guard (200..<300).contains(answer.status) else { throw failure(answer) }
        do {
            return try JSONDecoder().decode(type, from: Data(answer.body))
        } catch {
            throw .notTheService(status: answer.status, detail: "\(type) expected, \(shown(answer)) came")
        }
    }

    func failure(_ answer: HTTPAnswer) -> APIClientFailure {
        if let problem = try? JSONDecoder().decode(Problem.self, from: Data(answer.body)) { return .problem(problem) }
        return .notTheService(status: answer.status, detail: shown(answer))
    }

    private func shown(_ answer: HTTPAnswer) -> String {
        guard !answer.body.isEmpty else { return "an empty body" }
        let text = String(decoding: answer.body.prefix(80), as: UTF8.self)
        return "'" + text.map { $0.isNewline || $0.asciiValue.map { $0 < 0x20 } == true ? " " : String($0) }.joined()
            + "'"
    }

    /// More than any answer of this API: whatever sends more is something else.
    private static let answerLimit = 64 * 1024 * 1024
}
