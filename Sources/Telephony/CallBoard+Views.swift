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

    // MARK: What a comparison needs to know

    // "Since" is by Asterisk's clock, and on the present connection: what came on an earlier one is older than any
    // question asked on this one, whatever happened to the clock meanwhile.

    /// Whether something was told on the present connection since a moment: then events, and not the answers to questions
    /// that were asked after it, have the last word on it.
    package func isFresh(_ told: Told, since moment: Instant) -> Bool { told.on == connection && told.at >= moment }

    /// When an endpoint or device was heard of last.
    package func heard(_ id: EndpointID) -> Told { endpoints[id]?.heard ?? .never }
    package func heard(device name: String) -> Told { devices[name]?.heard ?? .never }

    /// Since when a leg has been out of sight, if it is.
    package func outOfSight(_ id: ChannelID) -> Instant? {
        legSlots.end(of: id).flatMap { $0.how == .outOfSight ? $0.at : nil }
    }

    /// Whether Asterisk has told of an id's end. Then it does not come back, whatever an answer says that was on its way.
    package func hasEnded(_ id: ChannelID) -> Bool { legSlots.end(of: id)?.how == .told }
    package func hasEnded(_ id: BridgeID) -> Bool { bridgeSlots.end(of: id)?.how == .told }
}
