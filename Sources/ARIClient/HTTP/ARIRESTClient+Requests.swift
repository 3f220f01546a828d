import ARI

extension ARIRESTClient {
    /// Sends a typed request: over the request socket where there is one that stands and the request cannot block,
    /// over HTTP otherwise.
    ///
    /// A request that could not be sent over the socket goes over HTTP; one that may have been is never sent twice.
    /// - Parameter timeout: for the whole exchange; the client's setting where nil.
    /// - Throws: ``ARIError/refused(_:)`` where Asterisk said no, and all else that ``ARIError`` tells apart.
    public func send<Response>(
        _ request: ARIRequest<Response>, timeout: Duration? = nil
    ) async throws(ARIError) -> Response {
        let answer = try await carry(request, timeout: timeout)
        do throws(ARIAnswerError) {
            return try request.decode(answer)
        } catch {
            throw ARIError(error)
        }
    }

    /// Sends a request about something that may be gone by now, such as a hang-up that races with the caller's own.
    /// - Returns: nil where Asterisk answered 404.
    public func sendUnlessGone<Response>(
        _ request: ARIRequest<Response>, timeout: Duration? = nil
    ) async throws(ARIError) -> Response? {
        do throws(ARIError) {
            return try await send(request, timeout: timeout)
        } catch {
            guard error.isGone else { throw error }
            return nil
        }
    }

    /// Whether Asterisk answers requests in time: `GET /asterisk/ping`, always over HTTP.
    ///
    /// A WebSocket that stands proves little: closing one in the middle of device-state traffic has been seen to
    /// stop all of ARI for hours, and REST with it.
    /// - Throws: ``ARIError``, ``ARIError/outcomeUnknown(_:)`` with `timeout` where no answer came.
    public func ping(timeout: Duration = .seconds(2)) async throws(ARIError) {
        var request = ARI.Asterisk.ping()
        request.mayBlock = true
        _ = try await send(request, timeout: timeout)
    }

    /// Whether the server knows requests over WebSocket, by what it says of itself. Asterisk 20.14, 21.9 and 22.4
    /// brought them.
    public func supportsRequestSocket() async throws(ARIError) -> Bool {
        let answer = try await request(method: "GET", path: "/api-docs/events.json")
        guard answer.status == 200 else { throw .refused(.init(status: answer.status, message: answer.message)) }
        return answer.body.contains(Array("\"RESTRequest\"".utf8))
    }

    private func carry<Response>(
        _ request: ARIRequest<Response>, timeout: Duration?
    ) async throws(ARIError) -> ARIAnswer {
        let exchange = HTTPExchange(
            method: request.method.rawValue, target: request.target, body: request.body, timeout: timeout)
        if let requestSocket, !request.mayBlock {
            let start = ContinuousClock.now
            let result = await requestSocket.perform(request, timeout: timeout ?? settings.requestTimeout)
            if case .failure(.requestNotSent) = result { return try await self.exchange(exchange) }
            log(exchange, result, since: start)
            return try result.get()
        }
        return try await self.exchange(exchange)
    }
}

extension ARIError {
    init(_ error: ARIAnswerError) {
        switch error {
        case .refused(let status, let message): self = .refused(.init(status: status, message: message))
        case .unreadable(let status, let reason): self = .unreadableAnswer("status \(status): \(reason)")
        }
    }
}
