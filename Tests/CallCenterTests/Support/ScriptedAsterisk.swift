import ARI
import ARIClient

@testable import CallCenter

/// An Asterisk that answers each request as a test says, and remembers what it was asked.
final class ScriptedAsterisk: AsteriskRequests {
    enum Reply: Sendable {
        case ok(String)
        case refused(Int, String)
        case failed(ARIError)

        static let done = Reply.ok("")
        static let gone = Reply.refused(404, "Channel not found")
        static let notInStasis = Reply.refused(409, "Channel not in Stasis application")
        static let lost = Reply.failed(.outcomeUnknown(ARITransportFailure(.timeout, "no answer in time")))
    }

    /// Method and target as they go out, unescaped where a test reads them.
    let asked = Told<String>()
    let bodies = Told<String>()
    /// The times that were given to requests which had one of their own.
    let timeouts = Told<Duration>()
    private let script: @Sendable (_ request: String, _ attempt: Int) async -> Reply

    /// - Parameter script: is given the request and how often the same was asked, from 1.
    init(_ script: @escaping @Sendable (_ request: String, _ attempt: Int) async -> Reply = { _, _ in .done }) {
        self.script = script
    }

    var requests: [String] { asked.items }

    func send<Response>(
        _ request: ARIRequest<Response>, timeout: Duration?
    ) async throws(ARIError) -> Response {
        if let timeout { timeouts.add(timeout) }
        return try await send(request)
    }

    func send<Response>(_ request: ARIRequest<Response>) async throws(ARIError) -> Response {
        let words = "\(request.method.rawValue) \(request.target)".unescaped
        asked.add(words)
        if let body = request.body { bodies.add(String(decoding: body, as: UTF8.self)) }
        let answer: ARIAnswer
        switch await script(words, asked.items.filter { $0 == words }.count) {
        case .ok(let body): answer = ARIAnswer(status: 200, body: Array(body.utf8))
        case .refused(let status, let message):
            answer = ARIAnswer(status: status, body: Array(#"{"message":"\#(message)"}"#.utf8))
        case .failed(let error): throw error
        }
        do throws(ARIAnswerError) {
            return try request.decode(answer)
        } catch {
            switch error {
            case .refused(let status, let message): throw .refused(ARIRefusal(status: status, message: message))
            case .unreadable(_, let reason): throw .unreadableAnswer("\(reason)")
            }
        }
    }
}

extension String {
    /// Percent escapes read.
    fileprivate var unescaped: String {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2, let value = UInt8(Substring(digits), radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension EffectRunner {
    /// As in a whole period.
    func armAllDeadMen() {
        for share in 0..<DeadMen.shares { armDeadMen(share) }
    }
}
