/// Reading the board. Lists come in the order of ids.
extension CallBoard {
    package var legCount: Int { legs.count }
    package var bridgeCount: Int { bridges.count }

    package func leg(_ id: ChannelID) -> Leg? { legSlots[id].map { legs[$0].leg } }
    package func bridge(_ id: BridgeID) -> Bridge? { bridgeSlots[id].map { bridges[$0] } }
    package func playback(_ id: PlaybackID) -> Playback? { playbacks[id] }
    package func recording(_ name: RecordingName) -> Recording? { recordings[name] }
    package func endpoint(_ id: EndpointID) -> Endpoint? { endpoints[id]?.value }
    package func device(_ name: String) -> DeviceState? { devices[name]?.value }

    /// Who is in a bridge, in the order in which they entered.
    package func members(of id: BridgeID) -> [ChannelID] {
        guard let bridgeSlot = bridgeSlots[id] else { return [] }
        var members: [ChannelID] = []
        members.reserveCapacity(bridges[bridgeSlot].memberCount)
        var slot = bridges[bridgeSlot].first
        while slot >= 0 {
            members.append(legs[slot].leg.id)
            slot = legs[slot].next
        }
        return members
    }

    package var allLegs: [Leg] { legs.used.map { legs[$0].leg }.sorted { $0.id < $1.id } }
    package var allBridges: [Bridge] { bridges.used.map { bridges[$0] }.sorted { $0.id < $1.id } }
    package var allPlaybacks: [Playback] { playbacks.values.sorted { $0.id < $1.id } }
    package var allRecordings: [Recording] { recordings.values.sorted { $0.name < $1.name } }
    package var allEndpoints: [Endpoint] { endpoints.values.map(\.value).sorted { $0.id < $1.id } }
    package var allDevices: [DeviceState] { devices.values.map(\.value).sorted { $0.name < $1.name } }

    /// Asterisk's stamp on the latest event about an endpoint.
    package func heardAt(_ id: EndpointID) -> Instant? { endpoints[id]?.heardAt }
    /// Asterisk's stamp on the latest event about a device.
    package func heardAt(device name: String) -> Instant? { devices[name]?.heardAt }
    /// Whether an id ended lately, told or inferred.
    package func hasEnded(_ id: ChannelID) -> Bool { legSlots.end(of: id).map { $0.how != .outOfSight } ?? false }
    package func hasEnded(_ id: BridgeID) -> Bool { bridgeSlots.end(of: id).map { $0.how != .outOfSight } ?? false }
}
