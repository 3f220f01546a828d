/// What Asterisk says of a bridge in every event about it, and in `GET /bridges`.
package struct BridgeSnapshot: Hashable, Sendable {
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

    package init(
        id: BridgeID, technology: String = "", type: String = "", bridgeClass: String = "", creator: String = "",
        name: String = "", createdAt: Instant = Instant(milliseconds: 0), members: [ChannelID] = [],
        videoMode: String = "", videoSource: ChannelID? = nil
    ) {
        self.id = id
        self.technology = technology
        self.type = type
        self.bridgeClass = bridgeClass
        self.creator = creator
        self.name = name
        self.createdAt = createdAt
        self.members = members
        self.videoMode = videoMode
        self.videoSource = videoSource
    }

    /// Those in a holding bridge wait beside each other and do not talk.
    package var isHolding: Bool { type.utf8.starts(with: "holding".utf8) }
}

/// A bridge as the live picture holds it. Its members are kept by the board, each leg being in one bridge at most.
package struct Bridge: Hashable, Sendable {
    /// As last told. Its members are left out: ask the board.
    package var snapshot: BridgeSnapshot
    package var memberCount: Int { Int(count) }
    /// True if the bridge was found by comparing, not seen to be made.
    package var inferred: Bool
    /// Asterisk's stamp on the bridge's latest event.
    package var heardAt: Instant

    /// The ends of the list of members, as slots of legs; -1 where there is none.
    var first: Int32 = -1
    var last: Int32 = -1
    var count: Int32 = 0
    /// By how many members Asterisk's latest list was longer than ours, once ours was put right: those are ids that the
    /// board knows no leg for.
    var excess: Int32 = 0
    /// True if its creation was told, so that its end will be.
    var endWillBeTold: Bool

    package var id: BridgeID { snapshot.id }

    init(_ snapshot: BridgeSnapshot, at: Instant, inferred: Bool, endWillBeTold: Bool) {
        self.snapshot = snapshot
        self.snapshot.members = []
        self.inferred = inferred
        self.heardAt = at
        self.endWillBeTold = endWillBeTold
    }
}

/// What changed about a bridge.
package struct BridgeChange: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let created = BridgeChange(rawValue: 1 << 0)
    package static let members = BridgeChange(rawValue: 1 << 1)
    package static let merged = BridgeChange(rawValue: 1 << 2)
    /// Technology, type, name, video.
    package static let other = BridgeChange(rawValue: 1 << 3)
}
