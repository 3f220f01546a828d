import Queueing
import Telephony
import Testing

@Suite("What is said about callers who wait")
struct CallerCommandTests {
    private static let support = QueueID("support")

    /// `sales` with two agents who are not ready, and `support` beside it.
    private func scene(ready: Bool = false, strategy: Strategy = .ordered, regain: Span? = nil) -> Scene {
        var limits = QueueLimits()
        limits.regain = regain
        var scene = Scene(
            agents: ["anna", "bert"],
            queue: QueueSettings(id: Scene.sales, name: "Sales", strategy: strategy, limits: limits), ready: ready)
        var settings = scene.state.settings
        settings.queues.append(QueueSettings(id: Self.support, name: "Support", maxWait: .seconds(60)))
        scene.send(.settingsLoaded(settings))
        return scene
    }

    private func line(_ scene: Scene, _ queue: QueueID = Scene.sales) -> [String] {
        scene.state.line(of: queue).map(\.channel.raw)
    }

    private func ringBack(_ scene: inout Scene, as caller: String, regains: String?) {
        scene.send(
            .callerArrived(
                Arrival(
                    entry: EntryID(caller), call: CallID(caller), server: Scene.one, channel: ChannelID(caller),
                    queue: Scene.sales, caller: CallerToken(caller), enteredAt: scene.time,
                    regains: regains.map { CallerToken($0) })))
    }

    @Test("Q15 withdrawn with a reason, also while phones ring: they stop, the agent keeps their idle time")
    func withdraw() throws {
        var scene = scene(ready: true)
        let idle = try scene.agent("anna").idleSince
        let entry = scene.arrive()
        scene.ringing(try scene.running().channel)
        scene.send(.callerCommanded(entry, .withdraw(to: .hangUp, reason: "called back")))
        #expect(scene.facts.compactMap(\.lost?.why) == [.withdrawn])
        let closed = try #require(scene.facts.compactMap(\.closed).first)
        #expect(closed.outcome == .withdrawn && closed.detail == "called back" && closed.by == .system)
        #expect(scene.asked.contains(.release(ChannelID("c1"), to: .hangUp)))
        #expect(try scene.agent("anna").idleSince == idle)
    }

    @Test("Q15 moved: a new entry with the whole wait; limits of the other queue do not refuse them")
    func move() throws {
        var scene = scene()
        var settings = scene.state.settings
        settings.queues[1].limits.maxLength = 0
        settings.queues[1].limits.joinEmpty = QueueLimits.strictlyAbsent
        scene.send(.settingsLoaded(settings))
        let entry = scene.arrive()
        let entered = scene.time
        scene.pass(9_000)
        scene.send(.callerCommanded(entry, .move(to: Self.support, reason: "wrong queue")))
        #expect(scene.facts.compactMap(\.closed?.outcome) == [.moved])
        #expect(line(scene, Self.support) == ["c1"] && line(scene).isEmpty)
        #expect(scene.state.line(of: Self.support).first?.enteredAt == entered)
    }

    @Test("Q15 a pick goes to that agent, out of order and beside every rule; the phone that rings stops")
    func pick() throws {
        var scene = scene(ready: true)
        let entry = scene.arrive()
        let first = try scene.running()
        #expect(first.agent == AgentID("anna"))
        scene.send(.callerCommanded(entry, .pick(AgentID("bert"))))
        #expect(scene.facts.compactMap(\.lost?.why) == [.withdrawn])
        let offer = try scene.running()
        #expect(offer.agent == AgentID("bert") && offer.isPick)
        scene.pass(15_000)
        #expect(scene.facts.compactMap(\.made).allSatisfy { !$0.isPick }, "then they wait on as before")
    }

    @Test("Q15 who rests after a failed offer cannot be picked: nothing happens, other phones ring on")
    func pickOfTheResting() throws {
        var scene = scene(ready: true, strategy: .ringAll)
        var settings = scene.state.settings
        settings.agents.append(
            AgentSettings(
                id: AgentID("carl"), name: "carl", endpoint: "PJSIP/carl", server: Scene.one, queues: [Scene.sales]))
        scene.send(.settingsLoaded(settings))
        for agent in ["anna", "bert"] { scene.command(agent, .notReady(reason: "")) }
        let entry = scene.arrive()
        // Where nobody is ready yet, one who becomes so is asked at once: so a pick needs somebody whose rest is over.
        scene.command("carl", .logIn)
        scene.end(try scene.running().channel, cause: 21)
        scene.command("anna", .ready)
        #expect(scene.state.offers.values.map(\.agent) == [AgentID("anna")])
        scene.send(.callerCommanded(entry, .pick(AgentID("carl"))))
        #expect(scene.facts.isEmpty, "carl rests")
    }

