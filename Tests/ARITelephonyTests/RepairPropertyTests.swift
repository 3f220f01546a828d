import ARITelephony
import Telephony
import Testing

@Suite struct RepairPropertyTests {
    private static let seeds: Range<UInt64> = 0..<60

    @Test("A9 with nothing lost the board is the truth, and finds nothing to wonder at")
    func faithful() {
        for seed in Self.seeds {
            var scenario = Scenario(seed: seed)
            for _ in 0..<20 {
                scenario.run(steps: 10)
                scenario.deliver()
            }
            #expect(scenario.differences == [], "seed \(seed)")
            #expect(scenario.anomalies == [], "seed \(seed)")
        }
    }

    @Test("A9 with events of bridges and channels overtaking one another the board is the truth")
    func reordered() {
        for seed in Self.seeds {
            var scenario = Scenario(seed: seed)
            for _ in 0..<20 {
                scenario.run(steps: 10)
                scenario.deliverReordered()
            }
            #expect(scenario.differences == [], "seed \(seed)")
            #expect(scenario.ghosts == [], "seed \(seed)")
        }
    }

    @Test("A9 after a gap, a comparison and what was on its way, the board is the truth, and no ended leg came back")
    func gap() {
        for seed in Self.seeds {
            var scenario = Scenario(seed: seed)
            for _ in 0..<6 {
                scenario.run(steps: Int.random(in: 0...60, using: &scenario.random))
                scenario.deliver(Int.random(in: 0...200, using: &scenario.random))
                scenario.gap(steps: Int.random(in: 0...60, using: &scenario.random))
                scenario.reconnect()
                scenario.run(steps: 5)
                scenario.deliver()
                #expect(scenario.differences == [], "seed \(seed)")
            }
            #expect(scenario.ghosts == [], "seed \(seed)")
        }
    }

    @Test("A9 the queue of events that Asterisk kept during the gap is replayed after the comparison, and does no harm")
    func replay() {
        for seed in Self.seeds {
            var scenario = Scenario(seed: seed)
            scenario.run(steps: 60)
            scenario.deliver()
            // Outbound and persistent: what happens now is kept, except what sat in the dead socket.
            scenario.gap(steps: Int.random(in: 0...10, using: &scenario.random))
            scenario.run(steps: 60)
            scenario.asterisk.now += 5
            scenario.reconnect()
            scenario.deliver()
            #expect(scenario.differences == [], "seed \(seed)")
            #expect(scenario.ghosts == [], "seed \(seed)")
        }
    }

    @Test("A9 a restart of Asterisk is recognised and ends everything, also where its clock goes back")
    func restart() {
        for seed in Self.seeds {
            var scenario = Scenario(seed: seed)
            scenario.run(steps: 80)
            scenario.deliver()
            scenario.reconnect()
            scenario.deliver()
            scenario.asterisk.restart()
            scenario.deliver(Int.random(in: 0...20, using: &scenario.random))
            scenario.asterisk.published = []
            if seed.isMultiple(of: 2) { scenario.asterisk.now -= 500_000 }
            scenario.asterisk.startedAt = scenario.asterisk.now
            let before = scenario.board.serverStartedAt
            scenario.reconnect()
            scenario.run(steps: 20)
            scenario.deliver()
            #expect(scenario.differences == [], "seed \(seed)")
            #expect(scenario.board.serverStartedAt != before, "seed \(seed)")
        }
    }

    @Test("A9 a second comparison right after the first finds nothing")
    func settled() {
        for seed in Self.seeds {
            var scenario = Scenario(seed: seed)
            scenario.run(steps: 60)
            scenario.deliver(30)
            scenario.gap(steps: 30)
            scenario.reconnect()
            scenario.deliver()
            #expect(scenario.differences == [], "seed \(seed)")
            scenario.asterisk.now += 1
            let now = Instant(milliseconds: scenario.asterisk.now)
            var snapshot = AsteriskSnapshot(
                server: ServerID("one"), asteriskID: "00:00",
                startedAt: Instant(milliseconds: scenario.asterisk.startedAt), begunAt: now, endedAt: now,
                legs: scenario.asterisk.legs, bridges: scenario.asterisk.bridgeAnswers)
            snapshot.holds = scenario.asterisk.holds(of: scenario.asterisk.legs)
            let found = BoardRepair.diff(scenario.board, snapshot).dropLast()
            #expect(found == [], "seed \(seed)")
        }
    }
}
