import Telephony
import Testing

@Suite struct CallBoardMediaTests {
    @Test("A9 playbacks and recordings, doubled as subscribeAll doubles them")
    func doubled() {
        var script = Script()
        script.fold(.legAppeared(leg("c1")))
        script.fold(.bridgeCreated(bridge("b")))
        for kind: TelephonyEvent.Kind in [
            .playbackStarted(playback("p1", on: "c1")), .playbackContinued(playback("p1", .continuing, on: "c1")),
            .recordingStarted(recording("r1", of: "b")),
        ] {
            #expect(!script.fold(kind).changes.isEmpty)
            #expect(script.fold(kind, at: script.now).isEmpty)
        }
        #expect(script.board.playback(PlaybackID("p1"))?.state == .continuing)
        #expect(script.board.recording(RecordingName("r1"))?.state == .recording)
        for kind: TelephonyEvent.Kind in [
            .playbackFinished(playback("p1", .done, on: "c1")), .recordingFinished(recording("r1", .done, of: "b")),
        ] {
            #expect(!script.fold(kind).changes.isEmpty)
            #expect(script.fold(kind, at: script.now).isEmpty)
        }
        #expect(script.board.allPlaybacks == [])
        #expect(script.board.allRecordings == [])
        #expect(script.anomalies == [])
    }

    @Test("A9 a playback that never reports its end goes with its leg, a recording with its bridge")
    func endsWithTarget() {
        var script = Script()
        script.fold(.legAppeared(leg("c1")))
        script.fold(.bridgeCreated(bridge("b")))
        script.fold(.playbackStarted(playback("p1", on: "c1")))
        script.fold(.playbackStarted(playback("p2", on: "other")))
        script.fold(.recordingStarted(recording("r1", of: "b")))
        script.fold(ended("c1"))
        script.fold(.bridgeDestroyed(bridge("b")))
        #expect(script.board.allPlaybacks.map(\.id.raw) == ["p2"])
        #expect(script.board.allRecordings == [])
        // Its own end, should it come after all, is no surprise; a start for what has ended is not believed.
        script.fold(.playbackFinished(playback("p1", .done, on: "c1")))
        script.fold(.playbackStarted(playback("p3", on: "c1")))
        #expect(script.board.allPlaybacks.map(\.id.raw) == ["p2"])
        #expect(script.anomalies == [])
    }

    @Test("A9 ends of unknown media are noted; a recording's name may be used again")
    func unknown() {
        var script = Script()
        script.fold(.bridgeCreated(bridge("b")))
        script.fold(.playbackFinished(playback("p1", .done, on: "c1")))
        script.fold(.recordingFailed(recording("r1", .failed, of: "b")))
        #expect(script.anomalies == ["unknown_playback p1", "unknown_recording r1"])
        script.fold(.recordingStarted(recording("r1", of: "b")))
        #expect(script.board.allRecordings.count == 1)
    }

    @Test("A9 endpoints, contacts and device states")
    func endpoints() {
        var script = Script()
        let id = EndpointID(technology: "PJSIP", resource: "1001")
        let contact = Contact(uri: "sip:1001@127.0.0.1", status: "Reachable", aor: "1001")
        script.fold(.contactChanged(Endpoint(id: id, state: .online), contact))
        #expect(script.board.endpoint(id) == Endpoint(id: id, state: .online, contacts: [contact]))
        script.fold(.endpointChanged(Endpoint(id: id, state: .offline)))
        #expect(script.board.endpoint(id) == Endpoint(id: id, state: .offline, contacts: [contact]))
        #expect(script.fold(.endpointChanged(Endpoint(id: id, state: .offline))).isEmpty)
        var removed = contact
        removed.status = "Removed"
        script.fold(.contactChanged(Endpoint(id: id, state: .offline), removed))
        #expect(script.board.endpoint(id)?.contacts == [])
        script.fold(.deviceStateChanged(DeviceState(name: "PJSIP/1001", state: .ringing)))
        script.fold(.deviceStateChanged(DeviceState(name: "Local/4930123@out", state: .inUse)))
        script.fold(.deviceStateChanged(DeviceState(name: "Local/4930123@out", state: .notInUse)))
        #expect(script.board.allDevices == [DeviceState(name: "PJSIP/1001", state: .ringing)])
    }
}
