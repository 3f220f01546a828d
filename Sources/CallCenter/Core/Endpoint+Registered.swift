import ARITelephony
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

extension DeviceState {
    /// Whether it rings or is in a call.
    var isBusy: Bool {
        switch state {
        case .inUse, .busy, .ringing, .ringInUse, .onHold: true
        case .notInUse, .unavailable, .invalid, .unknown: false
        }
    }
}

extension AsteriskSnapshot {
    /// Whether phones' calls are told by device states; where they are not, nothing would say when a call is over.
    func tellsOfDevices(_ application: String) -> Bool {
        applications.contains { $0.name == application && !$0.endpoints.contains("PJSIP") }
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
