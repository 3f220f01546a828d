/// Asterisk carried out a blind transfer by itself.
package struct BlindTransfer: Hashable, Sendable {
    /// The leg that asked for it.
    package var transferrer: LegSnapshot
    package var transferee: LegSnapshot?
    /// The leg that stands in for a whole bridge that was sent away.
    package var replacement: LegSnapshot?
    package var bridge: BridgeSnapshot?
    package var exten: String
    package var context: String
    /// Asterisk's word: `Success`, `Fail`, `Invalid`, `Not Permitted`.
    package var result: String
    package var isExternal: Bool

    package init(
        transferrer: LegSnapshot, transferee: LegSnapshot? = nil, replacement: LegSnapshot? = nil,
        bridge: BridgeSnapshot? = nil, exten: String, context: String, result: String, isExternal: Bool
    ) {
        self.transferrer = transferrer
        self.transferee = transferee
        self.replacement = replacement
        self.bridge = bridge
        self.exten = exten
        self.context = context
        self.result = result
        self.isExternal = isExternal
    }
}

/// Asterisk carried out an attended transfer by itself.
package struct AttendedTransfer: Hashable, Sendable {
    package var firstLeg: LegSnapshot
    package var firstBridge: BridgeSnapshot?
    package var secondLeg: LegSnapshot
    package var secondBridge: BridgeSnapshot?
    package var transferee: LegSnapshot?
    package var target: LegSnapshot?
    package var replacement: LegSnapshot?
    /// Asterisk's word for where it led: `bridge`, `application`, `link`, `threeway`, `fail`.
    package var destination: String
    package var destinationBridge: BridgeID?
    package var result: String
    package var isExternal: Bool

    package init(
        firstLeg: LegSnapshot, firstBridge: BridgeSnapshot? = nil, secondLeg: LegSnapshot,
        secondBridge: BridgeSnapshot? = nil, transferee: LegSnapshot? = nil, target: LegSnapshot? = nil,
        replacement: LegSnapshot? = nil, destination: String, destinationBridge: BridgeID? = nil, result: String,
        isExternal: Bool
    ) {
        self.firstLeg = firstLeg
        self.firstBridge = firstBridge
        self.secondLeg = secondLeg
        self.secondBridge = secondBridge
        self.transferee = transferee
        self.target = target
        self.replacement = replacement
        self.destination = destination
        self.destinationBridge = destinationBridge
        self.result = result
        self.isExternal = isExternal
    }
}

/// A phone asked for a transfer and left the doing to us (`PJSIP_TRANSFER_HANDLING()=ari-only`).
package struct TransferRequest: Hashable, Sendable {
    /// The leg whose phone sent the REFER.
    package var source: LegSnapshot
    /// The party that is to be transferred.
    package var connected: LegSnapshot?
    package var bridge: BridgeSnapshot?
    /// The number or URI that the phone wants reached.
    package var destination: String
    /// The leg to be replaced, where the REFER carried Replaces and Asterisk knows it.
    package var destinationLeg: LegSnapshot?
    /// Asterisk's word for how far it is: `channel_progress`, `channel_answered`, `channel_unavailable`, …
    package var state: String

    package init(
        source: LegSnapshot, connected: LegSnapshot? = nil, bridge: BridgeSnapshot? = nil, destination: String,
        destinationLeg: LegSnapshot? = nil, state: String = ""
    ) {
        self.source = source
        self.connected = connected
        self.bridge = bridge
        self.destination = destination
        self.destinationLeg = destinationLeg
        self.state = state
    }
}
