import Queueing
import Telephony
import Testing

@Suite("Agents who can have several calls at a time")
struct CapacityTests {
    static let desk = QueueID("desk")

    /// `sales` shares its agents, `desk` takes them whole; anna has room for `capacity` calls.
    private func scene(
        agents: [String] = ["anna"], capacity: Int = 2, wrapUp: Span = .seconds(10),
        _ change: (inout Settings) -> Void = { _ in }
    ) -> Scene {
        var scene = Scene(agents: agents)
        scene.reload { settings in
            settings.queues[0].isExclusive = false
            settings.queues[0].wrapUp = wrapUp
            settings.queues.insert(QueueSettings(id: Self.desk, name: "Desk", wrapUp: .seconds(30)), at: 0)
            for index in settings.agents.indices {
                settings.agents[index].memberships = [Membership(queue: Self.desk), Membership(queue: Scene.sales)]
            }
            if let anna = settings.agents.firstIndex(where: { $0.id == AgentID("anna") }) {
                settings.agents[anna].capacity = capacity
            }
            change(&settings)
        }
        return scene
    }

    /// The offer that rings for this caller, if any.
    private func offer(_ entry: EntryID, _ scene: Scene) -> QueueState.Offer? {
        scene.state.offers.values.first { $0.entry == entry }
    }

    /// The caller's offer is picked up and the bridge is made.
    @discardableResult
    private func connect(_ entry: EntryID, _ scene: inout Scene) throws -> QueueState.Offer {
        let offer = try #require(self.offer(entry, scene))
        scene.answer(offer.channel)
        try scene.finish(scene.effects.first { if case .connect = $0.action { true } else { false } }, .done)
        return offer
    }

