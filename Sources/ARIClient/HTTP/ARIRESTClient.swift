import ARI
import Logging

/// Requests to one Asterisk.
///
/// Any number may be under way at a time; they share a pool of keep-alive connections. Cancelling the task of a request
/// ends it. What is logged of a request: its method, its path without the query, its status and how long it took; at
/// `debug`.
public final class ARIRESTClient: Sendable {
    /// Whom this speaks to.
    public let server: ARIServer
    let settings: ARIRESTSettings
    let requestSocket: ARIRequestSocket?
    private let transport: HTTPTransport
    private let logger: Logger

    /// - Parameter requestSocket: where typed requests that cannot block go; its owner starts and stops it.
    /// - Throws: ``ARIError/requestNotSent(_:)`` where libcurl cannot start.
    public init(
        server: ARIServer, settings: ARIRESTSettings = .init(), requestSocket: ARIRequestSocket? = nil, logger: Logger
    ) throws(ARIError) {
        self.server = server
        self.settings = settings
        self.requestSocket = requestSocket
        self.logger = logger
        transport = try HTTPTransport(server: server, settings: settings)
    }

    /// Any request at all, for experts: the answer is given whatever its status is.
    /// - Parameters:
    ///   - method: `GET`, `POST`, `PUT` or `DELETE`.
    ///   - path: below `/ari`, beginning with a slash, with what needs it percent-encoded, e.g. `/channels`.
    ///   - query: escaped here and put behind the path in this order.
    ///   - body: JSON.
    ///   - timeout: for the whole exchange; the client's setting where nil.
    ///   - answerLimit: in bytes; the client's setting where nil.
    public func request(
        method: String, path: String, query: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        timeout: Duration? = nil, answerLimit: Int? = nil
    ) async throws(ARIError) -> ARIAnswer {
        let letters = method.utf8
        guard !letters.isEmpty, letters.allSatisfy({ $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") }) else {
            throw .invalid("a method is a word in capitals")
        }
        guard path.utf8.first == UInt8(ascii: "/"),
            path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") })
        else { throw .invalid("a path begins with a slash and is percent-encoded") }
        var target = path
        var separator = path.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
        for (name, value) in query {
            target += "\(separator)\(PercentEncoding.component(name))=\(PercentEncoding.component(value))"
            separator = "&"
        }
        return try await exchange(
            HTTPExchange(method: method, target: target, body: body, timeout: timeout, answerLimit: answerLimit))
    }

    /// Where tasks that make many requests run best: on the thread that the answers arrive on. Nothing may block it.
    public var executor: any TaskExecutor { transport.executor }

    /// Ends the thread; what is under way fails, and later requests are not sent. Without it, the thread ends with the
    /// last reference.
    public func shutdown() { transport.shutdown() }

    func exchange(_ exchange: HTTPExchange) async throws(ARIError) -> ARIAnswer {
        if let body = exchange.body, body.count > settings.requestBodyLimit {
            throw .invalid("the body has \(body.count) bytes; Asterisk reads \(settings.requestBodyLimit)")
        }
        let start = ContinuousClock.now
        let result = await transport.perform(exchange)
        log(exchange, result, since: start)
        return try result.get()
    }

    func log(
        _ exchange: HTTPExchange, _ result: Result<ARIAnswer, ARIError>, since start: ContinuousClock.Instant
    ) {
        guard logger.logLevel <= .debug else { return }
        var metadata: Logger.Metadata = [
            "method": "\(exchange.method)", "path": "\(exchange.loggedTarget)",
            "ms": "\((ContinuousClock.now - start).wholeMilliseconds)",
        ]
        switch result {
        case .success(let answer): metadata["status"] = "\(answer.status)"
        case .failure(let error): metadata["error"] = "\(error)"
        }
        logger.debug("ARI request", metadata: metadata)
    }
}
