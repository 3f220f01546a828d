import ARI
import Telephony

extension Vocabulary {
    package func endpoint(_ endpoint: ARI.Endpoint) -> Endpoint {
        Endpoint(
            id: EndpointID(technology: endpoint.technology, resource: endpoint.resource),
            state: EndpointState(endpoint.state))
    }

    package func endpoint(_ endpoint: Endpoint, legs: [ChannelID]) -> ARI.Endpoint {
        ARI.Endpoint(
            technology: endpoint.id.technology, resource: endpoint.id.resource, state: endpoint.state.word,
            channelIDs: legs.map { ARI.ChannelID($0.raw) })
    }

    func contact(_ contact: ARI.ContactInfo) -> Contact {
        Contact(
            uri: contact.uri, status: contact.contactStatus.rawValue, aor: contact.aor,
            roundTripMicroseconds: contact.roundtripUsec.flatMap { Int($0) })
    }

    package func device(_ device: ARI.DeviceState) -> DeviceState {
        DeviceState(name: device.name, state: DeviceState.State(device.state))
    }

    package func device(_ device: DeviceState) -> ARI.DeviceState {
        ARI.DeviceState(name: device.name, state: device.state.word)
    }
}

extension EndpointState {
    init(_ word: ARI.EndpointState?) {
        switch word {
        case .offline: self = .offline
        case .online: self = .online
        default: self = .unknown
        }
    }

    var word: ARI.EndpointState {
        switch self {
        case .unknown: .unknown
        case .offline: .offline
        case .online: .online
        }
    }
}

extension DeviceState.State {
    init(_ word: ARI.DeviceStateValue) {
        switch word {
        case .notInUse: self = .notInUse
        case .inUse: self = .inUse
        case .busy: self = .busy
        case .invalid: self = .invalid
        case .unavailable: self = .unavailable
        case .ringing: self = .ringing
        case .ringInUse: self = .ringInUse
        case .onHold: self = .onHold
        case .unknown, .other: self = .unknown
        }
    }

    /// The state in Asterisk's own word.
    package var word: ARI.DeviceStateValue {
        switch self {
        case .unknown: .unknown
        case .notInUse: .notInUse
        case .inUse: .inUse
        case .busy: .busy
        case .invalid: .invalid
        case .unavailable: .unavailable
        case .ringing: .ringing
        case .ringInUse: .ringInUse
        case .onHold: .onHold
        }
    }
}
