import Telephony
import Testing

@Suite struct CallBoardHorizonTests {
    private let reconciled = TelephonyEvent.Kind.reconciled(
        Reconciliation(
            begunAt: Instant(milliseconds: 50_000), endedAt: Instant(milliseconds: 50_010),
            serverStartedAt: Instant(milliseconds: 1)))

    @Test("A9 what was stamped before a comparison began changes no state, but an end is an end")
    func late() {
        var script = Script()
        script.fold(.legAppeared(leg("c1", .up)))
        script.fold(reconciled, at: 50_010, inferred: true)
        #expect(script.fold(.legStateChanged(leg("c1", .ring)), at: 49_000).isLate)
        #expect(script.board.leg(ChannelID("c1"))?.state == .up)
        script.fold(.legAppeared(leg("ghost")), at: 49_001)
        script.fold(entered("c1", bridge("ghost", "c1")), at: 49_002)
        #expect(script.board.legCount == 1)
        #expect(script.board.bridgeCount == 0)
        script.fold(ended("c1"), at: 49_003)
        #expect(script.board.legCount == 0)
        #expect(script.anomalies == [])
    }

    @Test("A9 the horizon is lifted once the stream has passed it, so that a clock set back does no harm")
    func lifted() {
        var script = Script()
        script.fold(.legAppeared(leg("c1", .ring)))
        script.fold(reconciled, at: 50_010, inferred: true)
        script.fold(.legStateChanged(leg("c1", .up)), at: 51_000)
        script.fold(.legStateChanged(leg("c1", .busy)), at: 20_000)
        #expect(script.board.leg(ChannelID("c1"))?.state == .busy)
    }

    @Test("A9 an inferred end is confirmed in silence, and taken back only by later news")
    func inferredEnd() {
        var script = Script()
        script.fold(.legAppeared(leg("c1")))
        script.fold(.legAppeared(leg("c2")))
        for id in ["c1", "c2"] { script.fold(.legEnded(leg(id), .unknown), at: 50_010, inferred: true) }
        script.fold(reconciled, at: 50_010, inferred: true)
        script.fold(.legStateChanged(leg("c1")), at: 50_005)
        #expect(script.board.legCount == 0)
        script.fold(ended("c1"), at: 50_006)
        #expect(script.anomalies == [])
        script.fold(.legStateChanged(leg("c1")), at: 50_020)
        script.fold(.legStateChanged(leg("c2")), at: 50_021)
        #expect(script.board.allLegs.map(\.id.raw) == ["c2"])
        #expect(script.anomalies == ["leg_already_ended c1", "leg_revived c2"])
    }

    @Test("A9 moves that were on their way during the comparison are no anomalies")
    func inFlight() {
        var script = Script()
        script.fold(.legAppeared(leg("c1")))
        script.fold(.bridgeCreated(bridge("b")), at: 50_010, inferred: true)
        script.fold(entered("c1", bridge("b", "c1")), at: 50_010, inferred: true)
        script.fold(reconciled, at: 50_010, inferred: true)
        script.fold(.bridgeCreated(bridge("b")), at: 50_003)
        script.fold(entered("c1", bridge("b", "c1")), at: 50_004)
        #expect(script.board.members(of: BridgeID("b")) == [ChannelID("c1")])
        #expect(script.anomalies == [])
    }
}
