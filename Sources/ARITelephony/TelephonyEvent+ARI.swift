import ARI
import Telephony

extension TelephonyEvent {
    /// What an event of Asterisk's means, or nil where it says nothing about telephony: an answer to a request, a
    /// complaint about one, an event of a type that we do not know (`CallBroadcast` and `CallClaimed` among them: the
    /// legs they speak of are told of by their own events).
    package static func translate(_ event: ARIEvent, _ words: Vocabulary = Vocabulary()) -> TelephonyEvent? {
        switch event {
        // One leg
        case .channelCreated(let told): return at(told.timestamp, .legAppeared(words.leg(told.channel)))
        case .channelStateChange(let told): return at(told.timestamp, .legStateChanged(words.leg(told.channel)))
        case .channelDialplan(let told): return at(told.timestamp, .legDialplanChanged(words.leg(told.channel)))
        case .channelCallerId(let told): return at(told.timestamp, .legCallerIDChanged(words.leg(told.channel)))
        case .channelConnectedLine(let told):
            return at(told.timestamp, .legConnectedLineChanged(words.leg(told.channel)))
        case .stasisStart(let told):
            let entry = ApplicationEntry(name: told.application, arguments: told.args)
            let replaced = told.replaceChannel.map { ChannelID($0.id.rawValue) }
            return at(told.timestamp, .legEnteredApplication(words.leg(told.channel), entry, replaced: replaced))
        case .stasisEnd(let told):
            return at(told.timestamp, .legLeftApplication(words.leg(told.channel), application: told.application))
        case .applicationMoveFailed(let told):
            return at(told.timestamp, .applicationMoveFailed(words.leg(told.channel), destination: told.destination))
        case .channelHangupRequest(let told):
            let cause = told.cause.map { HangupCause($0) }
            return at(
                told.timestamp, .legHangupRequested(words.leg(told.channel), cause, soft: told.soft ?? false))
        case .channelDestroyed(let told):
            return at(told.timestamp, .legEnded(words.leg(told.channel), HangupCause(told.cause)))
        case .channelHold(let told):
            return at(told.timestamp, .legHeld(words.leg(told.channel), musicClass: told.musicClass ?? ""))
        case .channelUnhold(let told): return at(told.timestamp, .legResumed(words.leg(told.channel)))
        case .channelDtmfReceived(let told):
            let span = Span(milliseconds: Int64(told.durationMS))
            return at(told.timestamp, .digitReceived(words.leg(told.channel), digit: told.digit, duration: span))
        case .channelTalkingStarted(let told): return at(told.timestamp, .talkingStarted(words.leg(told.channel)))
        case .channelTalkingFinished(let told):
            let span = Span(milliseconds: Int64(told.duration))
            return at(told.timestamp, .talkingFinished(words.leg(told.channel), duration: span))
        case .channelToneDetected(let told): return at(told.timestamp, .toneDetected(words.leg(told.channel)))
        case .channelVarset(let told): return at(told.timestamp, variable(told, words))
        case .dial(let told): return at(told.timestamp, .dialProgressed(dial(told, words)))
        case .channelTransfer(let told): return at(told.timestamp, .transferRequested(transfer(told, words)))

        // Bridges
        case .bridgeCreated(let told): return at(told.timestamp, .bridgeCreated(words.bridge(told.bridge)))
        case .bridgeDestroyed(let told): return at(told.timestamp, .bridgeDestroyed(words.bridge(told.bridge)))
        case .bridgeMerged(let told):
            return at(
                told.timestamp, .bridgeMerged(into: words.bridge(told.bridge), from: words.bridge(told.bridgeFrom)))
        case .bridgeVideoSourceChanged(let told):
            return at(told.timestamp, .bridgeVideoSourceChanged(words.bridge(told.bridge)))
        case .channelEnteredBridge(let told):
            // The channel is optional by the documents; who entered is then in the list of the bridge's next event.
            guard let channel = told.channel else { return nil }
            return at(told.timestamp, .legEnteredBridge(words.leg(channel), words.bridge(told.bridge)))
        case .channelLeftBridge(let told):
            return at(told.timestamp, .legLeftBridge(words.leg(told.channel), words.bridge(told.bridge)))
        case .bridgeBlindTransfer(let told): return at(told.timestamp, .blindTransferred(transfer(told, words)))
        case .bridgeAttendedTransfer(let told): return at(told.timestamp, .attendedTransferred(transfer(told, words)))

        // Media
        case .playbackStarted(let told): return at(told.timestamp, .playbackStarted(words.playback(told.playback)))
        case .playbackContinuing(let told):
            return at(told.timestamp, .playbackContinued(words.playback(told.playback)))
        case .playbackFinished(let told): return at(told.timestamp, .playbackFinished(words.playback(told.playback)))
        case .recordingStarted(let told):
            return at(told.timestamp, .recordingStarted(words.recording(told.recording)))
        case .recordingFinished(let told):
            return at(told.timestamp, .recordingFinished(words.recording(told.recording)))
        case .recordingFailed(let told): return at(told.timestamp, .recordingFailed(words.recording(told.recording)))

        default: return surroundings(event, words)
        }
    }

    /// Endpoints, devices, words, applications.
    private static func surroundings(_ event: ARIEvent, _ words: Vocabulary) -> TelephonyEvent? {
        switch event {
        case .endpointStateChange(let told):
            return at(told.timestamp, .endpointChanged(words.endpoint(told.endpoint)))
        case .contactStatusChange(let told):
            return at(
                told.timestamp, .contactChanged(words.endpoint(told.endpoint), words.contact(told.contactInfo)))
        case .peerStatusChange(let told):
            return at(
                told.timestamp, .peerStatusChanged(words.endpoint(told.endpoint), status: told.peer.peerStatus))
        case .deviceStateChanged(let told):
            return at(told.timestamp, .deviceStateChanged(words.device(told.deviceState)))
        case .textMessageReceived(let told):
            return at(
                told.timestamp,
                .textReceived(from: told.message.from, to: told.message.to, body: told.message.body))
        case .channelUserevent(let told):
            let bridge = told.bridge.map { BridgeID($0.id.rawValue) }
            return at(told.timestamp, .userEvent(words.leg(told.channel), bridge, name: told.eventName))
        case .applicationRegistered(let told): return at(told.timestamp, .applicationRegistered(told.application))
        case .applicationUnregistered(let told): return at(told.timestamp, .applicationUnregistered(told.application))
        case .applicationReplaced(let told): return at(told.timestamp, .applicationReplaced(told.application))
        default: return nil
        }
    }

    private static func at(_ timestamp: ARITimestamp, _ kind: Kind) -> TelephonyEvent {
        TelephonyEvent(at: Instant(timestamp), kind)
    }

    private static func variable(_ told: ARI.ChannelVarset, _ words: Vocabulary) -> Kind {
        var leg = words.leg(told.channel)
        // The snapshot was taken before: with the call's own variable it would miss the news.
        if told.variable == words.callVariable, !told.value.isEmpty {
            leg = leg?.with { $0.call = CallID(told.value) }
        }
        return .variableSet(leg, name: told.variable, value: told.value)
    }

    private static func dial(_ told: ARI.Dial, _ words: Vocabulary) -> DialProgress {
        DialProgress(
            caller: words.leg(told.caller), peer: words.leg(told.peer), forwarded: words.leg(told.forwarded),
            status: DialStatus(told.dialStatus), forward: told.forward ?? "", dialString: told.dialString ?? "")
    }
}
