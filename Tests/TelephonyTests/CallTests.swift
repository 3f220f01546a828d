import Telephony
import Testing

@Suite struct CallTests {
    @Test("A9 legs form a call by correlation, by bridge and by dialling; those on hold beside each other do not")
    func calls() {
        var script = Script()
        for (id, call, created) in [
            ("c1", "k1", 1), ("a1", "k1", 2), ("c2", nil, 3), ("c3", nil, 4), ("c4", nil, 5), ("c5", nil, 6),
            ("c6", nil, 7),
        ] as [(String, String?, Int64)] {
            script.fold(.legAppeared(leg(id, call: call, createdAt: created)))
        }
        script.fold(.bridgeCreated(bridge("hold", type: "holding")))
        script.fold(.bridgeCreated(bridge("talk")))
        script.fold(entered("c2", bridge("hold", "c2", type: "holding")))
        script.fold(entered("c3", bridge("hold", "c2", "c3", type: "holding")))
        script.fold(entered("a1", bridge("talk", "a1")))
        script.fold(entered("c4", bridge("talk", "a1", "c4")))
        script.fold(.dialProgressed(DialProgress(caller: leg("c5"), peer: leg("c6"), status: .ringing)))
        let calls = script.board.calls
        #expect(calls.map { $0.legs.map(\.raw) } == [["c1", "a1", "c4"], ["c2"], ["c3"], ["c5", "c6"]])
        #expect(calls.map(\.id) == [CallID("k1"), nil, nil, nil])
        #expect(calls.map(\.bridges) == [[BridgeID("talk")], [], [], []])
        #expect(script.board.call(of: ChannelID("c4")) == calls.first)
        #expect(CallBoard().calls == [])
    }

    @Test(
        "A9 the endpoint is read from a leg's name",
        arguments: [
            ("PJSIP/1001-0000001a", "PJSIP/1001"), ("PJSIP/my-trunk-0000001a", "PJSIP/my-trunk"),
            ("Local/s@out-00000001;1", "Local/s@out"), ("odd", nil), ("", nil),
        ] as [(String, String?)])
    func endpoint(_ name: String, _ expected: String?) {
        #expect(LegSnapshot(id: ChannelID("x"), name: name).endpoint?.description == expected)
    }

    @Test(
        "A9 a snapshot's dialplan tells which application has the leg",
        arguments: [
            ("Stasis", "mayday,700,return", ApplicationEntry(name: "mayday", arguments: ["700", "return"])),
            ("Stasis", "mayday", ApplicationEntry(name: "mayday")),
            ("Stasis", "mayday,", ApplicationEntry(name: "mayday", arguments: [""])),
            ("Stasis", "", nil), ("Queue", "mayday", nil),
        ] as [(String, String, ApplicationEntry?)])
    func stasis(_ application: String, _ data: String, _ expected: ApplicationEntry?) {
        #expect(DialplanPosition(application: application, data: data).stasis == expected)
    }
}
