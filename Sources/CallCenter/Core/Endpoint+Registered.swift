import Telephony

extension Endpoint {
    /// Whether a phone answers there; nil where Asterisk does not know.
    var isRegistered: Bool? {
        switch state {
        case .online: true
        case .offline: false
        case .unknown: nil
        }
    }
}

extension Contact {
    /// What a change of one contact says of the endpoint; nil where it says nothing (an endpoint may have others).
    var reachability: Bool? {
        switch status {
        case "Reachable", "Created", "NonQualified", "Updated": true
        default: nil
        }
    }
}
