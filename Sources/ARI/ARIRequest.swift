import WireJSON

/// The methods that ARI uses.
public enum ARIMethod: String, Hashable, Sendable, CaseIterable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
}

/// One name and value of a request's query, not yet escaped.
public struct ARIQueryItem: Hashable, Sendable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A request to ARI as a value: what to send, and how its answer is read. Made by the factories of `ARI.Channels`,
/// `ARI.Bridges` and so on, carried by whatever speaks HTTP or REST over WebSocket.
public struct ARIRequest<Response: Sendable>: Sendable {
    /// `resource.nickname` as the api-docs have them (`channels.originate`), to probe for and to label figures with;
    /// `raw` for a request made by hand.
    public var operation: String
    public var method: ARIMethod
    /// The path below `/ari`, one element a segment, not yet escaped.
    public var path: [String]
    public var query: [ARIQueryItem]
    /// A JSON document, or nil.
    public var body: [UInt8]?
    /// Asterisk may serve this only when something else has ended (a playback on the channel, a disk, a module), or
    /// answers it over HTTP only. On a WebSocket, where requests are served one after another, it would hold up all
    /// others: such a request goes over HTTP.
    public var mayBlock: Bool
    /// The statuses that mean done.
    public var expectedStatuses: ClosedRange<Int>
    var reading: @Sendable (ARIAnswer) throws(ARIReadingError) -> Response

    init(
        _ operation: String, _ method: ARIMethod, _ path: [String], query: [ARIQueryItem] = [], body: [UInt8]? = nil,
        mayBlock: Bool = false, reading: @escaping @Sendable (ARIAnswer) throws(ARIReadingError) -> Response
    ) {
        self.operation = operation
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.mayBlock = mayBlock
        expectedStatuses = 200...299
        self.reading = reading
    }
}

extension ARIRequest {
    /// Path and query, escaped, with a leading slash and without `/ari`: `/channels/a%2Fb/play?media=sound%3Ahello`.
    public var target: String {
        var text: [UInt8] = []
        for segment in path {
            text.append(UInt8(ascii: "/"))
            PercentEscape.append(segment, to: &text)
        }
        var separator = UInt8(ascii: "?")
        for item in query {
            text.append(separator)
            separator = UInt8(ascii: "&")
            PercentEscape.append(item.name, to: &text)
            text.append(UInt8(ascii: "="))
            PercentEscape.append(item.value, to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The same request as a message over the WebSocket, for servers whose api-docs have the event `RESTResponse`.
    public func message(transactionID: String, requestID: String) -> ARI.RESTRequest {
        ARI.RESTRequest(
            type: "RESTRequest", transactionID: transactionID, requestID: requestID, method: method.rawValue,
            uri: String(target.dropFirst()), contentType: body == nil ? nil : "application/json",
            messageBody: body.map { String(decoding: $0, as: UTF8.self) })
    }

    /// Reads the answer to this request, whichever way it came.
    public func decode(_ answer: ARIAnswer) throws(ARIAnswerError) -> Response {
        guard expectedStatuses.contains(answer.status) else {
            throw .refused(status: answer.status, message: answer.message)
        }
        do throws(ARIReadingError) {
            return try reading(answer)
        } catch {
            throw .unreadable(status: answer.status, error)
        }
    }
}

extension ARIRequest where Response == ARIAnswer {
    /// Any request at all, its answer left as it came: nothing is known of what it may do, so it goes over HTTP.
    public static func raw(
        _ method: ARIMethod, path: [String], query: [ARIQueryItem] = [], body: [UInt8]? = nil
    ) -> ARIRequest {
        ARIRequest("raw", method, path, query: query, body: body, mayBlock: true) { (answer) in answer }
    }
}