    @Test("Q6 a second caller is offered beside the first, a third waits")
    func room() throws {
        var scene = scene()
        let (first, second, third) = (scene.arrive(), scene.arrive(), scene.arrive())
        #expect(offer(second, scene) == nil, "one phone's ring at a time")
        try connect(first, &scene)
        #expect(offer(second, scene)?.agent == AgentID("anna"))
        #expect(offer(third, scene) == nil)
        #expect(try scene.agent("anna").state == .talking, "who talks and is rung at talks")
        scene.ringing(try #require(offer(second, scene)).channel)
        #expect(try scene.agent("anna").state == .talking)
        try connect(second, &scene)
        #expect(offer(third, scene) == nil, "at capacity")
        #expect(try scene.agent("anna").work.count == 2)
        #expect(scene.state.talk(of: AgentID("anna"))?.entry == second, "the one connected last")
        scene.end(ChannelID("c1"))
        #expect(try scene.agent("anna").state == .talking, "no wrap-up while a talk goes on")
        #expect(try scene.agent("anna").restUntil != nil, "the first leg is on its way out")
        scene.pass(2000)
        #expect(offer(third, scene) != nil)
    }

    @Test("Q6 with room for one call nothing is different, whatever the queue")
    func one() throws {
        var scene = scene(capacity: 1)
        let (first, second) = (scene.arrive(), scene.arrive())
        try connect(first, &scene)
        #expect(offer(second, scene) == nil)
        #expect(try !scene.agent("anna").hasRoom)
    }

    @Test("Q6 no call is beside one that takes the agent whole, neither before nor after it")
    func exclusive() throws {
        var scene = scene(capacity: 3)
        let whole = scene.arrive(queue: Self.desk)
        let shared = scene.arrive()
        try connect(whole, &scene)
        #expect(offer(shared, scene) == nil)
        scene.end(ChannelID("c1"))
        scene.pass(32_000)
        try connect(shared, &scene)
        let next = scene.arrive(queue: Self.desk)
        #expect(offer(next, scene) == nil, "this one wants them whole")
        #expect(offer(scene.arrive(), scene) != nil)
    }

    @Test("Q6 nobody idle is passed over for one who talks, whatever tier and rule say")
    func idleFirst() throws {
        var scene = scene(agents: ["anna", "bert"]) { settings in
            settings.queues[1].strategy = .ordered
            settings.agents[1].memberships[1].tier = 5
        }
        let first = scene.arrive()
        #expect(offer(first, scene)?.agent == AgentID("anna"))
        try connect(first, &scene)
        let (second, third) = (scene.arrive(), scene.arrive())
        #expect(offer(second, scene)?.agent == AgentID("bert"), "free, though of a higher tier")
        #expect(offer(third, scene)?.agent == AgentID("anna"), "nobody else is left")
    }

    @Test("Q6 of those who talk, who has fewest calls is asked first")
    func fewestFirst() throws {
        var scene = scene(agents: ["anna", "bert"]) { settings in
            settings.queues[1].strategy = .ordered
            settings.agents[0].capacity = 3
            settings.agents[1].capacity = 3
        }
        var asked: [AgentID?] = []
        for _ in 0..<6 {
            let entry = scene.arrive()
            asked.append(offer(entry, scene)?.agent)
            try connect(entry, &scene)
        }
        #expect(asked == ["anna", "bert", "anna", "bert", "anna", "bert"].map { AgentID($0) })
        #expect(offer(scene.arrive(), scene) == nil)
    }

    @Test("Q6 the wrap-up begins when the last talk has ended, the longest that one of them asks")
    func wrapUp() throws {
        var scene = scene { settings in
            var other = QueueSettings(id: QueueID("zeta"), name: "Zeta", wrapUp: .seconds(40))
            other.isExclusive = false
            settings.queues.append(other)
            settings.agents[0].memberships.append(Membership(queue: other.id))
        }
        let long = scene.arrive(queue: QueueID("zeta"))
        let short = scene.arrive()
        try connect(long, &scene)
        try connect(short, &scene)
        scene.end(ChannelID("c1"))
        #expect(try scene.agent("anna").state == .talking)
        scene.pass(5000)
        scene.end(ChannelID("c2"))
        #expect(try scene.agent("anna").state == .wrapUp)
        #expect(try scene.agent("anna").until == scene.time + .seconds(40))
    }

    @Test("Q6 a lost second offer leaves them talking, and rests them for further offers only")
    func lost() throws {
        var scene = scene()
        let (first, second) = (scene.arrive(), scene.arrive())
        try connect(first, &scene)
        let offer = try #require(self.offer(second, scene))
        scene.end(offer.channel, cause: 17)
        #expect(try scene.agent("anna").state == .talking)
        #expect(try scene.agent("anna").restUntil == scene.time + .seconds(2))
        #expect(self.offer(second, scene) == nil)
        scene.pass(2000)
        #expect(self.offer(second, scene) != nil, "asked again after the rest")
    }

    @Test(
        "Q6 of the rest after a lost second offer and the time after the talk the longer one counts",
        arguments: [(30, 10, 30), (5, 10, 10), (30, 0, 30)] as [(Int64, Int64, Int64)])
    func restAndWrapUp(retry: Int64, wrapUp: Int64, away: Int64) throws {
        for endsBefore in [false, true] {
            var scene = scene(wrapUp: .seconds(wrapUp)) { $0.queues[1].retry = .seconds(retry) }
            let (first, second) = (scene.arrive(), scene.arrive())
            try connect(first, &scene)
            let offer = try #require(self.offer(second, scene))
            if endsBefore { scene.end(ChannelID("c1")) }
            scene.end(offer.channel, cause: 17)
            if !endsBefore { scene.end(ChannelID("c1")) }
            #expect(try scene.agent("anna").state == (wrapUp > 0 ? .wrapUp : .ready))
            let copy = try EngineCheckpoint.state(from: EngineCheckpoint.bytes(of: scene.state))
            #expect(copy == scene.state)
            scene.pass(wrapUp * 1000)
            scene.pass((away - wrapUp) * 1000 - 1)
            #expect(self.offer(second, scene) == nil || away == wrapUp)
            scene.pass(1)
            #expect(self.offer(second, scene) != nil)
        }
    }

    @Test("Q6 who ends their wrap-up rests on, longer too; who says they are ready is")
    func restAfterWrapUp() throws {
        func wrappingUp() throws -> (Scene, EntryID) {
            var scene = self.scene { $0.queues[1].retry = .seconds(30) }
            let (first, second) = (scene.arrive(), scene.arrive())
            try connect(first, &scene)
            scene.end(try #require(self.offer(second, scene)).channel, cause: 17)
            scene.end(ChannelID("c1"))
            return (scene, second)
        }
        var (scene, caller) = try wrappingUp()
        scene.command("anna", .extendWrapUp(by: .seconds(12)))
        scene.command("anna", .endWrapUp)
        #expect(offer(caller, scene) == nil)
        scene.pass(30_000)
        #expect(offer(caller, scene) != nil)
        (scene, caller) = try wrappingUp()
        scene.command("anna", .ready)
        #expect(offer(caller, scene) == nil, "the phone's leg is on its way out")
        scene.pass(2000)
        #expect(offer(caller, scene) != nil)
    }

    @Test("Q6 a talk that ends while the phone rings for another: the wrap-up follows what becomes of that")
    func endsWhileRinging() throws {
        var scene = scene()
        let (first, second) = (scene.arrive(), scene.arrive())
        try connect(first, &scene)
        scene.ringing(try #require(offer(second, scene)).channel)
        scene.end(ChannelID("c1"))
        #expect(try scene.agent("anna").state == .ringing)
        scene.end(ChannelID("c2"))
        #expect(try scene.agent("anna").state == .wrapUp, "the first call's")
        #expect(try scene.agent("anna").until == scene.time + .seconds(10))
    }

    @Test("Q6 what is to follow the call follows the last of them, and no further call comes before")
    func afterCall() throws {
        var scene = scene(capacity: 3)
        let (first, second) = (scene.arrive(), scene.arrive())
        try connect(first, &scene)
        try connect(second, &scene)
        scene.command("anna", .notReady(reason: "lunch"))
        #expect(offer(scene.arrive(), scene) == nil)
        scene.end(ChannelID("c1"))
        #expect(try scene.agent("anna").state == .talking)
        scene.end(ChannelID("c2"))
        #expect(try scene.agent("anna").state == .notReady)
        #expect(try scene.agent("anna").reason == "lunch")
    }

    @Test("Q6 a pause while a second phone rings stops that ring and waits for the talk")
    func pauseWhileRinging() throws {
        var scene = scene()
        let (first, second) = (scene.arrive(), scene.arrive())
        try connect(first, &scene)
        scene.command("anna", .logOut)
        #expect(scene.facts.compactMap(\.lost).map(\.why) == [.agentLeft])
        #expect(try scene.agent("anna").state == .talking)
        #expect(try scene.agent("anna").afterCall == .offline)
        #expect(scene.entry(second)?.stage == .waiting)
        scene.end(ChannelID("c1"))
        #expect(try scene.agent("anna").state == .offline)
    }

    @Test("Q6 who stays after all gets no further call before their lost leg has ended")
    func staysAfterAll() throws {
        var scene = scene()
        let (first, second) = (scene.arrive(), scene.arrive())
        try connect(first, &scene)
        let lost = try #require(offer(second, scene))
        scene.command("anna", .logOut)
        scene.command("anna", .ready)
        #expect(offer(second, scene) == nil)
        scene.end(lost.channel)
        #expect(offer(second, scene) != nil)
    }

    @Test("Q6 a queue pauses whoever lets the second call ring when their talk is over")
    func autoPause() throws {
        var scene = scene { $0.queues[1].autoPause = .noAnswer }
        let (first, second) = (scene.arrive(), scene.arrive())
        try connect(first, &scene)
        #expect(offer(second, scene) != nil)
        scene.pass(15_000)
        #expect(try scene.agent("anna").state == .talking)
        #expect(try scene.agent("anna").afterCall == .notReady(reason: "no_answer"))
        scene.end(ChannelID("c1"))
        #expect(try scene.agent("anna").reason == "no_answer")
    }

    @Test("Q6 the phone's own device state says nothing while our calls are on it")
    func deviceState() throws {
        var scene = scene(capacity: 3, wrapUp: .zero)
        let (first, second) = (scene.arrive(), scene.arrive())
        let busy = Input.endpointBusy(Scene.one, endpoint: "PJSIP/anna", true)
        let a = try connect(first, &scene)
        scene.send(busy)
        let b = try connect(second, &scene)
        #expect(try scene.agent("anna").hasRoom)
        scene.end(a.channel)
        #expect(try scene.agent("anna").hasRoom, "the phone is busy with the other call of ours")
        scene.end(b.channel)
        #expect(try scene.agent("anna").state == .ready, "that the phone is idle is told a moment later")
        #expect(try scene.agent("anna").restUntil != nil)
        scene.pass(2000)
        #expect(try scene.agent("anna").state == .otherCall, "nobody told it: a call of their own")
        scene.send(.endpointBusy(Scene.one, endpoint: "PJSIP/anna", false))
        #expect(try scene.agent("anna").isAvailable)
    }

    @Test("Q6 a phone that is away gets no further call, and its talk goes on")
    func away() throws {
        var scene = scene()
        let first = scene.arrive()
        try connect(first, &scene)
        scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", false))
        let second = scene.arrive()
        #expect(offer(second, scene) == nil)
        #expect(try scene.agent("anna").state == .talking)
        scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", true))
        #expect(offer(second, scene) != nil)
    }

    @Test("Q6 every call of which a word is wanted is owed, and may be given when the last is over")
    func dispositions() throws {
        var scene = scene { settings in
            settings.dispositions = [Disposition(id: "solved", name: "Solved")]
            settings.queues[1].disposition = DispositionRule(isRequired: true, longest: .seconds(60))
        }
        let (first, second) = (scene.arrive(), scene.arrive())
        try connect(first, &scene)
        try connect(second, &scene)
        scene.end(ChannelID("c1"))
        scene.end(ChannelID("c2"))
        #expect(try scene.agent("anna").aftermath?.owed.map(\.entry) == [first, second])
        #expect(try scene.agent("anna").until == scene.time + .seconds(60))
        func say(_ entry: EntryID, _ call: String) {
            scene.send(
                .disposed(
                    DispositionGiven(
                        agent: AgentID("anna"), entry: entry, call: CallID(call), queue: Scene.sales,
                        disposition: "solved", by: "desk")))
        }
        say(second, "call2")
        #expect(try scene.agent("anna").whenDisposed != nil, "the first is still owed")
        say(first, "call1")
        #expect(try scene.agent("anna").whenDisposed == nil)
        #expect(try scene.agent("anna").state == .wrapUp)
        scene.pass(10_000)
        #expect(try scene.agent("anna").state == .ready)
    }

    @Test("Q6 words that are not given are noted, one by one")
    func missed() throws {
        var scene = scene { $0.queues[1].disposition = DispositionRule(isRequired: true, longest: .seconds(60)) }
        let (first, second) = (scene.arrive(), scene.arrive())
        try connect(first, &scene)
        try connect(second, &scene)
        scene.end(ChannelID("c1"))
        scene.end(ChannelID("c2"))
        scene.pass(60_000)
        let missed = scene.facts.compactMap { fact -> EntryID? in
            if case .dispositionMissed(let missed) = fact { missed.entry } else { nil }
        }
        #expect(missed == [first, second])
    }

    @Test("Q6 a supervisor ends all that an agent has")
    func complete() throws {
        var scene = scene(capacity: 3)
        let (first, second, third) = (scene.arrive(), scene.arrive(), scene.arrive())
        try connect(first, &scene)
        try connect(second, &scene)
        #expect(offer(third, scene) != nil)
        scene.command("anna", .complete)
        #expect(scene.facts.compactMap(\.closed).map(\.entry) == [second, first])
        #expect(scene.facts.compactMap(\.lost).map(\.entry) == [third])
        #expect(try scene.agent("anna").state == .wrapUp)
    }

    @Test("Q6 one may be picked beside their talk, where there is room")
    func pick() throws {
        var scene = scene()
        let first = scene.arrive()
        try connect(first, &scene)
        scene.command("anna", .pauseIn(Self.desk, reason: "mail"))
        let whole = scene.arrive(queue: Self.desk)
        #expect(scene.engine.refusal(of: .pick(AgentID("anna")), about: whole) == .agentNotAvailable)
        scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", false))
        let second = scene.arrive()
        #expect(scene.engine.refusal(of: .pick(AgentID("anna")), about: second) == .agentNotAvailable)
        scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", true))
        #expect(offer(second, scene) != nil)
    }

    @Test("Q6 both talks of an agent survive a restart and a gap")
    func restart() throws {
        var scene = scene()
        let (first, second) = (scene.arrive(), scene.arrive())
        let a = try connect(first, &scene)
        let b = try connect(second, &scene)
        let bytes = EngineCheckpoint.bytes(of: scene.state)
        let state = try EngineCheckpoint.state(from: bytes)
        #expect(state == scene.state)
        scene.engine = QueueEngine(state: state, boot: "t2")
        scene.pass(1)
        func leg(_ channel: ChannelID, _ bridge: BridgeID) -> ServerPicture.Leg {
            ServerPicture.Leg(channel: channel, isUp: true, bridge: bridge)
        }
        scene.reconcile(
            ServerPicture(
                legs: [
                    leg(ChannelID("c1"), a.bridge), leg(a.channel, a.bridge), leg(ChannelID("c2"), b.bridge),
                    leg(b.channel, b.bridge),
                ], bridges: [a.bridge, b.bridge], blindFrom: scene.time, blindUntil: scene.time))
        #expect(scene.effects.isEmpty)
        #expect(try scene.agent("anna").work.map(\.isTalk) == [true, true])
    }

    @Test("Q6 a talk whose facts were lost is found again beside another")
    func adopted() throws {
        var scene = scene()
        let first = scene.arrive()
        let a = try connect(first, &scene)
        let second = scene.arrive()
        let lost = try #require(offer(second, scene))
        func leg(_ channel: ChannelID, _ bridge: BridgeID, _ endpoint: String?) -> ServerPicture.Leg {
            ServerPicture.Leg(channel: channel, isUp: true, bridge: bridge, endpoint: endpoint)
        }
        // The facts of this offer never reached the journal: the process after the kill has not heard of it.
        var state = QueueState()
        for fact in scene.journal where fact.fact.made?.offer != lost.id { state.apply(fact) }
        scene.engine = QueueEngine(state: state, boot: "t2")
        scene.journal.removeAll { $0.fact.made?.offer == lost.id }
        scene.pass(1)
        scene.reconcile(
            ServerPicture(
                legs: [
                    leg(ChannelID("c1"), a.bridge, nil), leg(a.channel, a.bridge, "PJSIP/anna"),
                    leg(ChannelID("c2"), lost.bridge, nil),
                    leg(lost.channel, lost.bridge, "PJSIP/anna"),
                ], bridges: [a.bridge, lost.bridge], blindFrom: scene.time, blindUntil: scene.time))
        #expect(scene.entry(second)?.stage == .connected)
        #expect(try scene.agent("anna").work.count == 2)
        #expect(!scene.asked.contains { if case .hangUp = $0 { true } else { false } })
    }

    @Test("Q6 a queue that takes its agents whole from now on lets no further call beside")
    func reloaded() throws {
        var scene = scene(capacity: 3)
        let first = scene.arrive()
        try connect(first, &scene)
        scene.reload { $0.queues[1].isExclusive = true }
        let second = scene.arrive()
        #expect(offer(second, scene) == nil)
        scene.reload { $0.queues[1].isExclusive = false }
        #expect(offer(second, scene) != nil)
    }

    @Test("Q6 the reasons say why one who can have several calls was not asked")
    func reasons() throws {
        var scene = scene(agents: ["anna", "bert"]) { $0.agents[1].capacity = 2 }
        let (first, whole) = (scene.arrive(), scene.arrive(queue: Self.desk))
        try connect(first, &scene)
        try connect(whole, &scene)
        let second = scene.arrive()
        try connect(second, &scene)
        let third = scene.arrive()
        let why = try #require(Explanation(ofWaiting: third, at: scene.time, in: scene.state))
        let reasons = Dictionary(
            uniqueKeysWithValues: why.skipped.flatMap { group in group.agents.map { ($0, group.reason) } })
        let holder = try #require(offer(whole, scene)?.agent)
        let other = AgentID(holder == AgentID("anna") ? "bert" : "anna")
        #expect(reasons == [holder: .exclusiveCall, other: .atCapacity])
    }

    @Test("Q6 a checkpoint of the time of one call for an agent is read, with the word that was owed")
    func oldCheckpoint() throws {
        var scene = scene(capacity: 1) {
            $0.queues[1].disposition = DispositionRule(isRequired: true, longest: .seconds(60))
        }
        try connect(scene.arrive(), &scene)
        scene.end(ChannelID("c1"))
        let text = String(decoding: EngineCheckpoint.bytes(of: scene.state), as: UTF8.self)
        let old = text.replacing(#/"after_wrap_up":\d+,"after_longest":\d+,/#, with: "").replacing(
            #/"owed":\[[^\]]*\],/#, with: "")
        #expect(old != text)
        let state = try EngineCheckpoint.state(from: Array(old.utf8))
        let anna = try #require(state.agents[AgentID("anna")])
        #expect(anna.aftermath?.owed == anna.lastTalk.map { [$0] })
        #expect(anna.whenDisposed == (try scene.agent("anna").whenDisposed))
    }
}
