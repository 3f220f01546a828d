import MaydayAPI
import Monitor
import TerminalUI
import Testing

@Suite struct UpdateTests {
    private func event(_ data: APIEventData, at seconds: Int64 = 0) -> MonitorMessage {
        .event(APIEvent(at: Scene.at(seconds), data: data))
    }

    @Test("S1 times count up between the service's messages")
    func countingUp() {
        var model = Scene.model()
        #expect(model.queueRows[0].longestWaitMs == 65_000)
        #expect(model.queueRows[0].serviceLevelNow == 1.0 / 3)
        model.send(.tick, at: 18)
        #expect(model.queueRows[0].longestWaitMs == 83_000)
        #expect(model.queueRows[0].serviceLevelNow == 0)
        #expect(model.elapsed(since: Scene.agents[0].stateSinceAt) == 202_000)
        // A tick that comes late does not turn the clock back.
        model.send(.tick, at: 3)
        #expect(model.queueRows[0].longestWaitMs == 83_000)
    }

    @Test("S1 a monitor whose clock is wrong shows the service's times")
    func clocks() {
        var model = MonitorModel(service: "x", now: Scene.at(500))
        model.send(.snapshot(Scene.snapshot), at: 500)
        #expect(model.queueRows[0].longestWaitMs == 65_000)
        #expect(model.lines()[0].contains("12:00:00 UTC"))
        model.send(event(.clock, at: 10), at: 511)
        #expect(model.lines()[0].contains("12:00:10 UTC"))
    }

    @Test("S1 entries that come, ring, connect and end move the callers")
    func entries() {
        var model = Scene.model()
        var entry = QueueEntry(
            id: "e9", callId: "c9", queue: "sales", state: .waiting, position: 1, priority: 9,
            caller: Party(number: "110"), enteredAt: Scene.at(1), waitMs: 0, server: "main", channel: "x")
        model.send(event(.entry(entry)), at: 1)
        #expect(model.callerRows.map(\.id) == ["e9", "e1", "e2", "e4", "e3"])
        #expect(model.callerRows.map(\.position) == [1, 2, 3, 4, 1])
        entry.state = .connected
        model.send(event(.entry(entry)), at: 2)
        #expect(model.callerRows.map(\.position) == [1, 2, 3, 1])
        var agent = Scene.agents[2]
        (agent.state, agent.callId) = (.talking, "c9")
        model.send(event(.agent(agent)))
        #expect(model.lines().contains { $0.hasPrefix("Carol Example  talking") && $0.contains(" 110 ") })
        entry.state = .ended
        model.send(event(.entry(entry)))
        #expect(model.picture.party(of: agent) == nil)
    }

    @Test("S1 a level of something unknown is added, a known one replaced")
    func levels() {
        var model = Scene.model()
        model.send(
            event(.queue(Queue(id: "sales", waiting: 7, longestWaitMs: 90_000, serviceLevelNow: 0.25))),
            event(.queue(Queue(id: "new"))), event(.agent(Scene.agent("zoe", "Zoe", 1099, .ready, 0))),
            event(.unknown(type: "later")), event(.fact(APIFact(type: "entry_entered"))))
        #expect(model.queueRows.map(\.queue.id) == ["sales", "support", "night", "new"])
        #expect(model.agentRows.last?.id == "zoe")
        // Four callers more than are known: the level counts, and goes on counting.
        #expect(model.queueRows[0].longestWaitMs == 90_000)
        #expect(model.queueRows[0].serviceLevelNow == 0.25)
        model.send(.tick, at: 5)
        #expect(model.queueRows[0].longestWaitMs == 95_000)
    }

    @Test("S1 a new snapshot replaces the whole picture")
    func newSnapshot() {
        var model = Scene.model()
        model.send(event(.lagged(Lagged(missed: 3))))
        #expect(model.callerRows.count == 4)
        model.send(.snapshot(MonitorSnapshot(health: Scene.health)))
        #expect(model.queueRows.isEmpty && model.callerRows.isEmpty && model.agentRows.isEmpty)
    }

