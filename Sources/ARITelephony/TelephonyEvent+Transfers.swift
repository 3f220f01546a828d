import ARI
import Telephony

extension TelephonyEvent {
    static func transfer(_ told: ARI.BridgeBlindTransfer, _ words: Vocabulary) -> BlindTransfer {
        BlindTransfer(
            transferrer: words.leg(told.channel), transferee: words.leg(told.transferee),
            replacement: words.leg(told.replaceChannel), bridge: words.bridge(told.bridge), exten: told.exten,
            context: told.context, result: told.result, isExternal: told.isExternal)
    }

    static func transfer(_ told: ARI.BridgeAttendedTransfer, _ words: Vocabulary) -> AttendedTransfer {
        AttendedTransfer(
            firstLeg: words.leg(told.transfererFirstLeg), firstBridge: words.bridge(told.transfererFirstLegBridge),
            secondLeg: words.leg(told.transfererSecondLeg),
            secondBridge: words.bridge(told.transfererSecondLegBridge), transferee: words.leg(told.transferee),
            target: words.leg(told.transferTarget), replacement: words.leg(told.replaceChannel),
            destination: told.destinationType,
            destinationBridge: (told.destinationBridge ?? told.destinationThreewayBridge?.id).map {
                BridgeID($0.rawValue)
            },
            result: told.result, isExternal: told.isExternal)
    }

    static func transfer(_ told: ARI.ChannelTransfer, _ words: Vocabulary) -> TransferRequest {
        TransferRequest(
            source: words.leg(told.referredBy.sourceChannel),
            connected: words.leg(told.referredBy.connectedChannel), bridge: words.bridge(told.referredBy.bridge),
            destination: told.referTo.requestedDestination.destination ?? "",
            destinationLeg: words.leg(told.referTo.destinationChannel), state: told.state ?? "")
    }
}
