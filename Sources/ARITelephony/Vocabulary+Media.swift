import ARI
import Telephony

extension Vocabulary {
    package func playback(_ playback: ARI.Playback) -> Playback {
        Playback(
            id: PlaybackID(playback.id.rawValue), state: PlaybackState(playback.state), media: playback.mediaURI,
            nextMedia: playback.nextMediaURI ?? "", target: MediaTarget(uri: playback.targetURI),
            language: playback.language ?? "")
    }

    package func playback(_ playback: Playback) -> ARI.Playback {
        ARI.Playback(
            id: ARI.PlaybackID(playback.id.raw), mediaURI: playback.media,
            nextMediaURI: playback.nextMedia.isEmpty ? nil : playback.nextMedia, targetURI: playback.target.uri,
            language: playback.language.isEmpty ? nil : playback.language, state: playback.state.word)
    }

    package func recording(_ recording: ARI.LiveRecording) -> Recording {
        // Asterisk counts recordings in whole seconds.
        func span(_ seconds: Int?) -> Span? { seconds.map { Span.seconds(Int64($0)) } }
        return Recording(
            name: RecordingName(recording.name.rawValue), format: recording.format,
            state: RecordingState(recording.state), target: MediaTarget(uri: recording.targetURI),
            duration: span(recording.duration), talking: span(recording.talkingDuration),
            silence: span(recording.silenceDuration), cause: recording.cause ?? "")
    }

    package func recording(_ recording: Recording) -> ARI.LiveRecording {
        func seconds(_ span: Span?) -> Int? { span.map { Int($0.milliseconds / 1000) } }
        return ARI.LiveRecording(
            name: ARI.RecordingName(recording.name.raw), format: recording.format, targetURI: recording.target.uri,
            state: recording.state.word, duration: seconds(recording.duration),
            talkingDuration: seconds(recording.talking), silenceDuration: seconds(recording.silence),
            cause: recording.cause.isEmpty ? nil : recording.cause)
    }
}

extension MediaTarget {
    init(uri: String) {
        if uri.hasPrefix("channel:") {
            self = .leg(ChannelID(String(uri.dropFirst("channel:".count))))
        } else if uri.hasPrefix("bridge:") {
            self = .bridge(BridgeID(String(uri.dropFirst("bridge:".count))))
        } else {
            self = .other(uri)
        }
    }

    var uri: String {
        switch self {
        case .leg(let id): "channel:\(id)"
        case .bridge(let id): "bridge:\(id)"
        case .other(let uri): uri
        }
    }
}

extension PlaybackState {
    init(_ word: ARI.PlaybackState) {
        switch word {
        case .queued: self = .queued
        case .playing: self = .playing
        case .continuing: self = .continuing
        case .done: self = .done
        case .failed: self = .failed
        default: self = .unknown
        }
    }

    var word: ARI.PlaybackState {
        switch self {
        case .queued: .queued
        case .playing: .playing
        case .continuing: .continuing
        case .done: .done
        case .failed: .failed
        case .unknown: .other("unknown")
        }
    }
}

extension RecordingState {
    init(_ word: ARI.RecordingState) {
        switch word {
        case .queued: self = .queued
        case .recording: self = .recording
        case .paused: self = .paused
        case .done: self = .done
        case .failed: self = .failed
        case .canceled: self = .canceled
        case .other: self = .unknown
        }
    }

    var word: ARI.RecordingState {
        switch self {
        case .queued: .queued
        case .recording: .recording
        case .paused: .paused
        case .done: .done
        case .failed: .failed
        case .canceled: .canceled
        case .unknown: .other("unknown")
        }
    }
}
