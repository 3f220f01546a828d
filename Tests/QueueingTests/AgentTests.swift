import Queueing
import Telephony
import Testing

@Suite("Agents")
struct AgentTests {
    @Test("G2 not ready while ringing loses the offer, the next agent is asked")
    func pauseWhileRinging() throws {
        var scene = Scene(agents: ["anna", "bert"])
        scene.arrive()
        let offer = try scene.running()
        scene.ringing(offer.channel)
        scene.command("anna", .notReady(reason: "lunch"))
        #expect(scene.facts.first?.lost?.why == .agentLeft)
        #expect(scene.asked.contains(.hangUp(offer.channel, .normal)))
        #expect(try scene.agent("anna").state == .notReady)
        #expect(try scene.agent("anna").reason == "lunch")
        #expect(scene.facts.compactMap(\.made?.agent) == [AgentID("bert")])
    }

    @Test(
        "G2 not ready or log-out in a call takes effect after it",
        arguments: [(AgentCommand.notReady(reason: "lunch"), AgentState.notReady), (.logOut, .offline)])
    func pauseInCall(command: AgentCommand, state: AgentState) throws {
        var scene = Scene()
        scene.arrive()
        let offer = try scene.talk()
        scene.command("anna", command)
        #expect(try scene.agent("anna").state == .talking)
        scene.end(offer.channel)
        #expect(try scene.agent("anna").state == state)
    }

    @Test("G2 what was asked for in a call can be taken back")
    func takeBack() throws {
        var scene = Scene()
        scene.arrive()
        let offer = try scene.talk()
        scene.command("anna", .notReady(reason: "lunch"))
        scene.command("anna", .ready)
        scene.end(offer.channel)
        #expect(try scene.agent("anna").state == .wrapUp)
    }

    @Test("Q8 with auto-pause an agent who lets a call ring out is not ready, and the next one is asked")
    func autoPause() throws {
        let queue = QueueSettings(id: Scene.sales, name: "Sales", autoPause: .noAnswer)
        var scene = Scene(agents: ["anna", "bert"], queue: queue)
        scene.arrive()
        scene.ringing(try scene.running().channel)
        scene.pass(15_000)
        #expect(try scene.agent("anna").state == .notReady)
        #expect(try scene.agent("anna").reason == "no_answer")
        #expect(scene.facts.compactMap(\.made?.agent) == [AgentID("bert")])
        scene.pass(3_600_000)
        #expect(try scene.agent("anna").state == .notReady)
        scene.command("anna", .ready)
        #expect(scene.facts.compactMap(\.made?.agent) == [AgentID("anna")])
    }

    @Test("Q8 with auto-pause a phone that is busy or rejects costs a rest only", arguments: [17, 21])
    func autoPauseOfTheBusy(_ cause: Int) throws {
        var scene = Scene(queue: QueueSettings(id: Scene.sales, name: "Sales", autoPause: .noAnswer))
        scene.arrive()
        scene.end(try scene.running().channel, cause: cause)
        #expect(try scene.agent("anna").state == .ready)
    }

    @Test("Q8 auto-pause names its causes; the others cost a rest", arguments: [(17, "busy"), (20, "unreachable")])
    func autoPauseCauses(_ cause: Int, _ reason: String) throws {
        for pauses in [AutoPause.busy, .unreachable] {
            var scene = Scene(queue: QueueSettings(id: Scene.sales, name: "Sales", autoPause: pauses))
            scene.arrive()
            scene.end(try scene.running().channel, cause: cause)
            let isNamed = (pauses == .busy) == (reason == "busy")
            #expect(try (scene.agent("anna").state == .notReady) == isNamed)
            #expect(try (scene.agent("anna").reason == reason) == isNamed)
        }
    }

    @Test("Q10 a wrap-up of the agent's own goes before the queue's, none at all too", arguments: [0, 3, 30])
    func ownWrapUp(_ seconds: Int64) throws {
        var scene = Scene()
        var settings = scene.state.settings
        settings.agents[0].wrapUp = .seconds(seconds)
        scene.send(.settingsLoaded(settings))
        scene.arrive()
        scene.end(try scene.talk().channel)
        #expect(try scene.agent("anna").state == (seconds == 0 ? .ready : .wrapUp))
        scene.pass(seconds * 1000)
        #expect(try scene.agent("anna").state == .ready)
    }

