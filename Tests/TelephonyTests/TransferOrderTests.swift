import Telephony
import Testing

/// Bridge and transfer events are not ordered against those of channels: each topic keeps its own order, and that is all.
@Suite("A transfer whose events come in any order")
struct TransferOrderTests {
    private struct Step: Sendable {
        /// When it happened; it may be heard before what happened earlier.
        var at: Int64
        var kind: TelephonyEvent.Kind
    }

    /// `t1` talks with `c1` in `b`, `t2` with `c2` in `d`; the transferrer puts the others together.
    private static func transfer() -> [[Step]] {
        let done = TelephonyEvent.Kind.attendedTransferred(
            AttendedTransfer(
                firstLeg: leg("t1"), firstBridge: bridge("b", "c1", "t1"), secondLeg: leg("t2"),
                secondBridge: bridge("d", "c2", "t2"), transferee: leg("c1"), target: leg("c2"), destination: "bridge",
                destinationBridge: BridgeID("b"), result: "Success", isExternal: true))
        let into = bridge("b", "c1", "t1")
        let from = bridge("d", "c2", "t2")
        return [
            [Step(at: 2010, kind: done)],
            [
                Step(at: 2020, kind: .bridgeMerged(into: into, from: from)),
                Step(at: 2030, kind: left("t1", bridge("b", "c1"))),
                Step(at: 2060, kind: entered("c2", bridge("b", "c1", "c2"))),
            ],
            [
                Step(at: 2040, kind: left("t2", bridge("d", "c2"))), Step(at: 2050, kind: left("c2", bridge("d"))),
                Step(at: 2070, kind: .bridgeDestroyed(bridge("d"))),
            ],
            [Step(at: 2080, kind: ended("t1"))],
            [Step(at: 2090, kind: ended("t2"))],
        ]
    }

    private static func before() -> Script {
        var script = Script()
        for id in ["c1", "c2", "t1", "t2"] { script.fold(.legAppeared(leg(id))) }
        for id in ["b", "d"] { script.fold(.bridgeCreated(bridge(id))) }
        script.fold(entered("c1", bridge("b", "c1")))
        script.fold(entered("t1", bridge("b", "c1", "t1")))
        script.fold(entered("c2", bridge("d", "c2")))
        script.fold(entered("t2", bridge("d", "c2", "t2")))
        return script
    }

    /// Calls `body` with every order that keeps each topic's own.
    private static func interleave(_ topics: [[Step]], _ heard: [Step], _ body: ([Step]) -> Void) {
        guard topics.contains(where: { !$0.isEmpty }) else { return body(heard) }
        for index in topics.indices {
            guard let next = topics[index].first else { continue }
            var rest = topics
            rest[index].removeFirst()
            interleave(rest, heard + [next], body)
        }
    }

    @Test("A9 whatever order a transfer's events come in, the same two talk in the same bridge at the end")
    func anyOrder() {
        let before = Self.before()
        var orders = 0
        var wrong: [[Int64]] = []
        Self.interleave(Self.transfer(), []) { steps in
            orders += 1
            var script = before
            for step in steps { script.fold(step.kind, at: step.at) }
            let members = Set(script.board.members(of: BridgeID("b")).map(\.raw))
            let isRight =
                members == ["c1", "c2"] && script.board.leg(ChannelID("c2"))?.bridge == BridgeID("b")
                && script.board.bridge(BridgeID("d")) == nil && script.board.leg(ChannelID("t1")) == nil
                && script.board.leg(ChannelID("t2")) == nil
            if !isRight { wrong.append(steps.map(\.at)) }
        }
        #expect(orders == 10_080)
        #expect(wrong.isEmpty, "\(wrong.count) orders, the first of them \(wrong.first ?? [])")
    }
}
