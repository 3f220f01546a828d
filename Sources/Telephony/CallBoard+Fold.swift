extension CallBoard {
    /// One case, one room: legs, bridges, media, endpoints.
    mutating func fold(_ kind: TelephonyEvent.Kind, _ stamp: Stamp, _ changes: inout BoardChanges) {
        switch kind {
        case .legAppeared(let leg):
            legAppeared(leg, stamp, &changes)
        case .legStateChanged(let leg), .legDialplanChanged(let leg), .legCallerIDChanged(let leg),
            .legConnectedLineChanged(let leg), .digitReceived(let leg, _, _), .toneDetected(let leg),
            .applicationMoveFailed(let leg, _):
            hear(leg, stamp, &changes) { _ in [] }
        case .legEnteredApplication(let leg, let entry, _):
            legEnteredApplication(leg, entry, stamp, &changes)
        case .legLeftApplication(let leg, let application):
            legLeftApplication(leg, application, stamp, &changes)
        case .legHangupRequested(let leg, let cause, _):
            hear(leg, stamp, &changes) { $0.requestHangup(cause) }
        case .legEnded(let leg, let cause):
            legEnded(leg, cause, stamp, &changes)
        case .legHeld(let leg, _):
            hear(leg, stamp, &changes) { $0.hold(true, stamp) }
        case .legResumed(let leg):
            hear(leg, stamp, &changes) { $0.hold(false, stamp) }
        case .talkingStarted(let leg):
            hear(leg, stamp, &changes) { $0.talk(true) }
        case .talkingFinished(let leg, _):
            hear(leg, stamp, &changes) { $0.talk(false) }
        case .variableSet(let leg, _, _):
            if let leg { variableSet(leg, stamp, &changes) }
        case .dialProgressed(let dial):
            dialProgressed(dial, stamp, &changes)

        case .bridgeCreated(let bridge):
            bridgeCreated(bridge, stamp, &changes)
        case .bridgeDestroyed(let bridge):
            bridgeDestroyed(bridge, stamp, &changes)
        case .bridgeMerged(let into, let from):
            bridgesMerged(into, from, stamp, &changes)
        case .bridgeVideoSourceChanged(let bridge):
            _ = hear(bridge, stamp, isIntroduction: false, &changes)
        case .legEnteredBridge(let leg, let bridge):
            legEnteredBridge(leg, bridge, stamp, &changes)
        case .legLeftBridge(let leg, let bridge):
            legLeftBridge(leg, bridge, stamp, &changes)

        case .playbackStarted(let playback):
            playbackChanged(playback, isIntroduction: true, stamp, &changes)
        case .playbackContinued(let playback):
            playbackChanged(playback, isIntroduction: false, stamp, &changes)
        case .playbackFinished(let playback):
            playbackFinished(playback, stamp, &changes)
        case .recordingStarted(let recording):
            recordingStarted(recording, stamp, &changes)
        case .recordingFinished(let recording), .recordingFailed(let recording):
            recordingEnded(recording, stamp, &changes)

        case .endpointChanged(let endpoint), .peerStatusChanged(let endpoint, _):
            endpointChanged(endpoint, stamp, &changes)
        case .endpointRemoved(let id):
            endpointRemoved(id, &changes)
        case .contactChanged(let endpoint, let contact):
            contactChanged(endpoint, contact, stamp, &changes)
        case .deviceStateChanged(let device):
            deviceStateChanged(device, stamp, &changes)

        case .connected:
            connection &+= 1
            horizon = nil
        case .reconciled(let reconciliation):
            horizon = reconciliation.begunAt
            if serverStartedAt != reconciliation.serverStartedAt {
                serverStartedAt = reconciliation.serverStartedAt
                changes.changes.append(.server)
            }
        case .serverRestarted(let startedAt):
            serverStartedAt = startedAt
            changes.changes.append(.server)

        // These tell of deeds. What they did to legs and bridges is told by the events of those.
        case .transferRequested, .blindTransferred, .attendedTransferred, .textReceived, .userEvent,
            .applicationRegistered, .applicationUnregistered, .applicationReplaced:
            break
        }
    }
}
