import Queueing
import Telephony
import Testing

@Suite("Whom a queue does not take or keep")
struct LimitTests {
    private static let support = QueueID("support")

    /// `sales` with limits, and `support` beside it, where nobody serves.
    private func scene(
        agents: [String] = ["anna"], maxWait: Span? = nil, ready: Bool = true, beside: QueueLimits = QueueLimits(),
        _ change: (inout QueueLimits) -> Void
    ) -> Scene {
        var limits = QueueLimits()
        change(&limits)
        var scene = Scene(
            agents: agents, queue: QueueSettings(id: Scene.sales, name: "Sales", maxWait: maxWait, limits: limits),
            ready: ready)
        var settings = scene.state.settings
        settings.queues.append(QueueSettings(id: Self.support, name: "Support", limits: beside))
        scene.send(.settingsLoaded(settings))
        return scene
    }

    private func outcome(_ scene: Scene) -> EntryOutcome? { scene.facts.compactMap(\.closed).first?.outcome }
    private func opened(_ scene: Scene) -> [EntryOpened] { scene.facts.compactMap(\.opened) }

    // MARK: Full

    @Test("Q9 a full queue refuses: opened and closed at once, and sent where the queue says")
    func full() throws {
        var scene = scene(ready: false) { limits in
            limits.maxLength = 2
            limits.onFull = .dialplan(DialplanPlace(context: "busy", extension: "s"))
        }
        scene.arrive()
        scene.arrive()
        #expect(outcome(scene) == nil)
        scene.arrive()
        #expect(scene.facts.count == 2 && outcome(scene) == .full)
        let place = Target.dialplan(DialplanPlace(context: "busy", extension: "s"))
        #expect(scene.asked == [.release(ChannelID("c3"), to: place)])
        scene.end(ChannelID("c1"))
        scene.arrive()
        #expect(outcome(scene) == nil)
    }

    @Test("Q9 who talks takes no place, who is offered does")
    func fullCounts() throws {
        var scene = scene { $0.maxLength = 1 }
        scene.arrive()
        scene.arrive()
        #expect(outcome(scene) == .full)
        _ = try scene.talk()
        scene.arrive()
        #expect(outcome(scene) == nil)
    }

    @Test("Q9 Q18 who was with us before is let in, however full and empty the queue is")
    func returning() {
        var scene = scene(ready: false) { limits in
            limits.maxLength = 1
            limits.joinEmpty = QueueLimits.strictlyAbsent
        }
        for number in 1...2 {
            scene.send(
                .callerArrived(
                    Arrival(
                        entry: EntryID("r\(number)"), call: CallID("r\(number)"), server: Scene.one,
                        channel: ChannelID("r\(number)"), queue: Scene.sales, caller: CallerToken("r"),
                        enteredAt: scene.time, wasLetIn: true)))
            #expect(outcome(scene) == nil)
        }
    }

    // MARK: Empty

    @Test(
        "Q9 join_empty goes by the states that count as absent",
        arguments: [
            (AgentCommand.logOut, QueueLimits.strictlyAbsent, true), (.logOut, QueueLimits.looselyAbsent, true),
            (.notReady(reason: ""), QueueLimits.strictlyAbsent, true),
            (.notReady(reason: ""), QueueLimits.looselyAbsent, false), (.ready, QueueLimits.strictlyAbsent, false),
            (.logOut, [], false),
        ] as [(AgentCommand, Set<AgentState>, Bool)])
    func joinEmpty(_ command: AgentCommand, _ absent: Set<AgentState>, _ isRefused: Bool) {
        var scene = scene { $0.joinEmpty = absent }
        scene.command("anna", command)
        scene.arrive()
        #expect((outcome(scene) == .joinEmpty) == isRefused)
    }

    @Test("Q9 who talks, wraps up or rests is there")
    func present() throws {
        var scene = scene { $0.joinEmpty = QueueLimits.strictlyAbsent }
        scene.arrive()
        let offer = try scene.talk()
        scene.arrive()
        #expect(outcome(scene) == nil)
        scene.end(offer.channel)
        #expect(try scene.agent("anna").state == .wrapUp)
        scene.arrive()
        #expect(outcome(scene) == nil)
    }

