import Telephony
import Testing

@Suite struct CallBoardLegTests {
    @Test("A9 a leg appears, is heard and goes, and nothing of it is kept")
    func life() throws {
        var script = Script()
        #expect(script.fold(.legAppeared(leg("c1", .ring))).changes == [.leg(ChannelID("c1"), .appeared)])
        #expect(script.fold(.legStateChanged(leg("c1", .up))).changes == [.leg(ChannelID("c1"), .state)])
        #expect(script.fold(.legStateChanged(leg("c1", .up))).changes == [])
        script.fold(stasis("c1", "700"))
        let found = try #require(script.board.leg(ChannelID("c1")))
        #expect(found.state == .up)
        #expect(found.dialled == PhoneNumber("700"))
        #expect(found.application == ApplicationEntry(name: "mayday", arguments: ["700"]))
        script.fold(.legHangupRequested(leg("c1"), .normal, soft: true))
        #expect(script.board.leg(ChannelID("c1"))?.hangupRequested == true)
        script.fold(.legLeftApplication(leg("c1"), application: "mayday"))
        guard case .legEnded(let last) = script.fold(ended("c1")).changes.first else {
            Issue.record("no end")
            return
        }
        #expect(last.cause == .normal)
        #expect(script.board.leg(ChannelID("c1")) == nil)
        #expect(script.board.legCount == 0)
        #expect(script.anomalies == [])
    }

    @Test("A9 the board keeps the dialled number when the dialplan moves on, and the call id once it was told")
    func keeps() throws {
        var script = Script()
        script.fold(.legAppeared(leg("c1", call: "n1-7", exten: "4930123")))
        script.fold(.legDialplanChanged(leg("c1", exten: "s")))
        let found = try #require(script.board.leg(ChannelID("c1")))
        #expect(found.dialled == PhoneNumber("4930123"))
        #expect(found.snapshot.dialplan.exten == "s")
        #expect(found.call == CallID("n1-7"))
    }

    @Test("A9 hold, talking and dialling are kept with the leg")
    func flags() throws {
        var script = Script()
        script.fold(.legAppeared(leg("c1")))
        script.fold(.legAppeared(leg("a1", .down)))
        script.fold(.legHeld(leg("c1"), musicClass: "default"))
        script.fold(.talkingStarted(leg("c1")))
        script.fold(.dialProgressed(DialProgress(caller: leg("c1"), peer: leg("a1"), status: .ringing)))
        #expect(script.board.leg(ChannelID("c1"))?.isHeld == true)
        #expect(script.board.leg(ChannelID("c1"))?.isTalking == true)
        #expect(script.board.leg(ChannelID("a1"))?.dialledBy == ChannelID("c1"))
        #expect(script.board.leg(ChannelID("a1"))?.dialStatus == .ringing)
        #expect(script.fold(.legHeld(leg("c1"), musicClass: "")).changes == [])
        script.fold(.legResumed(leg("c1")))
        script.fold(.talkingFinished(leg("c1"), duration: Span(milliseconds: 900)))
        #expect(script.board.leg(ChannelID("c1"))?.isHeld == false)
        #expect(script.board.leg(ChannelID("c1"))?.isTalking == false)
        #expect(script.anomalies == [])
    }

    @Test(
        "A9 what should not be is noted and repaired",
        arguments: [
            ([.legStateChanged(leg("x"))], ["unknown_leg x"], 1),
            ([ended("x")], ["unknown_leg x"], 0),
            ([ended("x"), .legStateChanged(leg("x"))], ["unknown_leg x", "leg_already_ended x"], 0),
            ([.legAppeared(leg("x")), .legAppeared(leg("x"))], ["leg_appeared_twice x"], 1),
            ([.legAppeared(leg("x")), ended("x"), ended("x")], ["leg_already_ended x"], 0),
            ([.legAppeared(leg("x")), ended("x"), .legAppeared(leg("x"))], ["leg_already_ended x"], 0),
            ([stasis("x"), stasis("x")], ["entered_application_twice x"], 1),
            ([stasis("x")], [], 1),
            (
                [.legAppeared(leg("x")), .legLeftApplication(leg("x"), application: "mayday")],
                ["left_application_without_being_in x"], 1
            ),
            (
                [.dialProgressed(DialProgress(caller: leg("x"), peer: leg("y"), status: .begun))],
                ["unknown_leg x", "unknown_leg y"], 2
            ),
        ] as [([TelephonyEvent.Kind], [String], Int)])
    func anomalies(_ kinds: [TelephonyEvent.Kind], _ expected: [String], _ live: Int) {
        var script = Script()
        for kind in kinds { script.fold(kind) }
        #expect(script.anomalies == expected)
        #expect(script.board.legCount == live)
    }

    @Test("A9 a leg that only its application tells of is dropped when the application gives it up, and may come back")
    func outOfSight() {
        var script = Script(watch: .application)
        script.fold(stasis("c1"))
        script.fold(.legHangupRequested(leg("c1", application: "Stasis"), nil, soft: true))
        let changes = script.fold(.legLeftApplication(leg("c1"), application: "mayday")).changes
        #expect(changes.count == 1)
        #expect(script.board.legCount == 0)
        script.fold(.variableSet(leg("c1"), name: "STASISSTATUS", value: "SUCCESS"))
        #expect(script.board.legCount == 0)
        script.fold(stasis("c1"))
        #expect(script.board.legCount == 1)
        script.fold(.legLeftApplication(leg("c1"), application: "mayday"))
        script.fold(ended("c1"))
        #expect(script.board.legCount == 0)
        #expect(script.anomalies == [])
    }

    @Test("A9 a leg that was seen to appear stays until its own end, whoever gives it up")
    func inSight() {
        var script = Script(watch: .application)
        script.fold(.legAppeared(leg("c1")))
        script.fold(stasis("c1"))
        script.fold(.legLeftApplication(leg("c1"), application: "mayday"))
        #expect(script.board.legCount == 1)
        script.fold(ended("c1"))
        #expect(script.board.legCount == 0)
        #expect(script.anomalies == [])
    }

    @Test("A9 where subscriptions overlap, each event of a leg comes twice with one stamp, and nothing is amiss")
    func doubled() {
        var script = Script()
        for kind: TelephonyEvent.Kind in [
            .legAppeared(leg("c1")), .legStateChanged(leg("c1", .ring)),
            .dialProgressed(DialProgress(peer: leg("c1"), status: .ringing)),
            .legHangupRequested(leg("c1"), .normal, soft: true), ended("c1"),
        ] {
            #expect(!script.fold(kind).changes.isEmpty)
            #expect(script.fold(kind, at: script.now).isEmpty)
        }
        #expect(script.board.legCount == 0)
        #expect(script.anomalies == [])
    }

    @Test("A9 only so many ends are remembered")
    func bounded() {
        var script = Script()
        for number in 0..<10_000 {
            script.fold(.legAppeared(leg("c\(number)")))
            script.fold(ended("c\(number)"))
        }
        #expect(script.board.legCount == 0)
        #expect(script.board.hasEnded(ChannelID("c9999")))
        #expect(!script.board.hasEnded(ChannelID("c1")))
        #expect(script.anomalies == [])
    }
}
