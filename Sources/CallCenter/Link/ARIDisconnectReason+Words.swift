import ARIClient

extension ARIDisconnectReason {
    /// For people: in alarms and blind intervals, and what `mayday ari listen` says.
    package var words: String {
        switch self {
        case .unresolved(let detail): "the host's name is not known (\(detail))"
        case .unreachable(let detail): "not reachable (\(detail))"
        case .connectTimeout: "no answer to the handshake in time"
        case .tls(let detail): "TLS failed (\(detail))"
        case .unauthorized(status: 401): "Asterisk does not know the user, or the password is wrong (401)"
        case .unauthorized(let status): "the user may not do this (\(status))"
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

    /// What a person can do about it; nil where it mends itself or nothing more is known.
    package var advice: String? {
        switch self {
        case .unresolved: "correct the host in `url`, or the name service"
        case .unreachable: "is Asterisk running, and is `bindaddr`/`bindport` of http.conf what `url` says?"
        case .connectTimeout: "does a firewall stand between, or does Asterisk hang?"
        case .tls: "does the certificate fit the host in `url`, and is its issuer trusted here?"
        case .unauthorized(status: 401):
            "compare `user` and the password with ari.conf; `asterisk -rx 'ari show users'` lists the users"
        case .unauthorized: "take `read_only` out of the user's section in ari.conf"
        case .notFound: "is res_ari loaded, `enabled = yes` in ari.conf, and the prefix of http.conf in `url`?"
        case .handshakeRefused: "is `url` Asterisk's own HTTP server, and res_http_websocket loaded?"
        case .unavailable, .closedByPeer, .lost, .silent, .superseded, .stopped: nil
        }
    }

    /// Equal for reasons that differ in their details only.
    var kind: Substring { words.prefix { $0 != "(" } }
}