    @Test("Q9 agents of another server serve nobody here")
    func otherServer() {
        var scene = scene { $0.joinEmpty = QueueLimits.looselyAbsent }
        let two = ServerID("two")
        scene.send(
            .serverReconciled(two, ServerPicture(legs: [], bridges: [], blindFrom: scene.time, blindUntil: scene.time)))
        scene.send(
            .callerArrived(
                Arrival(
                    entry: EntryID("x"), call: CallID("x"), server: two, channel: ChannelID("x"), queue: Scene.sales,
                    caller: CallerToken("x"), enteredAt: scene.time)))
        #expect(outcome(scene) == .joinEmpty)
    }

    @Test("Q9 leave_empty sends everybody out after its grace, and nobody if an agent is back in time")
    func leaveEmpty() throws {
        var scene = scene { limits in
            limits.leaveEmpty = QueueLimits.strictlyAbsent
            limits.onLeaveEmpty = .dialplan(nil)
        }
        scene.command("anna", .notReady(reason: "lunch"))
        scene.arrive()
        scene.arrive()
        scene.pass(9_999)
        #expect(scene.facts.isEmpty)
        var other = scene
        other.time = other.time + Span(milliseconds: 1)
        other.command("anna", .ready)
        #expect(outcome(other) == nil, "an input of the same moment wins")
        scene.pass(1)
        #expect(scene.facts.compactMap(\.closed?.outcome) == [.leaveEmpty, .leaveEmpty])
        #expect(scene.asked == [ChannelID("c1"), ChannelID("c2")].map { .release($0, to: .dialplan(nil)) })
        #expect(scene.engine.nextDeadline != nil)
    }

    @Test("Q9 with a grace of 0 a queue is left at once")
    func atOnce() {
        var scene = scene { limits in
            limits.leaveEmpty = QueueLimits.looselyAbsent
            limits.leaveEmptyAfter = .zero
        }
        scene.command("anna", .notReady(reason: "lunch"))
        scene.arrive()
        scene.command("anna", .logOut)
        scene.pass(1)
        #expect(outcome(scene) == .leaveEmpty)
    }

    @Test("Q9 Q17 a gap and a start begin the grace anew: what was not seen sends nobody out")
    func graceAfterGap() {
        var scene = scene { $0.leaveEmpty = QueueLimits.looselyAbsent }
        scene.arrive()
        scene.command("anna", .logOut)
        scene.pass(9_000)
        scene.send(.serverLost(Scene.one))
        scene.pass(60_000)
        #expect(scene.facts.isEmpty)
        let leg = ServerPicture.Leg(channel: ChannelID("c1"), isUp: true, bridge: nil)
        scene.reconcile(ServerPicture(legs: [leg], bridges: [], blindFrom: scene.time, blindUntil: scene.time))
        scene.pass(9_999)
        #expect(outcome(scene) == nil)
        scene.pass(1)
        #expect(outcome(scene) == .leaveEmpty)
    }

    @Test("Q9 a caller whose phone rings is not sent out, even where ringing counts as absent")
    func ringingStays() throws {
        var scene = scene { $0.leaveEmpty = [.dialling, .ringing] }
        scene.arrive()
        scene.ringing(try scene.running().channel)
        scene.pass(14_000)
        #expect(outcome(scene) == nil)
    }

    // MARK: Keys

    @Test("Q9 a key leaves the queue, also while phones ring: they stop, and the agent keeps their idle time")
    func key() throws {
        var scene = scene { $0.exitKeys = ["1": .dialplan(nil)] }
        let idle = try scene.agent("anna").idleSince
        scene.arrive()
        let offer = try scene.running()
        scene.ringing(offer.channel)
        scene.send(.keyPressed(Scene.one, ChannelID("c1"), "2"))
        #expect(scene.facts.isEmpty)
        scene.send(.keyPressed(Scene.one, ChannelID("c1"), "1"))
        #expect(scene.facts.compactMap(\.lost?.why) == [.withdrawn])
        let closed = try #require(scene.facts.compactMap(\.closed).first)
        #expect(closed.outcome == .key && closed.by == .caller && closed.detail == "1")
        #expect(scene.asked.contains(.release(ChannelID("c1"), to: .dialplan(nil))))
        #expect(try scene.agent("anna").idleSince == idle)
        scene.end(ChannelID("c1"), livesOn: true)
        #expect(scene.facts == [.callerLeft(Scene.one, ChannelID("c1"))])
    }

    @Test("Q9 a key means nothing once an agent has picked up")
    func keyInCall() throws {
        var scene = scene { $0.exitKeys = ["1": .hangUp] }
        scene.arrive()
        scene.answer(try scene.running().channel)
        scene.send(.keyPressed(Scene.one, ChannelID("c1"), "1"))
        #expect(scene.facts.isEmpty)
    }