    @Test("Q15 Q3 each refusal has a word of its own")
    func refusals() throws {
        var scene = scene(ready: true)
        let waiting = scene.arrive()
        func refusal(_ command: CallerCommand, _ entry: EntryID? = nil) -> CallerRefusal? {
            scene.engine.refusal(of: command, about: entry ?? waiting)
        }
        #expect(refusal(.place(1), EntryID("nobody")) == .unknown)
        #expect(refusal(.move(to: Scene.sales, reason: nil)) == .sameQueue)
        #expect(refusal(.move(to: QueueID("nowhere"), reason: nil)) == .queueUnknown)
        #expect(refusal(.pick(AgentID("nobody"))) == .agentUnknown)
        #expect(refusal(.pick(AgentID("anna"))) == .agentNotAvailable)
        scene.send(.callerCommanded(waiting, .pick(AgentID("anna"))))
        #expect(scene.facts.isEmpty)
        scene.answer(try scene.running().channel)
        for command in [CallerCommand.withdraw(to: .hangUp, reason: nil), .prioritise(3), .pick(AgentID("bert"))] {
            #expect(refusal(command) == .pickedUp)
            scene.send(.callerCommanded(waiting, command))
            #expect(scene.facts.isEmpty)
        }
        scene.send(.serverLost(Scene.one))
        let other = scene.arrive()
        #expect(refusal(.prioritise(3), other) == .serverAway)
    }

    @Test("Q3 another priority while waiting changes the order")
    func priority() throws {
        var scene = scene()
        let entries = (1...3).map { _ in scene.arrive() }
        scene.send(.callerCommanded(entries[2], .prioritise(5)))
        #expect(line(scene) == ["c3", "c1", "c2"])
        scene.send(.callerCommanded(entries[2], .prioritise(5)))
        #expect(scene.facts.isEmpty)
        scene.send(.callerCommanded(entries[0], .prioritise(-1)))
        #expect(line(scene) == ["c3", "c2", "c1"])
    }

    @Test("Q3 a place in the queue, as often as one likes, also among those who came at the same moment")
    func position() throws {
        var scene = scene()
        let entries = (1...4).map { _ in scene.arrive() }
        let expected: [(Int, Int, [String])] = [
            (3, 1, ["c4", "c1", "c2", "c3"]), (0, 3, ["c4", "c2", "c1", "c3"]), (3, 9, ["c2", "c1", "c3", "c4"]),
            (2, 2, ["c2", "c3", "c1", "c4"]), (0, 2, ["c2", "c1", "c3", "c4"]), (2, 1, ["c3", "c2", "c1", "c4"]),
        ]
        for (caller, place, order) in expected {
            scene.send(.callerCommanded(entries[caller], .place(place)))
            #expect(line(scene) == order)
            #expect(try EngineCheckpoint.state(from: EngineCheckpoint.bytes(of: scene.state)) == scene.state)
        }
    }

    @Test("Q3 who comes to stand before somebody has their priority; who enters at a place stands there")
    func positionAmongPriorities() throws {
        var scene = scene()
        scene.arrive(priority: 5)
        let second = scene.arrive()
        scene.send(.callerCommanded(second, .place(1)))
        #expect(scene.entry(second)?.priority == 5 && line(scene) == ["c2", "c1"])
        scene.send(
            .callerArrived(
                Arrival(
                    entry: EntryID("x"), call: CallID("x"), server: Scene.one, channel: ChannelID("x"),
                    queue: Scene.sales, caller: CallerToken("x"), enteredAt: scene.time, position: 2)))
        #expect(line(scene) == ["c2", "x", "c1"])
    }

    @Test("Q3 who enters at a place stands there also where they are found as a server is heard of again")
    func positionInPicture() {
        var scene = scene()
        scene.arrive()
        scene.send(.serverLost(Scene.one))
        scene.send(
            .callerArrived(
                Arrival(
                    entry: EntryID("x"), call: CallID("x"), server: Scene.one, channel: ChannelID("x"),
                    queue: Scene.sales, caller: CallerToken("x"), enteredAt: scene.time, position: 1)))
        let legs = ["c1", "x"].map { ServerPicture.Leg(channel: ChannelID($0), isUp: true, bridge: nil) }
        scene.reconcile(ServerPicture(legs: legs, bridges: [], blindFrom: scene.time, blindUntil: scene.time))
        #expect(line(scene) == ["x", "c1"])
    }

    @Test("Q15 who rings back in time has their place again, and waits anew for the figures")
    func regain() throws {
        var scene = scene(regain: .seconds(60))
        scene.arrive(priority: 2)
        scene.pass(1000)
        scene.arrive(priority: 2)
        scene.end(ChannelID("c1"))
        scene.pass(60_000)
        ringBack(&scene, as: "again", regains: "k1")
        #expect(line(scene) == ["again", "c2"])
        #expect(scene.entry(EntryID("again"))?.enteredAt == scene.time)
        #expect(scene.state.regains.isEmpty)
        #expect(try EngineCheckpoint.state(from: EngineCheckpoint.bytes(of: scene.state)) == scene.state)
    }

    @Test("Q15 too late, in a queue that keeps no place, or answered meanwhile: they are at the end")
    func noRegain() throws {
        var scene = scene(regain: .seconds(60))
        scene.arrive()
        scene.pass(1000)
        scene.arrive()
        scene.end(ChannelID("c1"))
        #expect(try EngineCheckpoint.state(from: EngineCheckpoint.bytes(of: scene.state)) == scene.state)
        scene.pass(60_001)
        ringBack(&scene, as: "late", regains: "k1")
        #expect(line(scene) == ["c2", "late"])
        var other = self.scene()
        other.arrive()
        other.end(ChannelID("c1"))
        #expect(other.state.regains.isEmpty)
    }
}
