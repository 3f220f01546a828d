/// What one event did to the picture.
package enum BoardChange: Hashable, Sendable {
    case leg(ChannelID, LegChange)
    /// The leg as it was last known, cause included.
    indirect case legEnded(Leg)
    /// The leg may live on, but nothing more will be told of it.
    indirect case legOutOfSight(Leg)
    case bridge(BridgeID, BridgeChange)
    indirect case bridgeEnded(Bridge)
    case playback(PlaybackID)
    indirect case playbackEnded(Playback)
    case recording(RecordingName)
    indirect case recordingEnded(Recording)
    case endpoint(EndpointID)
    case endpointGone(EndpointID)
    case device(String)
    case server
}

/// What came of folding one event. Made to be used again, so that a fold of many events allocates nothing for it.
package struct BoardChanges: Hashable, Sendable {
    package internal(set) var changes: [BoardChange] = []
    package internal(set) var anomalies: [Anomaly] = []
    /// The event was stamped before the latest comparison began: it told nothing that is not known.
    package internal(set) var isLate = false

    package init() {}

    package var isEmpty: Bool { changes.isEmpty && anomalies.isEmpty }

    mutating func reset() {
        if !changes.isEmpty { changes.removeAll(keepingCapacity: true) }
        if !anomalies.isEmpty { anomalies.removeAll(keepingCapacity: true) }
        isLate = false
    }

    mutating func note(_ kind: Anomaly.Kind, _ id: String) {
        anomalies.append(Anomaly(kind: kind, id: id))
    }
}
