/// A playback that runs or waits.
package struct PlaybackID: TelephonyIdentifier {
    package let raw: String
    package init(_ raw: String) { self.raw = raw }
}

/// What a playback or a recording is aimed at.
package enum MediaTarget: Hashable, Sendable {
    case leg(ChannelID)
    case bridge(BridgeID)
    /// A target URI of a kind that we do not know.
    case other(String)
}

/// Media being played to a leg or a bridge.
package struct Playback: Hashable, Sendable {
    package var id: PlaybackID
    package var state: PlaybackState
    package var media: String
    /// What comes next, where a list is being played.
    package var nextMedia: String
    package var target: MediaTarget
    package var language: String

    package init(
        id: PlaybackID, state: PlaybackState, media: String, nextMedia: String = "", target: MediaTarget,
        language: String = ""
    ) {
        self.id = id
        self.state = state
        self.media = media
        self.nextMedia = nextMedia
        self.target = target
        self.language = language
    }
}

package enum PlaybackState: UInt8, Hashable, Sendable, CaseIterable {
    case queued, playing, continuing, done, failed, unknown
}
