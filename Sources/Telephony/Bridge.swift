/// A bridge as the live picture holds it. Its members are kept by the board, each leg being in one bridge at most.
package struct Bridge: Hashable, Sendable {
    /// As last told. Its members are left out: ask the board.
    package var snapshot: BridgeSnapshot
    package var memberCount: Int { Int(count) }
    /// True if the bridge was found by comparing, not seen to be made.
    package var inferred: Bool
    /// The bridge's latest event.
    package var heard: Told

    /// The ends of the list of members, as slots of legs; -1 where there is none.
    var first: Int32 = -1
    var last: Int32 = -1
    var count: Int32 = 0
    /// By how many members Asterisk's latest list was longer than ours, once ours was put right: those are ids that the
    /// board knows no leg for.
    var excess: Int32 = 0
    /// True if its creation was told, so that its end will be.
    var endWillBeTold: Bool
    /// Its making was told; otherwise another event made it known.
    var wasCreated = false

    package var id: BridgeID { snapshot.id }

    init(_ snapshot: BridgeSnapshot, _ heard: Told, endWillBeTold: Bool) {
        self.snapshot = snapshot.withoutMembers
        self.inferred = heard.inferred
        self.heard = heard
        self.endWillBeTold = endWillBeTold
    }

    static let vacant = Bridge(
        BridgeSnapshot(id: BridgeID("")), .never, endWillBeTold: true)

    /// Takes what is new; true if anything was.
    mutating func take(_ newer: BridgeSnapshot) -> Bool {
        guard snapshot.differs(from: newer) else { return false }
        snapshot = newer.withoutMembers
        return true
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
