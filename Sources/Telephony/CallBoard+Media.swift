/// Playbacks and recordings.
///
/// No request lists them, so a comparison cannot find one that it was not told of; what aims at an ended thing is ended
/// with it (a playback of a missing recording never reports its end).
extension CallBoard {
    mutating func playbackChanged(
        _ playback: Playback, isIntroduction: Bool, _ stamp: Stamp, _ changes: inout BoardChanges
    ) {
        if let known = playbacks[playback.id] {
            guard known != playback else { return }
            if known.target != playback.target {
                count(known.target, -1)
                count(playback.target, 1)
            }
        } else {
            guard endedPlaybacks[playback.id] == nil, mayAimAt(playback.target, stamp) else { return }
            if !isIntroduction, !stamp.inferred { changes.note(.unknownPlayback, playback.id.raw) }
            count(playback.target, 1)
        }
        playbacks[playback.id] = playback
        changes.changes.append(.playback(playback.id))
    }

    mutating func playbackFinished(_ playback: Playback, _ stamp: Stamp, _ changes: inout BoardChanges) {
        guard let known = playbacks.removeValue(forKey: playback.id) else {
            guard endedPlaybacks[playback.id] == nil else { return }
            if !stamp.inferred, !stamp.isLate { changes.note(.unknownPlayback, playback.id.raw) }
            endedPlaybacks.insert(playback.id, at: stamp.at)
            return
        }
        count(known.target, -1)
        endedPlaybacks.insert(playback.id, at: stamp.at)
        changes.changes.append(.playbackEnded(playback))
    }

    mutating func recordingStarted(_ recording: Recording, _ stamp: Stamp, _ changes: inout BoardChanges) {
        if let known = recordings[recording.name] {
            guard known != recording else { return }
            if known.target != recording.target {
                count(known.target, -1)
                count(recording.target, 1)
            }
        } else {
            // A name may be used again once its recording is over; a doubled start is stamped before that end.
            if let end = endedRecordings[recording.name], stamp.at <= end.at { return }
            guard mayAimAt(recording.target, stamp) else { return }
            endedRecordings.remove(recording.name)
            count(recording.target, 1)
        }
        recordings[recording.name] = recording
        changes.changes.append(.recording(recording.name))
    }

    mutating func recordingEnded(_ recording: Recording, _ stamp: Stamp, _ changes: inout BoardChanges) {
        guard let known = recordings.removeValue(forKey: recording.name) else {
            guard endedRecordings[recording.name] == nil else { return }
            if !stamp.inferred, !stamp.isLate { changes.note(.unknownRecording, recording.name.raw) }
            endedRecordings.insert(recording.name, at: stamp.at)
            return
        }
        count(known.target, -1)
        endedRecordings.insert(recording.name, at: stamp.at)
        changes.changes.append(.recordingEnded(recording))
    }

    /// What would aim at a thing that has ended could never be ended by it.
    private func mayAimAt(_ target: MediaTarget, _ stamp: Stamp) -> Bool {
        switch target {
        case .leg(let id): legSlots[id] != nil || (!stamp.isLate && legSlots.end(of: id)?.how != .told)
        case .bridge(let id): bridgeSlots[id] != nil || (!stamp.isLate && bridgeSlots.end(of: id)?.how != .told)
        case .other: !stamp.isLate
        }
    }

    private mutating func count(_ target: MediaTarget, _ change: Int32) {
        let count = mediaCounts[target, default: 0] + change
        mediaCounts[target] = count > 0 ? count : nil
    }

    /// Ends what aims at a thing that has ended.
    mutating func endMedia(_ target: MediaTarget, _ stamp: Stamp, _ changes: inout BoardChanges) {
        guard !mediaCounts.isEmpty, mediaCounts.removeValue(forKey: target) != nil else { return }
        for id in playbacks.values.filter({ $0.target == target }).map(\.id).sorted() {
            guard let playback = playbacks.removeValue(forKey: id) else { continue }
            endedPlaybacks.insert(id, at: stamp.at)
            changes.changes.append(.playbackEnded(playback))
        }
        for name in recordings.values.filter({ $0.target == target }).map(\.name).sorted() {
            guard let recording = recordings.removeValue(forKey: name) else { continue }
            endedRecordings.insert(name, at: stamp.at)
            changes.changes.append(.recordingEnded(recording))
        }
    }
}