    // MARK: On into another queue

    @Test("Q9 on into another queue: a new entry with the whole wait, the same call and another music")
    func onward() throws {
        var scene = scene(maxWait: .seconds(30)) { $0.onMaxWait = .queue(Self.support) }
        scene.command("anna", .logOut)
        let first = scene.arrive(priority: 3)
        let entered = scene.time
        scene.pass(30_000)
        #expect(scene.facts.compactMap(\.closed?.outcome) == [.timeout])
        let next = try #require(opened(scene).first)
        #expect(next.queue == Self.support && next.from == first && next.enteredAt == entered)
        #expect(next.channel == ChannelID("c1") && next.priority == 3 && next.call == CallID("call1"))
        #expect(scene.asked == [.welcome(ChannelID("c1"), music: "default")])
        #expect(scene.state.position(of: next.entry) == 1 && scene.entry(first) == nil)
    }

    @Test("Q9 the longest wait of the next queue begins when the caller comes there")
    func limitAnew() throws {
        var scene = scene(maxWait: .seconds(30)) { $0.onMaxWait = .queue(Self.support) }
        var settings = scene.state.settings
        settings.queues[1].maxWait = .seconds(20)
        scene.send(.settingsLoaded(settings))
        scene.command("anna", .logOut)
        scene.arrive()
        scene.pass(30_000)
        #expect(opened(scene).count == 1)
        scene.pass(19_999)
        #expect(scene.facts.isEmpty)
        scene.pass(1)
        #expect(outcome(scene) == .timeout)
    }

    @Test("Q9 the next queue may refuse as well, and sends the caller on; never back to one that has refused them")
    func chain() throws {
        var beside = QueueLimits()
        beside.joinEmpty = QueueLimits.strictlyAbsent
        beside.onJoinEmpty = .queue(Scene.sales)
        var scene = scene(ready: false, beside: beside) { limits in
            limits.maxLength = 1
            limits.onFull = .queue(Self.support)
        }
        scene.arrive()
        scene.arrive()
        #expect(scene.facts.compactMap(\.closed?.outcome) == [.full, .joinEmpty])
        #expect(opened(scene).map(\.queue) == [Scene.sales, Self.support])
        #expect(scene.asked == [.release(ChannelID("c2"), to: .dialplan(nil))])
    }

    @Test("Q17 a checkpoint keeps where a caller came from and goes to")
    func checkpoint() throws {
        var scene = scene(maxWait: .seconds(30)) { limits in
            limits.onMaxWait = .queue(Self.support)
            limits.exitKeys = ["2": .hangUp]
        }
        scene.command("anna", .logOut)
        scene.arrive()
        scene.pass(30_000)
        scene.arrive()
        scene.send(.keyPressed(Scene.one, ChannelID("c2"), "2"))
        let bytes = EngineCheckpoint.bytes(of: scene.state)
        #expect(try EngineCheckpoint.state(from: bytes) == scene.state)
        #expect(scene.state.leaving.values.first == .release(CallID("call2"), to: .hangUp))
    }

    // MARK: Circles

    @Test("Q9 Q13 who is sent in a circle by queues alone goes back to the dialplan in the end")
    func circle() throws {
        var empty = QueueLimits()
        empty.leaveEmpty = QueueLimits.looselyAbsent
        empty.leaveEmptyAfter = .zero
        empty.onLeaveEmpty = .queue(Scene.sales)
        var scene: Scene = self.scene(maxWait: .seconds(1), ready: false, beside: empty) {
            $0.onMaxWait = .queue(Self.support)
        }
        scene.arrive()
        var passes: [Int] = []
        var outcomes: [EntryOutcome] = []
        for _ in 0..<60 where scene.state.leaving.isEmpty {
            scene.pass(500)
            passes += opened(scene).map(\.passes)
            outcomes += scene.facts.compactMap(\.closed?.outcome)
        }
        #expect(passes == Array(1...8))
        #expect(
            outcomes
                == Array([
                    .timeout, .leaveEmpty, .timeout, .leaveEmpty, .timeout, .leaveEmpty, .timeout, .leaveEmpty,
                    .timeout,
                ]))
        #expect(scene.asked == [.release(ChannelID("c1"), to: .dialplan(nil))])
    }
}

extension Fact {
    var opened: EntryOpened? { if case .entryOpened(let fact) = self { fact } else { nil } }
}
