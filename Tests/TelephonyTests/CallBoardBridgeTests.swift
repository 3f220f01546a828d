import Telephony
import Testing

@Suite struct CallBoardBridgeTests {
    private func twoLegs() -> Script {
        var script = Script()
        script.fold(.legAppeared(leg("c1")))
        script.fold(.legAppeared(leg("c2")))
        return script
    }

    @Test("A9 legs enter, move and leave; a leg is in one bridge at most")
    func moves() {
        var script = twoLegs()
        script.fold(.bridgeCreated(bridge("hold", type: "holding")))
        script.fold(.bridgeCreated(bridge("talk")))
        script.fold(entered("c1", bridge("hold", "c1")))
        script.fold(entered("c2", bridge("talk", "c2")))
        script.fold(left("c1", bridge("hold")))
        script.fold(entered("c1", bridge("talk", "c2", "c1")))
        #expect(script.board.members(of: BridgeID("talk")) == [ChannelID("c2"), ChannelID("c1")])
        #expect(script.board.members(of: BridgeID("hold")) == [])
        #expect(script.board.leg(ChannelID("c1"))?.bridge == BridgeID("talk"))
        script.fold(ended("c2"))
        #expect(script.board.members(of: BridgeID("talk")) == [ChannelID("c1")])
        // The bridge's word comes after the channel's: no order is promised between the two.
        script.fold(left("c2", bridge("talk", "c1")))
        script.fold(left("c1", bridge("talk")))
        script.fold(.bridgeDestroyed(bridge("talk")))
        #expect(script.board.bridgeCount == 1)
        #expect(script.board.leg(ChannelID("c1"))?.bridge == nil)
        #expect(script.anomalies == [])
    }

    @Test("A9 a bridge's word that comes before the channel's adopts the leg, which then appears without a stir")
    func reordered() {
        var script = Script()
        script.fold(.bridgeCreated(bridge("b")))
        script.fold(entered("c1", bridge("b", "c1")))
        #expect(script.anomalies == ["unknown_leg c1"])
        script.fold(.legAppeared(leg("c1")))
        script.fold(left("c1", bridge("b")))
        #expect(script.board.legCount == 1)
        script.fold(ended("c1"))
        #expect(script.anomalies == ["unknown_leg c1"])
    }

    @Test(
        "A9 bridge anomalies are noted and repaired",
        arguments: [
            ([entered("c1", bridge("b", "c1")), entered("c1", bridge("b", "c1"))], ["entered_bridge_twice c1"]),
            ([left("c1", bridge("b"))], ["unknown_bridge b", "left_bridge_without_being_in c1"]),
            (
                [entered("c1", bridge("b", "c1")), entered("c1", bridge("d", "c1"))],
                ["entered_bridge_without_leaving c1"]
            ),
            ([.bridgeDestroyed(bridge("b"))], ["unknown_bridge b"]),
            (
                [.bridgeCreated(bridge("b")), .bridgeDestroyed(bridge("b")), .bridgeDestroyed(bridge("b"))],
                ["bridge_already_ended b"]
            ),
            ([.bridgeCreated(bridge("b")), .bridgeCreated(bridge("b"))], ["bridge_created_twice b"]),
            (
                [entered("c1", bridge("b", "c1")), .bridgeDestroyed(bridge("b"))], ["bridge_ended_with_members b"]
            ),
        ] as [([TelephonyEvent.Kind], [String])])
    func anomalies(_ kinds: [TelephonyEvent.Kind], _ expected: [String]) {
        var script = twoLegs()
        for kind in kinds { script.fold(kind) }
        #expect(script.anomalies == expected)
        for leg in script.board.allLegs {
            #expect(leg.bridge == nil || script.board.members(of: leg.bridge ?? BridgeID("")).contains(leg.id))
        }
    }

    @Test("A9 where Asterisk's list of members is not ours, an event was lost and theirs is taken")
    func lists() {
        var script = twoLegs()
        script.fold(.legAppeared(leg("c3")))
        script.fold(.bridgeCreated(bridge("b")))
        script.fold(entered("c1", bridge("b", "c1")))
        // c2's entry is lost.
        script.fold(entered("c3", bridge("b", "c1", "c2", "c3")))
        #expect(Set(script.board.members(of: BridgeID("b"))) == [ChannelID("c1"), ChannelID("c2"), ChannelID("c3")])
        // c1's leaving is lost.
        script.fold(left("c3", bridge("b", "c2")))
        #expect(script.board.members(of: BridgeID("b")) == [ChannelID("c2")])
        #expect(script.anomalies == ["bridge_members_differ b", "bridge_members_differ b"])
    }

    @Test("A9 members that the board knows no leg for do not disturb it")
    func strangers() {
        var script = twoLegs()
        script.fold(entered("c1", bridge("b", "announcer", "c1")))
        script.fold(entered("c2", bridge("b", "announcer", "c1", "c2")))
        script.fold(left("c1", bridge("b", "c2")))
        #expect(script.board.members(of: BridgeID("b")) == [ChannelID("c2")])
        #expect(script.anomalies == [])
    }

    @Test("A9 a leg or bridge that is known from membership alone goes with it")
    func fromMembershipAlone() {
        var script = Script(watch: .application)
        script.fold(stasis("c1"))
        script.fold(entered("announcer", bridge("b", "announcer")))
        script.fold(entered("c1", bridge("b", "announcer", "c1")))
        #expect(script.board.legCount == 2)
        script.fold(left("announcer", bridge("b", "c1")))
        #expect(script.board.legCount == 1)
        script.fold(left("c1", bridge("b")))
        #expect(script.board.legCount == 1)
        #expect(script.board.bridgeCount == 0)
        script.fold(entered("c1", bridge("b", "c1")))
        #expect(script.board.bridgeCount == 1)
        #expect(script.anomalies == ["unknown_leg announcer"])
    }

    @Test("A9 a merge is told before the members move, and moves nobody by itself")
    func merge() {
        var script = twoLegs()
        script.fold(.bridgeCreated(bridge("b")))
        script.fold(.bridgeCreated(bridge("d")))
        script.fold(entered("c1", bridge("b", "c1")))
        script.fold(entered("c2", bridge("d", "c2")))
        script.fold(.bridgeMerged(into: bridge("b", "c1"), from: bridge("d", "c2")))
        #expect(script.board.leg(ChannelID("c2"))?.bridge == BridgeID("d"))
        script.fold(left("c2", bridge("d")))
        script.fold(entered("c2", bridge("b", "c1", "c2")))
        script.fold(.bridgeDestroyed(bridge("d")))
        #expect(script.board.members(of: BridgeID("b")).count == 2)
        #expect(script.anomalies == [])
    }
}
