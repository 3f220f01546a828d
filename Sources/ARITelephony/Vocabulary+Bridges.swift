import ARI
import Telephony

extension Vocabulary {
    package func bridge(_ bridge: ARI.Bridge) -> BridgeSnapshot {
        BridgeSnapshot(
            id: BridgeID(bridge.id.rawValue), technology: bridge.technology, type: bridge.bridgeType.rawValue,
            bridgeClass: bridge.bridgeClass, creator: bridge.creator, name: bridge.name,
            createdAt: Instant(bridge.creationTime), members: bridge.channels.map { ChannelID($0.rawValue) },
            videoMode: bridge.videoMode ?? "", videoSource: bridge.videoSourceID.map { ChannelID($0.rawValue) })
    }

    func bridge(_ bridge: ARI.Bridge?) -> BridgeSnapshot? { bridge.map { self.bridge($0) } }

    /// A bridge in Asterisk's form, as far as the board holds it.
    package func bridge(_ bridge: BridgeSnapshot, members: [ChannelID]) -> ARI.Bridge {
        let fields = bridge.fields
        return ARI.Bridge(
            id: ARI.BridgeID(fields.id.raw), technology: fields.technology,
            bridgeType: ARI.BridgeType(rawValue: fields.type), bridgeClass: fields.bridgeClass,
            creator: fields.creator, name: fields.name, channels: members.map { ARI.ChannelID($0.raw) },
            videoMode: fields.videoMode.isEmpty ? nil : fields.videoMode,
            videoSourceID: fields.videoSource.map { ARI.ChannelID($0.raw) },
            creationTime: fields.createdAt.timestamp)
    }
}