    @Test("S1 keys: panels, rows, sorting, one queue only, quitting")
    func keys() {
        var model = Scene.model()
        #expect(model.focus == .queues)
        model.press(.backTab)
        #expect(model.focus == .agents)
        model.press(.character("j"), .down, .up, .end)
        #expect(model.scroll(.agents).selected == 7)
        model.press(.character("s"), .character("s"))
        #expect(model.agentRows.map(\.id).prefix(3) == ["hanna", "greta", "fritz"])
        model.press(.character("s"), .character("s"))
        #expect(model.agentRows.map(\.id) == Scene.agents.map(\.id))
        model.press(.right, .right)
        #expect(model.focus == .callers)
        model.press(.character("s"))
        #expect(model.callerRows.map(\.id) == ["e1", "e2", "e3", "e4"])
        model.press(.tab, .tab, .down, .enter)
        #expect(model.onlyQueue == "support")
        #expect(model.callerRows.map(\.id) == ["e3"])
        #expect(model.agentRows.map(\.id) == ["greta", "hanna"])
        model.press(.escape)
        #expect(model.callerRows.count == 4)
        #expect(model.press(.control("l")) == [.redraw])
        #expect(model.press(.control("z")) == [.suspend])
        #expect(model.press(.character("q")) == [.quit])
        #expect(model.press(.control("c")) == [.quit])
        #expect(model.press(.character("x"), .function(7), .alt("q")) == [])
    }

    @Test("S1 a selected queue that the service no longer has selects nothing")
    func queueGone() {
        var model = Scene.model()
        model.press(.enter)
        #expect(model.onlyQueue == "sales")
        model.send(.snapshot(MonitorSnapshot(health: Scene.health, agents: Scene.agents)))
        #expect(model.onlyQueue == nil)
        #expect(model.agentRows.count == 8)
    }

    @Test("S1 a stopped display stands still while the picture goes on")
    func paused() {
        var model = Scene.model()
        model.press(.character("p"))
        let before = model.lines()
        model.send(.tick, event(.queue(Queue(id: "sales", waiting: 99))), at: 30)
        let after = model.lines()
        #expect(after[1].contains("DISPLAY STOPPED at 12:00:00; p goes on"))
        #expect(Array(after[2...]) == Array(before[2...]))
        #expect(after[0].contains("12:00:30"))
        model.press(.character("p"), at: 30)
        #expect(model.queueRows[0].queue.waiting == 99)
    }

    @Test("S1 lines instead of a screen")
    func plain() {
        var model = Scene.model()
        #expect(
            PlainReport.lines(model) == [
                "2026-03-01T12:00:00.000Z service ok node node-1 main up",
                "queue sales waiting 3 longest 1:05 ringing 1 talking 2 ready 1 busy 3 offered 120 answered 101 "
                    + "abandoned 12 sl_now 33% sl_today 79%",
                "queue support waiting 1 longest 0:07 ringing 0 talking 1 ready 0 busy 0 offered 14 answered 12 "
                    + "abandoned 1 sl_now 100% sl_today 92%",
                "queue night waiting 0 longest 0:00 ringing 0 talking 0 ready 0 busy 0 offered 0 answered 0 "
                    + "abandoned 0 sl_now — sl_today —",
                "caller sales position 1 wait 1:05 priority 5 number +4930555700 (Erika Mustermann) ringing at dora",
                "caller sales position 2 wait 0:24 priority 0 number withheld waiting",
                "caller sales position 3 wait 0:03 priority 0 number +12125550100 (\u{FFFD}[31mEvil\u{FFFD}) waiting",
                "caller support position 1 wait 0:07 priority 0 number +81312345678 (山田太郎) waiting",
                "agent alice talking 3:04 call +49891234", "agent bob held 1:35 call withheld",
                "agent carol ready 0:12",
                "agent dora ringing 0:04 call +4930555700", "agent emil wrap-up 0:06",
                "agent fritz unreachable 11:40 (phone not registered)", "agent greta not ready 21:40 (lunch)",
                "agent hanna offline 1d 01h",
            ])
        model.send(.link(.lost(reason: "gone", trying: "trying again", nextTryAt: nil)), .tick, at: 61)
        #expect(
            PlainReport.lines(model)[0]
                == "2026-03-01T12:01:01.000Z service unreachable for 0:00: gone; trying again, attempt 1")
    }

    @Test("S1 figures as they are written")
    func format() {
        #expect(
            [-5, 0, 999, 7_000, 754_999, 3_600_000, 86_399_999, 97_200_000].map(Format.duration) == [
                "0:00", "0:00", "0:00", "0:07", "12:34", "1:00:00", "23:59:59", "1d 03h",
            ])
        #expect(
            [nil, 0, 0.001, 0.5, 0.785, 0.996, 1, .nan].map(Format.percent) == [
                "—", "0%", "1%", "50%", "79%", "99%", "100%", "—",
            ])
        #expect(Format.clock(Scene.noon, zoneOffset: 3600) == "13:00:00")
        #expect(Format.clock(Scene.noon, zoneOffset: -43_200) == "00:00:00")
        #expect(Format.clock(APITime(milliseconds: -1), zoneOffset: 0) == "23:59:59")
    }
}
