import ARITelephony
import Telephony
import Testing

@Suite struct RepairTests {
    private func leg(_ id: String, _ state: LegState = .up, stasis: String? = "mayday,700") -> LegSnapshot {
        LegSnapshot(
            id: ChannelID(id), state: state,
            dialplan: DialplanPosition(
                context: "in", exten: "700", priority: 1, application: stasis == nil ? "Queue" : "Stasis",
                data: stasis ?? ""))
    }

    private func bridge(_ id: String, _ members: String...) -> BridgeSnapshot {
        BridgeSnapshot(id: BridgeID(id), type: "mixing", members: members.map { ChannelID($0) })
    }

    private func snapshot(
        legs: [LegSnapshot] = [], bridges: [BridgeSnapshot] = [], endpoints: [Endpoint] = [],
        applications: [AsteriskSnapshot.Application] = [], startedAt: Int64 = 1
    ) -> AsteriskSnapshot {
        AsteriskSnapshot(
            server: ServerID("one"), asteriskID: "aa:bb", startedAt: Instant(milliseconds: startedAt),
            begunAt: Instant(milliseconds: 9_000), endedAt: Instant(milliseconds: 9_010), legs: legs,
            bridges: bridges, endpoints: endpoints, applications: applications)
    }

    private func event(_ at: Int64, _ kind: TelephonyEvent.Kind) -> TelephonyEvent {
        TelephonyEvent(at: Instant(milliseconds: at), kind)
    }

    private func kinds(_ events: [TelephonyEvent]) -> [TelephonyEvent.Kind] { events.map(\.kind) }

    private let reconciled = TelephonyEvent.Kind.reconciled(
        Reconciliation(
            begunAt: Instant(milliseconds: 9_000), endedAt: Instant(milliseconds: 9_010),
            serverStartedAt: Instant(milliseconds: 1)))

    @Test("A9 the differences are events in an order that can be folded, marked inferred, and stamped with the end")
    func differences() {
        var board = CallBoard()
        for (at, kind): (Int64, TelephonyEvent.Kind) in [
            (1, .legAppeared(leg("gone"))), (2, .legAppeared(leg("c1", .ring))), (3, .bridgeCreated(bridge("old"))),
            (4, .legEnteredBridge(leg("c1"), bridge("old", "c1"))),
        ] { board.apply(event(at, kind)) }
        board.apply(event(8_999, .connected))
        let answers = snapshot(legs: [leg("c1"), leg("c2")], bridges: [bridge("new", "c1", "c2")])
        let found = BoardRepair.diff(board, answers)
        let entry = ApplicationEntry(name: "mayday", arguments: ["700"])
        #expect(
            kinds(found) == [
                .legEnded(leg("gone"), .unknown), .legStateChanged(leg("c1")),
                .legEnteredApplication(leg("c1"), entry, replaced: nil), .legAppeared(leg("c2")),
                .legEnteredApplication(leg("c2"), entry, replaced: nil), .bridgeCreated(bridge("new", "c1", "c2")),
                .legLeftBridge(leg("c1"), bridge("old")), .legEnteredBridge(leg("c1"), bridge("new", "c1", "c2")),
                .legEnteredBridge(leg("c2"), bridge("new", "c1", "c2")), .bridgeDestroyed(bridge("old")), reconciled,
            ])
        #expect(found.allSatisfy { $0.inferred && $0.at == Instant(milliseconds: 9_010) })
        for event in found { #expect(board.apply(event).anomalies == []) }
        #expect(board.members(of: BridgeID("new")) == [ChannelID("c1"), ChannelID("c2")])
        #expect(kinds(BoardRepair.diff(board, answers)) == [reconciled])
    }

