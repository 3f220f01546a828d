/// An endpoint: `PJSIP/1001`.
package struct EndpointID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package var technology: String
    package var resource: String

    package init(technology: String, resource: String) {
        self.technology = technology
        self.resource = resource
    }

    package static func < (left: EndpointID, right: EndpointID) -> Bool {
        left.technology == right.technology ? left.resource < right.resource : left.technology < right.technology
    }
    package var description: String { "\(technology)/\(resource)" }
}

/// A phone or trunk that Asterisk knows, and whether it can be reached.
package struct Endpoint: Hashable, Sendable {
    package var id: EndpointID
    package var state: EndpointState
    /// Where it is registered, by URI.
    package var contacts: [Contact]

    package init(id: EndpointID, state: EndpointState, contacts: [Contact] = []) {
        self.id = id
        self.state = state
        self.contacts = contacts
    }
}

package enum EndpointState: UInt8, Hashable, Sendable, CaseIterable {
    case unknown, offline, online
}

/// One registered address of an endpoint.
package struct Contact: Hashable, Sendable {
    package var uri: String
    /// Asterisk's word: `Reachable`, `Unreachable`, `NonQualified`, `Removed`, …
    package var status: String
    package var aor: String
    /// The round trip of the latest OPTIONS, in microseconds; nil where it was not qualified.
    package var roundTripMicroseconds: Int?

    package init(uri: String, status: String, aor: String = "", roundTripMicroseconds: Int? = nil) {
        self.uri = uri
        self.status = status
        self.aor = aor
        self.roundTripMicroseconds = roundTripMicroseconds
    }
}

/// A device state, by the device's name: `PJSIP/1001`, `Stasis:door`, `Custom:lamp`.
package struct DeviceState: Hashable, Sendable {
    package var name: String
    package var state: State

    package init(name: String, state: State) {
        self.name = name
        self.state = state
    }

    package enum State: UInt8, Hashable, Sendable, CaseIterable {
        case unknown, notInUse, inUse, busy, invalid, unavailable, ringing, ringInUse, onHold
    }
}
