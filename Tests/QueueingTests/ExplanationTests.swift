import Telephony
import Testing

@testable import Queueing

@Suite("Q19 why an agent was asked")
struct ExplanationTests {
    private static func queue(_ strategy: Strategy) -> QueueSettings {
        QueueSettings(id: Scene.sales, name: "Sales", retry: .seconds(5), wrapUp: .seconds(30), strategy: strategy)
    }

    /// The explanation of each offer of the last input, from the state before it.
    private func explained(_ scene: inout Scene, _ input: (inout Scene) -> Void) -> [Explanation] {
        var state = scene.state
        let known = scene.journal.count
        input(&scene)
        var explanations: [Explanation] = []
        for dated in scene.journal[known...] {
            if case .offerMade(let made) = dated.fact,
                let explanation = Explanation(of: made, at: dated.at, in: state)
            {
                explanations.append(explanation)
            }
            state.apply(dated)
        }
        return explanations
    }

    private func group(_ explanation: Explanation?, _ reason: SkipReason) -> Explanation.Skipped? {
        explanation?.skipped.first { $0.reason == reason }
    }

    @Test("Q19 the rule, the chosen agent and by what, and every other agent of the queue with the reason")
    func everyReason() throws {
        let names = ["anna", "bert", "carl", "dora", "emil", "fine", "gerd", "hans"]
        var scene = Scene(agents: names, queue: Self.queue(.longestIdle), tiers: ["hans": 2])
        scene.command("carl", .logOut)
        scene.command("dora", .notReady(reason: "lunch"))
        scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/emil", false))
        scene.send(.endpointBusy(Scene.one, endpoint: "PJSIP/fine", true))
        // Anna lets a call pass and rests, bert takes it and talks.
        scene.arrive()
        scene.end(try scene.running().channel, cause: 21)
        _ = try scene.talk()
        scene.advance(1500)
        let all = explained(&scene) { $0.arrive() }
        let why = try #require(all.first)
        #expect(why.strategy == .longestIdle)
        #expect(why.criterion == .idleSince)
        #expect(why.chosen?.agent == AgentID("gerd"))
        #expect(why.chosen?.value == 1_000_000)
        #expect(why.chosen?.tier == 1)
        #expect((why.place, why.line) == (1, 1))
        #expect(group(why, .resting)?.agents == [AgentID("anna")])
        #expect(group(why, .resting)?.values == [1_005_000])
        #expect(group(why, .talking)?.agents == [AgentID("bert")])
        #expect(group(why, .offline)?.agents == [AgentID("carl")])
        #expect(group(why, .notReady)?.agents == [AgentID("dora")])
        #expect(group(why, .notReady)?.detail == "lunch")
        #expect(group(why, .unreachable)?.detail == "unregistered")
        #expect(group(why, .otherCall)?.agents == [AgentID("fine")])
        #expect(group(why, .higherTier)?.agents == [AgentID("hans")])
        #expect(group(why, .later) == nil)
        #expect(why.skipped.flatMap(\.agents).count == 7)
    }

    @Test("Q19 who could have been asked comes in the rule's order, each with what the rule compared")
    func runnersUp() throws {
        var scene = Scene(agents: ["anna", "bert", "carl"], queue: Self.queue(.longestIdle))
        for name in ["carl", "anna"] {
            scene.advance(1000)
            scene.command(name, .notReady(reason: "x"))
            scene.command(name, .ready)
        }
        let why = try #require(explained(&scene) { $0.arrive(priority: 3) }.first)
        #expect(why.chosen?.agent == AgentID("bert"))
        #expect(group(why, .later)?.agents == [AgentID("carl"), AgentID("anna")])
        #expect(group(why, .later)?.values == [1_001_000, 1_002_000])
        #expect(why.priority == 3)
    }

    @Test("Q19 in turn: after whom; and the next ones go round")
    func turn() throws {
        var scene = Scene(agents: ["anna", "bert", "carl"], queue: Self.queue(.roundRobin))
        let first = explained(&scene) { $0.arrive() }
        #expect(first.first?.after == nil)
        let second = try #require(explained(&scene) { $0.arrive() }.first)
        #expect(second.criterion == .turn)
        #expect(second.after == AgentID("anna"))
        #expect(second.chosen?.agent == AgentID("bert"))
        #expect(group(second, .offeredToAnother)?.agents == [AgentID("anna")])
        #expect(group(second, .later)?.agents == [AgentID("carl")])
    }