    @Test("A9 G3 what is on hold is told by legs that were asked about, known or not")
    func holds() {
        var board = CallBoard()
        for (at, kind): (Int64, TelephonyEvent.Kind) in [
            (1, .legAppeared(leg("b-a1"))), (2, .legHeld(leg("b-a1"), musicClass: "")),
            (3, .legAppeared(leg("b-a2"))), (4, .legHeld(leg("b-a2"), musicClass: "")),
        ] { board.apply(event(at, kind)) }
        var answers = snapshot(legs: [leg("b-a1"), leg("b-a2"), leg("b-a3")])
        answers.holds = [ChannelID("b-a1"): false, ChannelID("b-a3"): true]
        for event in BoardRepair.diff(board, answers) { #expect(board.apply(event).anomalies == []) }
        #expect(["b-a1", "b-a2", "b-a3"].map { board.leg(ChannelID($0))?.isHeld } == [false, true, true])
        #expect(kinds(BoardRepair.diff(board, answers)) == [reconciled])
    }

    @Test("A9 G3 an answer about hold counts though the leg was heard since, unless it said of its hold itself")
    func holdOfOneWhoSpoke() {
        var board = CallBoard()
        for (at, kind): (Int64, TelephonyEvent.Kind) in [
            (1, .legAppeared(leg("b-a1"))), (2, .legAppeared(leg("b-a2"))), (3, .legAppeared(leg("b-a3"))),
            (8_990, .connected), (8_999, .legHeld(leg("b-a3"), musicClass: "")),
            (9_004, .legStateChanged(leg("b-a1", .busy))), (9_005, .legHeld(leg("b-a2"), musicClass: "")),
        ] { board.apply(event(at, kind)) }
        var answers = snapshot(legs: [leg("b-a1"), leg("b-a2"), leg("b-a3")])
        answers.holds = [ChannelID("b-a1"): true, ChannelID("b-a2"): false, ChannelID("b-a3"): false]
        func holds() -> [Bool?] { ["b-a1", "b-a2", "b-a3"].map { board.leg(ChannelID($0))?.isHeld } }
        for event in BoardRepair.diff(board, answers) { #expect(board.apply(event).anomalies == []) }
        #expect(holds() == [true, true, false])
        #expect(board.leg(ChannelID("b-a1"))?.state == .busy)
        #expect(kinds(BoardRepair.diff(board, answers)) == [reconciled])
        // On its way since before the questions: the answer knows better. What came after them does not.
        board.apply(event(8_999, .legHeld(leg("b-a3"), musicClass: "")))
        #expect(holds() == [true, true, false])
        board.apply(event(9_006, .legHeld(leg("b-a3"), musicClass: "")))
        #expect(holds() == [true, true, true])
    }

    @Test("A9 a restart is told first, and ends what it ended")
    func restart() {
        var board = CallBoard()
        board.apply(event(1, .legAppeared(leg("c1"))))
        for event in BoardRepair.diff(board, snapshot(legs: [leg("c1")])) { board.apply(event) }
        board.apply(event(9_100, .connected))
        let found = BoardRepair.diff(board, snapshot(startedAt: 9_050))
        #expect(kinds(found).first == .serverRestarted(startedAt: Instant(milliseconds: 9_050)))
        for event in found { board.apply(event) }
        #expect(board.legCount == 0)
        #expect(board.serverStartedAt == Instant(milliseconds: 9_050))
    }

    @Test("A9 a leg whose application has just given it up is not put back by the words that Asterisk still has for it")
    func residue() {
        var board = CallBoard()
        board.apply(event(1, .legAppeared(leg("c1"))))
        board.apply(
            event(2, .legEnteredApplication(leg("c1"), ApplicationEntry(name: "mayday"), replaced: nil)))
        board.apply(event(3, .legLeftApplication(leg("c1"), application: "mayday")))
        board.apply(event(8_999, .connected))
        #expect(kinds(BoardRepair.diff(board, snapshot(legs: [leg("c1")]))) == [reconciled])
    }

    @Test("A9 with a narrow scope only what is the application's comes onto the board")
    func scope() {
        let board = CallBoard(watch: .ownLegs)
        let answers = snapshot(
            legs: [
                leg("mine"), leg("other", stasis: "billing"), leg("queued", stasis: nil), leg("watched", stasis: nil),
            ],
            bridges: [bridge("b1", "mine", "other"), bridge("b2", "queued")],
            applications: [AsteriskSnapshot.Application(name: "mayday", legs: [ChannelID("watched")])])
        var narrow = board
        for event in BoardRepair.diff(board, answers, scope: .application("mayday")) { narrow.apply(event) }
        #expect(narrow.allLegs.map(\.id.raw) == ["mine", "watched"])
        #expect(narrow.allBridges.map(\.id.raw) == ["b1"])
        #expect(narrow.members(of: BridgeID("b1")) == [ChannelID("mine")])
        var wide = board
        for event in BoardRepair.diff(board, answers) { wide.apply(event) }
        #expect(wide.legCount == 4)
        #expect(wide.leg(ChannelID("queued"))?.application == nil)
        #expect(wide.leg(ChannelID("mine"))?.inferred == true)
    }

    @Test("A9 endpoints come, change and go with the answers")
    func endpoints() {
        func endpoint(_ resource: String, _ state: EndpointState) -> Endpoint {
            Endpoint(id: EndpointID(technology: "PJSIP", resource: resource), state: state)
        }
        var board = CallBoard()
        board.apply(event(1, .endpointChanged(endpoint("1001", .online))))
        board.apply(event(1, .endpointChanged(endpoint("1002", .online))))
        board.apply(event(8_999, .connected))
        board.apply(event(9_005, .endpointChanged(endpoint("1003", .offline))))
        let answers = snapshot(endpoints: [endpoint("1001", .offline), endpoint("1003", .online)])
        for event in BoardRepair.diff(board, answers) { board.apply(event) }
        #expect(board.allEndpoints == [endpoint("1001", .offline), endpoint("1003", .offline)])
    }

    @Test("A9 a playback that Asterisk no longer knows is over")
    func media() {
        var board = CallBoard()
        let playback = Playback(
            id: PlaybackID("p"), state: .playing, media: "sound:x", target: .leg(ChannelID("c1")))
        board.apply(event(1, .legAppeared(leg("c1"))))
        board.apply(event(1, .playbackStarted(playback)))
        var answers = snapshot(legs: [leg("c1")])
        for event in BoardRepair.diff(board, answers) { board.apply(event) }
        #expect(board.allPlaybacks == [playback])
        answers.gonePlaybacks = [PlaybackID("p")]
        for event in BoardRepair.diff(board, answers) { board.apply(event) }
        #expect(board.allPlaybacks == [])
    }
}
