import ARI
import ARIClient
import Queueing
import Telephony

extension EffectSteps {
    /// The dead-man is armed first: it cannot be put off while something is said.
    func announce(_ leg: LegKey, _ playback: PlaybackID, _ media: [Media], music: String) async -> EffectResult {
        await attempt(leg.channel) { () throws(ARIError) in
            try await hush(leg)
            try await arm(leg.channel)
            try await requests.send(ARI.Channels.stopMoh(channelID: leg.channel.ari))
            // Its end may be told before the answer comes.
            playbacks.begin(leg, .init(playback: playback, music: music))
            do throws(ARIError) {
                // Music would not go on by itself: should nobody be there after the last word, it must not be silent.
                try await play(media.map(\.uri) + [Rest.uri], on: leg.channel, as: playback)
            } catch {
                _ = playbacks.end(leg)
                _ = try? await requests.send(ARI.Channels.startMoh(channelID: leg.channel.ari, mohClass: music))
                throw error
            }
        }
    }

    /// Ends what is said to a caller and goes on with the music.
    func silence(_ leg: LegKey) async -> EffectResult {
        await attempt(leg.channel) { () throws(ARIError) in
            guard let saying = playbacks.end(leg) else { return }
            try await stop(saying.playback)
            try await goOn(leg.channel, with: saying.music)
        }
    }

    /// A caller has been told everything.
    /// - Parameter waits: whether they wait on, with music and guard.
    func said(_ leg: LegKey, _ saying: Playbacks.Saying, waits: Bool) async throws(ARIError) {
        try await stop(saying.playback)
        if waits { try await goOn(leg.channel, with: saying.music) }
    }

    /// Music and guard after something was said.
    func goOn(_ channel: ChannelID, with music: String) async throws(ARIError) {
        try await requests.send(ARI.Channels.startMoh(channelID: channel.ari, mohClass: music))
        try await arm(channel)
    }

    /// Stops what is said to a caller, so that other requests about them are not kept waiting.
    func hush(_ leg: LegKey) async throws(ARIError) {
        if let saying = playbacks.end(leg) {
            try await stop(saying.playback)
        } else if playbacks.wasSuspected(leg) {
            try await stop(leg.playback)
        }
    }

    /// Returns when all was said, or the agent is gone.
    func brief(_ leg: LegKey, _ playback: PlaybackID, _ media: [Media], atMost limit: Duration) async -> EffectResult {
        playbacks.ends.expect(playback)
        defer { playbacks.ends.forget(playback) }
        return await attempt(leg.channel) { () throws(ARIError) in
            try await play(media.map(\.uri), on: leg.channel, as: playback)
            await playbacks.ends.wait(for: playback, atMost: limit)
            // One that is too long would keep the connection waiting; of one that is over nobody knows any more.
            try await stop(playback)
        }
    }

    private func play(_ media: [String], on channel: ChannelID, as playback: PlaybackID) async throws(ARIError) {
        _ = try await requests.send(
            ARI.Channels.playWithID(
                channelID: channel.ari, playbackID: ARI.PlaybackID(rawValue: playback.raw), media: media))
    }

    func stop(_ playback: PlaybackID) async throws(ARIError) {
        do throws(ARIError) {
            try await requests.send(ARI.Playbacks.stop(playbackID: ARI.PlaybackID(rawValue: playback.raw)))
        } catch {
            guard error.isGone else { throw error }
        }
    }
}

/// What follows the last word to a caller until it is stopped and their music goes on: a second of silence, in which that
/// happens, then a ringing tone (ITU-T E.180: 425 Hz, one second in five), on and on until the dead-man.
enum Rest {
    /// As it is told: ARI's events have it so.
    static let media = "tone:!0/1000,425/1000,0/4000"
    /// As ARI's `media` takes it, whose list commas part.
    static let uri = media.replacing(",", with: #"\,"#)
}

extension Media {
    /// As ARI's `media` takes it.
    var uri: String {
        switch self {
        case .sound(let name): "sound:\(name)"
        case .number(let number): "number:\(number)"
        }
    }
}
