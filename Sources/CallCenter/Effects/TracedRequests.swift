import ARI
import ARIClient
import MaydayAPI
import Queueing
import Telephony

/// One call's requests to one Asterisk: each exchange stands in the call's trace with its status and duration.
struct TracedRequests: AsteriskRequests {
    let requests: any AsteriskRequests
    let call: CallID
    let trace: Tracer
    let clock: WallClock

    func send<Response>(_ request: ARIRequest<Response>) async throws(ARIError) -> Response {
        // A typed answer does not tell its status, so the answer is taken as it comes and read here.
        var plain = ARIRequest.raw(request.method, path: request.path, query: request.query, body: request.body)
        plain.operation = request.operation
        plain.mayBlock = request.mayBlock
        plain.expectedStatuses = request.expectedStatuses
        let begun = ContinuousClock.now
        let result = await Correlation.$call.withValue(call) { [plain] in await carry(plain) }
        let took = Span(ContinuousClock.now - begun).milliseconds
        trace.note(
            .init(
                call: call, at: clock.now(), kind: .response,
                text: "\(request.tracedTarget): \(Self.words(result)), \(took) ms"))
        let answer = try result.get()
        do throws(ARIAnswerError) {
            return try request.decode(answer)
        } catch {
            switch error {
            case .refused(let status, let message): throw .refused(ARIRefusal(status: status, message: message))
            case .unreadable(let status, let reason): throw .unreadableAnswer("status \(status): \(reason)")
            }
        }
    }

    private func carry(_ request: ARIRequest<ARIAnswer>) async -> Result<ARIAnswer, ARIError> {
        do throws(ARIError) {
            return .success(try await requests.send(request))
        } catch {
            return .failure(error)
        }
    }

    private static func words(_ result: Result<ARIAnswer, ARIError>) -> String {
        switch result {
        case .success(let answer): "\(answer.status)"
        case .failure(.refused(let refusal)): "\(refusal.status) \(refusal.message)"
        case .failure(let error): "\(error)"
        }
    }
}

extension ARIRequest {
    /// Method, path and query, unescaped. What a variable is set to is left out unless the variable is one of the
    /// service's own, and so are the body, where callers' numbers and names travel, and the endpoint of a customer
    /// who is called back.
    fileprivate var tracedTarget: String {
        var text = "\(method.rawValue) /\(path.joined(separator: "/"))"
        let variable = query.first { $0.name == "variable" }?.value
        let isOurs = variable.map { $0.hasPrefix("TIMEOUT(") || $0.hasPrefix("MAYDAY_") } ?? false
        let isCustomers = query.contains { $0.name == "channelId" && ChannelID($0.value).isCustomers }
        var separator = "?"
        for item in query {
            let isHidden = item.name == "value" ? !isOurs : item.name == "endpoint" && isCustomers
            text += "\(separator)\(item.name)=\(isHidden ? "…" : item.value)"
            separator = "&"
        }
        return text
    }
}
