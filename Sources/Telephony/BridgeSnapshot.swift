/// What Asterisk says of a bridge in every event about it, and in `GET /bridges`. Kept behind one reference, as a
/// leg's snapshot is.
package struct BridgeSnapshot: Sendable {
    private let storage: Storage

    package init(
        id: BridgeID, technology: String = "", type: String = "", bridgeClass: String = "", creator: String = "",
        name: String = "", createdAt: Instant = Instant(milliseconds: 0), members: [ChannelID] = [],
        videoMode: String = "", videoSource: ChannelID? = nil
    ) {
        storage = Storage(
            Fields(
                id: id, technology: technology, type: type, bridgeClass: bridgeClass, creator: creator, name: name,
                createdAt: createdAt, members: members, videoMode: videoMode, videoSource: videoSource))
    }

    private init(_ fields: Fields) { storage = Storage(fields) }

    package struct Fields: Hashable, Sendable {
        package var id: BridgeID
        /// `simple_bridge`, `softmix`, `holding_bridge`, `native_rtp`.
        package var technology: String
        /// `mixing`, `holding`, `dtmf_events`, `proxy_media`, joined by commas.
        package var type: String
        /// `stasis`, `basic`, `parking`: which part of Asterisk runs it.
        package var bridgeClass: String
        package var creator: String
        package var name: String
        package var createdAt: Instant
        /// Who was in it when the event was made, the one it is about included (entering) or left out (leaving).
        package var members: [ChannelID]
        package var videoMode: String
        package var videoSource: ChannelID?
    }

    private final class Storage: Sendable {
        let fields: Fields
        init(_ fields: Fields) { self.fields = fields }

        func differs(from other: Storage) -> Bool {
            fields.technology != other.fields.technology || fields.type != other.fields.type
                || fields.name != other.fields.name || fields.videoMode != other.fields.videoMode
                || fields.videoSource != other.fields.videoSource || fields.createdAt != other.fields.createdAt
                || fields.bridgeClass != other.fields.bridgeClass || fields.creator != other.fields.creator
        }
    }

    package var fields: Fields { _read { yield storage.fields } }
    package var id: BridgeID { storage.fields.id }
    package var type: String { storage.fields.type }
    package var members: [ChannelID] { storage.fields.members }

    /// Those in a holding bridge wait beside each other and do not talk.
    package var isHolding: Bool { storage.fields.type.utf8.starts(with: "holding".utf8) }

    /// The same with a few fields changed.
    package func with(_ change: (inout Fields) -> Void) -> BridgeSnapshot {
        var fields = storage.fields
        change(&fields)
        return BridgeSnapshot(fields)
    }

    /// True if anything but the members differs.
    package func differs(from other: BridgeSnapshot) -> Bool {
        storage !== other.storage && storage.differs(from: other.storage)
    }

    /// The same without its members.
    var withoutMembers: BridgeSnapshot { storage.fields.members.isEmpty ? self : with { $0.members = [] } }
}

extension BridgeSnapshot: Hashable {
    package static func == (left: BridgeSnapshot, right: BridgeSnapshot) -> Bool {
        left.storage === right.storage || left.storage.fields == right.storage.fields
    }
    package func hash(into hasher: inout Hasher) { hasher.combine(storage.fields) }
}

extension BridgeSnapshot: CustomStringConvertible {
    package var description: String { "\(fields)" }
}