    @Test("Q19 phones that begin to ring together are explained by the first of them")
    func together() throws {
        var scene = Scene(agents: ["anna", "bert", "carl"], queue: Self.queue(.ringAll))
        let all = explained(&scene) { $0.arrive() }
        #expect(all.map(\.chosen?.agent.raw) == ["anna", "bert", "carl"])
        #expect(all[0].besides == nil)
        #expect(group(all[0], .later)?.agents == [AgentID("bert"), AgentID("carl")])
        #expect(all[1].besides != nil && all[1].besides == all[2].besides)
        #expect(all[1].skipped.isEmpty)
        scene.advance(1000)
        scene.end(try #require(scene.state.offers.values.first { $0.agent.raw == "bert" }).channel, cause: 21)
        let again = try #require(explained(&scene) { $0.pass(5000) }.first)
        #expect(again.besides == nil)
        #expect(group(again, .offeredHere)?.agents == [AgentID("anna"), AgentID("carl")])
    }

    @Test("Q19 a caller who waits: why nobody is asked now")
    func waiting() throws {
        var scene = Scene(agents: ["anna", "bert"], queue: Self.queue(.longestIdle), ready: false)
        scene.command("bert", .logIn)
        scene.command("bert", .notReady(reason: "lunch"))
        let entry = scene.arrive()
        scene.advance(4000)
        let why = try #require(Explanation(ofWaiting: entry, at: scene.time, in: scene.state))
        #expect(why.chosen == nil)
        #expect(why.waited == .seconds(4))
        #expect(why.skipped.map(\.reason) == [.notReady, .offline])
        #expect(Explanation(ofWaiting: EntryID("nobody"), at: scene.time, in: scene.state) == nil)
    }

    @Test("Q19 what keeps a caller from a further offer, whoever is free")
    func holds() throws {
        var scene = Scene(agents: ["anna", "bert"], ready: false)
        let entry = scene.arrive()
        #expect(scene.state.hold(of: entry) == nil && scene.state.hold(of: EntryID("nobody")) == nil)
        scene.send(.serverLost(Scene.one))
        #expect(scene.state.hold(of: entry) == .serverSilent)
        let leg = ServerPicture.Leg(channel: ChannelID("c1"), isUp: true, bridge: nil)
        scene.reconcile(ServerPicture(legs: [leg], bridges: [], blindFrom: scene.time, blindUntil: scene.time))
        scene.command("anna", .ready)
        #expect(scene.state.hold(of: entry) == .ringing)
        let offer = try scene.running()
        scene.command("bert", .ready)
        scene.send(.callerCommanded(entry, .pick(AgentID("bert"))))
        #expect(scene.state.hold(of: entry) == .picked)
        let picked = try #require(scene.state.offers.values.first { $0.id != offer.id })
        scene.answer(picked.channel)
        #expect(scene.state.hold(of: entry) == .pickedUp)
        try scene.finish(scene.effects.first { if case .connect = $0.action { true } else { false } }, .done)
        #expect(scene.state.hold(of: entry) == nil)
    }

    @Test("Q19 Q14 a request waits for its queue to open; one whose longest wait is over for the ring's end")
    func holdsByTime() throws {
        var queue = QueueSettings(id: Scene.sales, name: "Sales", maxWait: .seconds(10))
        queue.callback = CallbackRules(
            key: "2", endpoint: "PJSIP/{number}@trunk", target: .hangUp, ringTimeout: .seconds(20), keep: .seconds(600),
            most: 3)
        var scene = Scene(queue: queue, ready: false)
        let request = scene.arrive()
        scene.send(.callerCommanded(request, .callBack(CallbackRequest(customer: CallerToken("k1"), key: "2"))))
        scene.send(.queueCommanded(Scene.sales, .close(reason: nil, until: nil, target: nil, sendsWaiting: nil)))
        #expect(scene.state.hold(of: request) == .queueClosed)
        scene.send(.queueCommanded(Scene.sales, .open(until: nil)))
        scene.send(.callerCommanded(request, .withdraw(to: .hangUp, reason: nil)))
        let waiting = scene.arrive()
        scene.pass(9000)
        scene.command("anna", .ready)
        scene.pass(2000)
        #expect(scene.state.hold(of: waiting) == .overdue)
    }

    @Test("Q19 what is kept is read again as it was, also with other names, and codes stay what they are")
    func coding() throws {
        let names = (0..<60).map { "agent\(100 + $0)" }
        var scene = Scene(agents: names, queue: Self.queue(.fewestCalls))
        for name in names[10..<30] { scene.command(name, .notReady(reason: "training \"A\"")) }
        let why = try #require(explained(&scene) { $0.arrive() }.first)
        let roster = Roster(scene.state.settings)
        let bytes = ExplanationCoding.bytes(of: why, at: scene.time, roster)
        let kept = try Roster(bytes: roster.bytes)
        #expect(kept == roster)
        #expect(kept.rules["fewest_calls"] == Strategy.fewestCalls.sentence)
        #expect(try ExplanationCoding.explanation(from: bytes, at: scene.time, kept) == why)
        #expect(bytes.count < 500, "\(bytes.count) bytes")
        #expect(Roster.key(of: kept.bytes) == Roster.key(of: roster.bytes))
        let codes = [
            "offline", "not_ready", "unreachable", "other_call", "wrap_up", "talking", "offered_to_another",
            "offered_here", "resting", "other_server", "higher_tier", "later",
        ]
        #expect(Set(codes).isSubset(of: Set(SkipReason.allCases.map(\.rawValue))))
    }

    @Test(
        "Q19 runs of numbers are short and read back; what is no run is refused",
        arguments: [
            ([3], "3"), ([3, 4, 5, 9], "3-5,9"), ([9, 3, 4], "9,3-4"), ([], ""),
        ])
    func runs(_ numbers: [Int], _ text: String) {
        #expect(ExplanationCoding.runs(of: numbers) == text)
        #expect(ExplanationCoding.numbers(in: text, below: 10) == numbers)
        for wrong in ["5-3", "1-2-3", "10", "x"] {
            #expect(ExplanationCoding.numbers(in: wrong, below: 10) != [0])
        }
        #expect(ExplanationCoding.numbers(in: "5-3", below: 10) == nil)
        #expect(ExplanationCoding.numbers(in: "10", below: 10) == nil)
    }

    @Test("Q2 Q19 who was not asked for what they lack, for their tier, or because the caller prefers another")
    func demands() throws {
        let queue = QueueSettings(
            id: Scene.sales, name: "Sales", needs: Needs(required: Skills(text: "german:60")), tiers: 2,
            widening: [Widening(after: .seconds(10), relax: 30, tiers: 2)])
        var scene = Scene(
            agents: ["anna", "bert", "carl", "dora", "emil"], queue: queue, tiers: ["dora": 3, "emil": 2],
            skills: [
                "anna": "german:29", "bert": "german:40", "carl": "german:70", "dora": "german:90", "emil": "german:99",
            ]
        )
        let early = try #require(explained(&scene) { $0.arrive() }.first)
        #expect(early.chosen?.agent == AgentID("carl"))
        #expect(early.demand == Demand(required: Skills(text: "german:60"), tiers: 2))
        #expect(group(early, .lacksSkill)?.agents == [AgentID("anna"), AgentID("bert")])
        #expect(group(early, .tierClosed)?.agents == [AgentID("dora")])
        #expect(group(early, .higherTier)?.agents == [AgentID("emil")])
        scene.end(try scene.running().channel, cause: 21)
        let late = try #require(
            explained(&scene) { scene in
                scene.arrive(enteredAt: scene.time + Span(milliseconds: -10_000))
            }.first)
        #expect(late.chosen?.agent == AgentID("bert"))
        #expect(late.chosen?.shortfall == 20)
        #expect(late.demand.relaxedBy == 30)
        let named = try #require(
            explained(&scene) { $0.arrive(needs: Needs(agent: AgentID("dora"))) }.first)
        #expect(named.criterion == .preferred)
        #expect(group(named, .waitsForAnother)?.agents == [AgentID("anna")])
        for (explanation, at) in [(early, 1), (late, 2), (named, 3)] {
            let roster = Roster(scene.state.settings)
            let moment = Instant(milliseconds: Int64(at))
            let bytes = ExplanationCoding.bytes(of: explanation, at: moment, roster)
            #expect(try ExplanationCoding.explanation(from: bytes, at: moment, roster) == explanation)
        }
    }
}
