import ARI
import ARIClient
import Queueing
import Telephony

/// Sends typed requests to one Asterisk: over HTTP, over a WebSocket, or to a stand-in.
package protocol AsteriskRequests: Sendable {
    func send<Response>(_ request: ARIRequest<Response>) async throws(ARIError) -> Response
    /// - Parameter timeout: for the whole exchange; nil for as long as any request may take.
    func send<Response>(_ request: ARIRequest<Response>, timeout: Duration?) async throws(ARIError) -> Response
    /// Where tasks that make many requests run best; nil where it makes no difference.
    var home: (any TaskExecutor)? { get }
}

extension AsteriskRequests {
    package var home: (any TaskExecutor)? { nil }

    /// Takes as long as any request.
    package func send<Response>(
        _ request: ARIRequest<Response>, timeout: Duration?
    ) async throws(ARIError) -> Response {
        try await send(request)
    }
}

extension ARIRESTClient: AsteriskRequests {
    package var home: (any TaskExecutor)? { executor }

    package func send<Response>(_ request: ARIRequest<Response>) async throws(ARIError) -> Response {
        try await send(request, timeout: nil)
    }
}

extension ChannelID {
    var ari: ARI.ChannelID { ARI.ChannelID(rawValue: raw) }
}

extension BridgeID {
    var ari: ARI.BridgeID { ARI.BridgeID(rawValue: raw) }
}

extension EffectResult {
    /// What a failed request means for the effect. `channel` is the leg that the request was about.
    init(_ error: ARIError, about channel: ChannelID?) {
        if error.isGone || error.isNotInStasis || error.knowsNoChannel {
            self = channel.map { .legGone($0) } ?? .gone
            return
        }
        switch error {
        case .refused(let refusal): self = .refused("\(refusal.status) \(refusal.message)")
        case .unreadableAnswer: self = .done
        case .invalid(let words): self = .refused(words)
        case .requestNotSent, .outcomeUnknown, .cancelled: self = .unknown
        }
    }
}

extension ARIError {
    /// What `addChannel` says of a channel that is gone: not 404, which is about the bridge.
    var knowsNoChannel: Bool {
        guard case .refused(let refusal) = self, refusal.status == 400 else { return false }
        return refusal.message.lowercased().contains("channel not found")
    }
}
