/// Something that happened on a telephony server: the one vocabulary that the rest of the house understands.
///
/// An event carries what Asterisk said of the things concerned, so that whoever hears it needs no second source.
package struct TelephonyEvent: Hashable, Sendable {
    /// When it happened: Asterisk's own stamp; for an inferred event, when the comparison ended.
    package var at: Instant
    /// True if nobody told it: it was found by comparing after a gap.
    package var inferred: Bool
    package var kind: Kind

    package init(at: Instant, inferred: Bool = false, _ kind: Kind) {
        self.at = at
        self.inferred = inferred
        self.kind = kind
    }

    package enum Kind: Hashable, Sendable {
        // One leg
        case legAppeared(LegSnapshot)
        case legStateChanged(LegSnapshot)
        /// The leg reached another step of the dialplan.
        case legDialplanChanged(LegSnapshot)
        case legCallerIDChanged(LegSnapshot)
        case legConnectedLineChanged(LegSnapshot)
        /// A Stasis application has the leg now; it may have replaced another leg there (attended transfer).
        case legEnteredApplication(LegSnapshot, ApplicationEntry, replaced: ChannelID?)
        case legLeftApplication(LegSnapshot, application: String)
        case applicationMoveFailed(LegSnapshot, destination: String)
        /// Somebody wants the leg to end; a cause is not always given. A soft request lets the dialplan finish.
        case legHangupRequested(LegSnapshot, HangupCause?, soft: Bool)
        case legEnded(LegSnapshot, HangupCause)
        case legHeld(LegSnapshot, musicClass: String)
        case legResumed(LegSnapshot)
        /// A digit was pressed and let go.
        case digitReceived(LegSnapshot, digit: String, duration: Span)
        case talkingStarted(LegSnapshot)
        case talkingFinished(LegSnapshot, duration: Span)
        case toneDetected(LegSnapshot)
        /// Without a leg, the variable is global.
        case variableSet(LegSnapshot?, name: String, value: String)
        indirect case dialProgressed(DialProgress)
        indirect case transferRequested(TransferRequest)

        // Bridges
        case bridgeCreated(BridgeSnapshot)
        case bridgeDestroyed(BridgeSnapshot)
        /// Told before the members move; each move is told by itself.
        case bridgeMerged(into: BridgeSnapshot, from: BridgeSnapshot)
        case bridgeVideoSourceChanged(BridgeSnapshot)
        case legEnteredBridge(LegSnapshot, BridgeSnapshot)
        case legLeftBridge(LegSnapshot, BridgeSnapshot)
        indirect case blindTransferred(BlindTransfer)
        indirect case attendedTransferred(AttendedTransfer)

        // Media
        case playbackStarted(Playback)
        case playbackContinued(Playback)
        case playbackFinished(Playback)
        case recordingStarted(Recording)
        case recordingFinished(Recording)
        case recordingFailed(Recording)

        // Endpoints and devices
        case endpointChanged(Endpoint)
        case endpointRemoved(EndpointID)
        case contactChanged(Endpoint, Contact)
        /// Asterisk's word: `Registered`, `Unregistered`, `Reachable`, …
        case peerStatusChanged(Endpoint, status: String)
        case deviceStateChanged(DeviceState)

        // Words
        case textReceived(from: String, to: String, body: String)
        case userEvent(LegSnapshot?, BridgeID?, name: String)

        // The server and our place at it
        case applicationRegistered(String)
        case applicationUnregistered(String)
        /// Another connection took the application: nothing more will come on this one.
        case applicationReplaced(String)
        case serverRestarted(startedAt: Instant)
        /// A new connection to the server's event stream is open. What was heard before it says nothing of what has
        /// happened since; a comparison follows.
        case connected
        /// Everything was compared with the server; the inferred events before this one are what came of it.
        case reconciled(Reconciliation)
    }
}

/// One comparison of the picture with the server itself.
package struct Reconciliation: Hashable, Sendable {
    /// The server's clock before the first question was asked. What it stamped earlier is in the answers.
    package var begunAt: Instant
    /// The server's clock after the last answer.
    package var endedAt: Instant
    /// When the server started, by which a restart is recognised.
    package var serverStartedAt: Instant

    package init(begunAt: Instant, endedAt: Instant, serverStartedAt: Instant) {
        self.begunAt = begunAt
        self.endedAt = endedAt
        self.serverStartedAt = serverStartedAt
    }
}
