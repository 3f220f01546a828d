import WireJSON

/// What Asterisk answered to a request.
public struct ARIAnswer: Hashable, Sendable {
    /// The HTTP status.
    public var status: Int
    /// The media type, nil where there was none.
    public var contentType: String?
    public var body: [UInt8]

    public init(status: Int, contentType: String? = nil, body: [UInt8] = []) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// The answer that came over the WebSocket.
    public init(_ response: ARI.RESTResponse) {
        self.init(
            status: response.statusCode, contentType: response.contentType,
            body: Array((response.messageBody ?? response.reasonPhrase).utf8))
    }

    /// What Asterisk says about a refusal: `message` (or `error`) of its JSON, or the body where it is short text.
    public var message: String {
        if let json = try? JSONValue(parsing: body) {
            if let text = json["message"]?.text ?? json["error"]?.text { return text }
        }
        return String(decoding: body.prefix(200), as: UTF8.self)
    }
}

/// Why an answer is not the value that was asked for.
public enum ARIAnswerError: Error, Hashable, Sendable {
    /// Asterisk said no. 404 says that what was meant is gone, and is often no failure: see `isGone`.
    case refused(status: Int, message: String)
    /// Asterisk said yes in words that are not what its api-docs promise.
    case unreadable(status: Int, ARIReadingError)

    /// The thing that the request was about does not exist (any more): after a hang-up, the wanted state.
    public var isGone: Bool {
        if case .refused(status: 404, _) = self { true } else { false }
    }

    /// The HTTP status.
    public var status: Int {
        switch self {
        case .refused(let status, _), .unreadable(let status, _): status
        }
    }
}
