/// Something that Asterisk should not have said as the picture stood: a sign that an event was lost or doubled. The
/// board repairs what it can and goes on.
package struct Anomaly: Hashable, Sendable {
    package var kind: Kind
    /// The id of the leg, bridge, playback or recording that it is about.
    package var id: String

    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Heard of without having appeared. Adopted, unless the news was its end.
        case unknownLeg = "unknown_leg"
        case unknownBridge = "unknown_bridge"
        case unknownPlayback = "unknown_playback"
        case unknownRecording = "unknown_recording"
        /// Appeared although it was there.
        case legAppearedTwice = "leg_appeared_twice"
        case bridgeCreatedTwice = "bridge_created_twice"
        /// Heard of after its end. Ignored.
        case legAlreadyEnded = "leg_already_ended"
        case bridgeAlreadyEnded = "bridge_already_ended"
        /// Heard of after a comparison had found it gone. Taken back.
        case legRevived = "leg_revived"
        case bridgeRevived = "bridge_revived"
        case enteredBridgeTwice = "entered_bridge_twice"
        /// Entered a bridge while in another one. Moved.
        case enteredBridgeWithoutLeaving = "entered_bridge_without_leaving"
        case leftBridgeWithoutBeingIn = "left_bridge_without_being_in"
        /// Asterisk's list of members is not ours. Theirs was taken.
        case bridgeMembersDiffer = "bridge_members_differ"
        case bridgeEndedWithMembers = "bridge_ended_with_members"
        case enteredApplicationTwice = "entered_application_twice"
        case leftApplicationWithoutBeingIn = "left_application_without_being_in"
    }
}