    @Test("Q10 a wrap-up lasts longer by command, at most an hour from then; otherwise the command is nothing")
    func extendWrapUp() throws {
        var scene = Scene()
        scene.command("anna", .extendWrapUp(by: .seconds(60)))
        #expect(scene.facts.isEmpty)
        scene.arrive()
        scene.end(try scene.talk().channel)
        scene.pass(4000)
        scene.command("anna", .extendWrapUp(by: .seconds(60)))
        scene.pass(65_999)
        #expect(try scene.agent("anna").state == .wrapUp)
        scene.command("anna", .extendWrapUp(by: .seconds(7200)))
        #expect(try scene.agent("anna").until == scene.time + .seconds(3600))
        scene.pass(3_600_000)
        #expect(try scene.agent("anna").state == .ready)
    }

    @Test("Q10 wrap-up ends by its time or by command")
    func wrapUp() throws {
        var scene = Scene()
        scene.arrive()
        var offer = try scene.talk()
        scene.end(offer.channel)
        scene.arrive()
        #expect(scene.facts.compactMap(\.made).isEmpty)
        scene.command("anna", .endWrapUp)
        offer = try scene.talk()
        scene.end(offer.channel)
        scene.pass(9999)
        #expect(try scene.agent("anna").state == .wrapUp)
        scene.pass(1)
        #expect(try scene.agent("anna").state == .ready)
    }

    @Test("Q10 without wrap-up an agent is free when their leg has ended, or two seconds later")
    func settles() throws {
        var scene = Scene(queue: QueueSettings(id: Scene.sales, name: "Sales", wrapUp: .zero))
        scene.arrive()
        let offer = try scene.talk()
        scene.end(ChannelID("c1"))
        scene.arrive()
        #expect(scene.facts.compactMap(\.made).isEmpty)
        var other = scene
        other.end(offer.channel)
        #expect(other.facts.compactMap(\.made).count == 1)
        scene.pass(2000)
        #expect(scene.facts.compactMap(\.made).count == 1)
    }

    @Test("G3 an unregistered phone makes the agent unreachable, a registered one ready")
    func reachability() throws {
        var scene = Scene()
        scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", false))
        #expect(try scene.agent("anna").state == .unreachable)
        scene.arrive()
        #expect(scene.facts.compactMap(\.made).isEmpty)
        scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", true))
        #expect(scene.facts.compactMap(\.made).count == 1)
    }

    @Test("G3 an agent who logs in with the phone off is unreachable until it is back")
    func loginWithoutPhone() throws {
        var scene = Scene(ready: false)
        scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", false))
        scene.command("anna", .logIn)
        #expect(try scene.agent("anna").state == .unreachable)
        #expect(try scene.agent("anna").reason == "unregistered")
        scene.arrive()
        scene.command("anna", .ready)
        #expect(scene.facts == [], "they are told so once")
        scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", true))
        #expect(scene.facts.compactMap(\.made?.agent) == [AgentID("anna")])
    }

    @Test("G3 a phone that goes away in a call leaves its agent unreachable after it")
    func phoneLostInCall() throws {
        var scene = Scene(queue: QueueSettings(id: Scene.sales, name: "Sales", wrapUp: .seconds(5)))
        scene.arrive()
        let offer = try scene.talk()
        scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", false))
        #expect(try scene.agent("anna").state == .talking)
        scene.end(offer.channel)
        scene.pass(5000)
        #expect(try scene.agent("anna").state == .unreachable)
    }

    @Test("G3 a reload that gives an agent a phone that is away makes them unreachable")
    func movedToDeadPhone() throws {
        var scene = Scene()
        scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/spare", false))
        var settings = scene.state.settings
        settings.agents[0].endpoint = "PJSIP/spare"
        scene.send(.settingsLoaded(settings))
        #expect(try scene.agent("anna").state == .unreachable)
    }

    @Test("G3 an agent in a call of their own gets no offers until it is over")
    func otherCall() throws {
        var scene = Scene()
        scene.send(.endpointBusy(Scene.one, endpoint: "PJSIP/anna", true))
        #expect(try scene.agent("anna").state == .otherCall)
        scene.arrive()
        #expect(scene.facts.compactMap(\.made).isEmpty)
        scene.send(.endpointBusy(Scene.one, endpoint: "PJSIP/anna", false))
        #expect(scene.facts.compactMap(\.made?.agent) == [AgentID("anna")])
    }

    @Test("G3 the call that a queue brought is no other call, also where its end is told before the phone is idle")
    func ownCall() throws {
        var scene = Scene(queue: QueueSettings(id: Scene.sales, name: "Sales", wrapUp: .zero))
        scene.arrive()
        let offer = try scene.talk()
        scene.send(.endpointBusy(Scene.one, endpoint: "PJSIP/anna", true))
        #expect(try scene.agent("anna").state == .talking)
        scene.end(offer.channel)
        #expect(try scene.agent("anna").state == .ready)
        scene.arrive()
        #expect(scene.facts.compactMap(\.made).isEmpty, "rests until the phone is idle")
        scene.send(.endpointBusy(Scene.one, endpoint: "PJSIP/anna", false))
        #expect(scene.facts.compactMap(\.made).count == 1)
    }

