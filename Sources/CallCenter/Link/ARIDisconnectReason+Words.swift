import ARIClient

extension ARIDisconnectReason {
    /// For people: in alarms and blind intervals.
    var words: String {
        switch self {
        case .unresolved(let detail): "the host's name is not known (\(detail))"
        case .unreachable(let detail): "not reachable (\(detail))"
        case .connectTimeout: "no answer to the handshake in time"
        case .tls(let detail): "TLS failed (\(detail))"
        case .unauthorized(let status): "the user or the password is wrong, or the user may not do this (\(status))"
        case .notFound: "no ARI there (404)"
        case .unavailable: "Asterisk is starting or stopping (503)"
        case .handshakeRefused(let status, let detail): "the handshake was refused (\(status) \(detail))"
        case .closedByPeer(let code, let text): "closed by Asterisk (\(code) \(text))"
        case .lost: "the connection was lost"
        case .silent: "silent: nothing was heard for too long"
        case .superseded: "Asterisk connected anew"
        case .stopped: "given up on this side"
        }
    }
}
