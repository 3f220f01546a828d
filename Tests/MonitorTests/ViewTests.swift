import MaydayAPI
import Monitor
import TerminalUI
import Testing

@Suite struct ViewTests {
    private func check(_ model: MonitorModel, _ name: String, _ depth: ColourDepth = .none) throws {
        try ScreenSnapshot.check(MonitorView.screen(model, theme: Theme(depth)), name)
    }

    @Test("S1 the monitor at 80 x 24, without colours, with 16 and with 256", arguments: ColourDepth.allCases)
    func small(depth: ColourDepth) throws {
        try check(Scene.model(), "80x24-\(depth)", depth)
    }

    @Test("Q6 S1 whoever can have several calls is shown with how many they have")
    func severalCalls() {
        var agent = Agent(id: "olga", name: "Olga", endpoint: "PJSIP/1009", state: .ready, stateSinceAt: Scene.at(0))
        agent.capacity = 3
        #expect(agent.stateWord == "ready")
        agent.state = .talking
        agent.calls = ["1", "2"].map {
            AgentCall(callId: $0, entryId: $0, queue: "desk", state: "connected", offeredAt: Scene.at(0))
        }
        #expect(agent.stateWord == "talking 2/3")
        agent.capacity = nil
        #expect(agent.stateWord == "talking")
    }

    @Test("S1 the monitor fills 200 x 60")
    func large() throws {
        try check(Scene.model(width: 200, height: 60), "200x60")
        try check(Scene.crowd(width: 200, height: 60), "200x60-crowd")
    }

    @Test("S1 more than fits is scrolled, and says which part is seen")
    func crowd() throws {
        var model = Scene.crowd(width: 80, height: 24)
        model.press(.tab, .end, .tab, .pageDown)
        try check(model, "80x24-crowd")
    }

    @Test("S1 an unreachable service: since when, why, and what is being tried; the figures' age is told")
    func lost() throws {
        var model = Scene.model()
        model.send(.link(.lost(reason: "connection refused", trying: "trying again", nextTryAt: Scene.at(14))), at: 12)
        model.send(.link(.connecting), at: 14)
        model.send(.link(.lost(reason: "connection refused", trying: "trying again", nextTryAt: Scene.at(80))), at: 14)
        model.send(.tick, at: 75)
        try check(model, "80x24-unreachable")
        let lines = model.lines()
        #expect(lines[0].contains("NO CONNECTION 1:03 to http://127.0.0.1:8470"))
        #expect(
            lines[1].contains(
                "UNREACHABLE since 12:00:12; trying again in 5 s, attempt 2: connection refused"))
        #expect(lines[23].contains("figures as of 12:00:12"))
        model.send(.link(.live), at: 80)
        #expect(!model.lines().joined().contains("UNREACHABLE"))
    }

    @Test("S1 before the first answer the screen says what it waits for")
    func connecting() throws {
        var model = MonitorModel(service: "http://127.0.0.1:8470", now: Scene.noon)
        try check(model, "80x24-connecting")
        model.send(.link(.lost(reason: "no route to host", trying: "trying again", nextTryAt: nil)))
        #expect(model.lines()[1].contains("UNREACHABLE since 12:00:00; trying again, attempt 1: no route to host"))
    }

    @Test("S1 alarms, degraded health and a lost Asterisk are told in words")
    func alarms() throws {
        var model = Scene.model()
        var health = Scene.health
        health.status = .degraded
        health.asterisk[0].connection = .down
        health.asterisk[0].sinceAt = Scene.at(-42)
        health.store.state = .degraded
        health.alarms = [
            Alarm(code: "store_degraded", text: "disk full: facts wait in memory", sinceAt: Scene.at(-125)),
            Alarm(code: "asterisk_down", text: "main does not answer", sinceAt: Scene.at(-42)),
        ]
        model.send(.event(APIEvent(at: Scene.noon, data: .health(health))))
        try check(model, "80x24-alarms")
        let lines = model.lines()
        #expect(lines[0].contains("DEGRADED"))
        #expect(lines[0].contains("main down 0:42"))
        #expect(lines[0].contains("store degraded"))
        #expect(lines[1].contains("2 ALARMS disk full: facts wait in memory (store_degraded, since 2:05)"))
    }

    @Test("K12 figures that miss some of the day are marked, on the screen and in lines")
    func incomplete() {
        var model = Scene.model()
        #expect(!model.lines().joined().contains("~"))
        var sales = Scene.queues[0]
        sales.today.incomplete = true
        sales.today.blindMs = 62_000
        model.send(.event(APIEvent(at: Scene.noon, data: .queue(sales))))
        let row = model.lines().first { $0.contains("Sales") }
        #expect(row?.contains("~79%") == true)
        let lines = PlainReport.lines(model)
        #expect(lines.first { $0.hasPrefix("queue sales") }?.hasSuffix("sl_today 79% incomplete, unseen 1:02") == true)
        #expect(lines.first { $0.hasPrefix("queue support") }?.contains("incomplete") == false)
    }

    @Test("S1 help covers the screen until a key is pressed")
    func help() throws {
        var model = Scene.model()
        model.press(.character("?"))
        try check(model, "80x24-help")
        #expect(model.press(.character("q")) == [])
        #expect(model == Scene.model())
    }

    @Test("S1 names from the network cannot steer the terminal")
    func hostileNames() {
        let text = Scene.model(width: 200, height: 60).lines().joined()
        #expect(text.contains("\u{FFFD}[31mEvil"))
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
    }

    @Test(
        "S1 every size from nothing to huge is drawn, none of it outside",
        arguments: [(1, 1), (10, 3), (39, 24), (40, 12), (79, 13), (80, 24), (139, 30), (140, 30), (500, 200)])
    func sizes(width: Int, height: Int) {
        var model = Scene.crowd(width: width, height: height)
        for key in [Key.tab, .pageDown, .end, .tab, .end, .character("?")] {
            let screen = MonitorView.screen(model, theme: Theme(.palette))
            #expect(screen.width == width && screen.height == height)
            #expect((0..<height).allSatisfy { Text.width(screen.text(row: $0)) == width })
            model.press(key)
        }
    }

    @Test("S1 the same model gives the same cells, and without colours it says the same words")
    func wordsWithoutColours() {
        let model = Scene.model()
        #expect(MonitorView.screen(model, theme: Theme(.sixteen)) == MonitorView.screen(model, theme: Theme(.sixteen)))
        #expect(model.lines(.none) == model.lines(.palette))
    }
}