    @Test("G3 a phone that is still in a call when ours has long ended is in another one")
    func besideOurs() throws {
        var scene = Scene(queue: QueueSettings(id: Scene.sales, name: "Sales", wrapUp: .zero))
        scene.arrive()
        let offer = try scene.talk()
        scene.send(.endpointBusy(Scene.one, endpoint: "PJSIP/anna", true))
        scene.end(offer.channel)
        scene.arrive()
        scene.pass(2000)
        #expect(try scene.agent("anna").state == .otherCall)
        #expect(scene.facts.compactMap(\.made).isEmpty)
    }

    @Test("G3 a phone that is busy for a moment does not end the rest after a failed offer")
    func restIsKept() throws {
        var scene = Scene()
        scene.arrive()
        scene.end(try scene.running().channel, cause: 17)
        for isBusy in [true, false] {
            scene.send(.endpointBusy(Scene.one, endpoint: "PJSIP/anna", isBusy))
            #expect(scene.facts.isEmpty)
        }
        scene.pass(2000)
        #expect(scene.facts.compactMap(\.made).count == 1)
    }

    @Test("G3 an other call that the server has no more is over")
    func otherCallAfterGap() throws {
        var scene = Scene()
        scene.send(.endpointBusy(Scene.one, endpoint: "PJSIP/anna", true))
        scene.send(.serverLost(Scene.one))
        #expect(try scene.agent("anna").state == .otherCall)
        scene.reconcile(ServerPicture(legs: [], bridges: [], blindFrom: scene.time, blindUntil: scene.time))
        #expect(try scene.agent("anna").state == .ready)
    }

    @Test("G3 what a lost server said of its phones counts no more")
    func phonesOfLostServer() throws {
        var scene = Scene()
        scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", false))
        scene.send(.serverLost(Scene.one))
        scene.command("anna", .ready)
        #expect(try scene.agent("anna").state == .ready)
        scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", false))
        #expect(try scene.agent("anna").state == .unreachable)
    }

    @Test("Q20 a removed agent finishes the call, a removed queue lets its callers go")
    func removal() throws {
        var scene = Scene(agents: ["anna", "bert"])
        scene.arrive()
        let offer = try scene.talk()
        scene.arrive()
        let waiting = scene.arrive()
        let support = QueueSettings(id: QueueID("support"), name: "Support")
        scene.send(.settingsLoaded(Settings(queues: [support], agents: [])))
        #expect(try scene.agent("anna").state == .talking)
        #expect(scene.state.agents[AgentID("bert")] == nil)
        #expect(scene.facts.compactMap(\.lost?.why) == [.agentLeft])
        #expect(scene.facts.compactMap(\.closed?.outcome) == [.withdrawn, .withdrawn])
        #expect(scene.asked.contains(.release(ChannelID("c3"), to: .dialplan(nil))) && scene.entry(waiting) == nil)
        #expect(scene.state.queues[Scene.sales]?.isRetired == true)
        scene.end(offer.channel)
        #expect(scene.state.agents.isEmpty)
        #expect(scene.state.queues[Scene.sales] == nil)
    }

    @Test("Q20 an agent added by a reload is asked at once")
    func addition() throws {
        var scene = Scene(agents: [])
        scene.arrive()
        var settings = scene.state.settings
        settings.agents.append(
            AgentSettings(
                id: AgentID("anna"), name: "Anna", endpoint: "PJSIP/anna", server: Scene.one, queues: [Scene.sales],
                startsReady: true))
        scene.send(.settingsLoaded(settings))
        #expect(scene.facts.compactMap(\.made?.agent) == [AgentID("anna")])
    }

    @Test("Q7 only who is on the same server is asked")
    func otherServer() throws {
        var scene = Scene()
        scene.send(
            .callerArrived(
                Arrival(
                    entry: EntryID("e"), call: CallID("k"), server: ServerID("two"), channel: ChannelID("c1"),
                    queue: Scene.sales, caller: CallerToken("k"), enteredAt: scene.time)))
        scene.send(
            .serverReconciled(
                ServerID("two"),
                ServerPicture(
                    legs: [ServerPicture.Leg(channel: ChannelID("c1"), isUp: true, bridge: nil)], bridges: [],
                    blindFrom: scene.time, blindUntil: scene.time)))
        #expect(scene.facts.compactMap(\.made).isEmpty)
        #expect(scene.state.position(of: EntryID("e")) == 1)
    }
}
