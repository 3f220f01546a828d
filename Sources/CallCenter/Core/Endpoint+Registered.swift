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

extension DeviceState {
    /// Whether a phone answers there; nil where Asterisk does not know, and for what is no phone: a queue or a lamp
    /// (`Queue:sales`), a Local channel, which is named by what was dialled.
    var reachability: Bool? {
        guard name.contains("/"), !name.hasPrefix("Local/") else { return nil }
        return switch state {
        case .notInUse, .inUse, .busy, .ringing, .ringInUse, .onHold: true
        case .unavailable, .invalid: false
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
