import MaydayAPI

/// The path and query of a request line, decoded (RFC 3986) and checked.
struct RequestTarget: Sendable, Hashable {
    /// Decoded; never empty, `.`, `..`, and never with control characters or slashes in them.
    var segments: [String]
    var query: [QueryItem]

    struct QueryItem: Sendable, Hashable {
        var name: String
        var value: String
    }

    /// Throws `.malformed` for what no client of good will sends, `.routeNotFound` for what cannot be a route.
    init(path: String, query: String?) throws(APIFailure) {
        guard path.utf8.first == UInt8(ascii: "/") else { throw .routeNotFound }
        segments = []
        for raw in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let segment = Self.decode(raw) else {
                throw .malformed(detail: "the path is not percent-encoded UTF-8")
            }
            guard !segment.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
                throw .malformed(detail: "the path holds control characters")
            }
            guard !segment.isEmpty, segment != ".", segment != "..", !segment.contains("/") else {
                throw .routeNotFound
            }
            guard segment.utf8.count <= 128 else { throw .malformed(detail: "a part of the path is too long") }
            segments.append(segment)
        }
        self.query = []
        for pair in (query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : "") else {
                throw .malformed(detail: "the query is not percent-encoded UTF-8")
            }
            self.query.append(QueryItem(name: name, value: value))
        }
    }

    /// Nil for a broken escape or for bytes that are not UTF-8.
    static func decode(_ text: Substring) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexValue), let low = rest.popFirst().flatMap(hexValue) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        UInt8(String(UnicodeScalar(byte)), radix: 16)
    }
}

/// `/v1/agents/{id}/ready`.
struct PathTemplate: Sendable, Hashable, CustomStringConvertible {
    enum Part: Sendable, Hashable {
        case literal(String)
        case parameter(String)
    }

    let parts: [Part]
    let description: String

    init(_ text: String) {
        description = text
        parts = text.split(separator: "/").map { part in
            part.hasPrefix("{") ? .parameter(String(part.dropFirst().dropLast())) : .literal(String(part))
        }
    }

    var parameters: [String] {
        parts.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    }

    /// The parameters' values, or nil where the path is another.
    func match(_ segments: [String]) -> [String: String]? {
        guard segments.count == parts.count else { return nil }
        var values: [String: String] = [:]
        for (part, segment) in zip(parts, segments) {
            switch part {
            case .literal(let literal): guard literal == segment else { return nil }
            case .parameter(let name): values[name] = segment
            }
        }
        return values
    }
}
