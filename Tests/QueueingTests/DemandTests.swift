import Queueing
import Telephony
import Testing

@Suite("Q2 Q5 what is asked of an agent")
struct DemandTests {
    private static func queue(
        _ required: String = "", prefers preferred: String = "", tiers: Int = Membership.lastTier,
        widening: [Widening] = [], strategy: Strategy = .longestIdle, wait: Span = .seconds(30)
    ) -> QueueSettings {
        QueueSettings(
            id: Scene.sales, name: "Sales", wrapUp: .zero, strategy: strategy,
            needs: Needs(required: Skills(text: required), preferred: Skills(text: preferred)), tiers: tiers,
            widening: widening, preferredAgentWait: wait)
    }

    private func asked(_ scene: Scene) -> [String] {
        scene.state.offers.values.sorted { $0.number < $1.number }.map(\.agent.raw)
    }

    @Test("Q2 skills are read as they are written; a higher level counts, what cannot be read is left out")
    func text() {
        #expect(Skills(text: "german:60, english").text == "english:1,german:60")
        #expect(Skills(text: "a:5,a:9,a:7").text == "a:9")
        for nonsense in ["", ",", ":5", "a:0", "a:101", "a:x", "a:1:2", "a b:3", "-a:3", "ä:3"] {
            #expect(Skills(text: nonsense).isEmpty, "\(nonsense)")
        }
        #expect(Skills(text: "good:3,ba d:4,b:200,fine").text == "fine:1,good:3")
    }

    @Test("Q2 who lacks a required skill is not asked, however long they have been idle")
    func required() throws {
        var scene = Scene(
            agents: ["anna", "bert", "carl"], queue: Self.queue("german:60"),
            skills: ["anna": "german:59", "bert": "english:100", "carl": "german:60"])
        scene.arrive()
        #expect(asked(scene) == ["carl"])
        let second = scene.arrive()
        #expect(asked(scene) == ["carl"])
        #expect(scene.entry(second)?.stage == .waiting)
    }

    @Test("Q2 a caller's own needs count beside the queue's, the higher level of the two")
    func merged() throws {
        var scene = Scene(
            agents: ["anna", "bert"], queue: Self.queue("german:30"),
            skills: ["anna": "german:50", "bert": "german:80,billing:10"])
        scene.arrive(needs: Needs(required: Skills(text: "german:60")))
        #expect(asked(scene) == ["bert"])
        scene.arrive(needs: Needs(required: Skills(text: "billing")))
        #expect(asked(scene) == ["bert"])
        scene.arrive()
        #expect(Set(asked(scene)) == ["anna", "bert"])
    }

    @Test("Q2 who has more of what is preferred is asked first, and everybody is asked")
    func preferred() throws {
        var scene = Scene(
            agents: ["anna", "bert", "carl"], queue: Self.queue(prefers: "german:60"),
            skills: ["bert": "german:20", "carl": "german:100"])
        for _ in 0..<3 { scene.arrive() }
        #expect(asked(scene).count == 3)
        let order = scene.journal.compactMap(\.fact.made).map(\.agent.raw)
        #expect(order == ["carl", "bert", "anna"])
    }

    @Test("Q2 tiers come before skills that are only preferred")
    func tiersFirst() throws {
        var scene = Scene(
            agents: ["anna", "bert"], queue: Self.queue(prefers: "german:60"), tiers: ["bert": 2],
            skills: ["bert": "german:100"])
        scene.arrive()
        #expect(asked(scene) == ["anna"])
    }

    @Test("Q2 with the wait less is required, and what was required is preferred on")
    func relaxed() throws {
        var scene = Scene(
            agents: ["anna", "bert"],
            queue: Self.queue(
                "german:60",
                widening: [Widening(after: .seconds(20), relax: 30), Widening(after: .seconds(60), relax: 100)]),
            skills: ["anna": "german:29"])
        let entry = scene.arrive()
        scene.pass(19_999)
        #expect(asked(scene).isEmpty)
        scene.pass(1)
        #expect(scene.facts == [.demandRelaxed(entry, rung: 1)])
        #expect(asked(scene).isEmpty)
        scene.pass(40_000)
        #expect(asked(scene) == ["anna"])
        scene.arrive()
        #expect(asked(scene) == ["anna"])
    }

    @Test("Q2 a caller who comes back has waited already and gets everybody at once")
    func returned() throws {
        var scene = Scene(
            queue: Self.queue("german:60", widening: [Widening(after: .seconds(20), relax: 100)]))
        scene.arrive(enteredAt: scene.time + Span(milliseconds: -20_000))
        #expect(asked(scene) == ["anna"])
    }

    @Test("Q2 agents of further tiers come in question with the wait")
    func widened() throws {
        var scene = Scene(
            agents: ["anna", "bert", "carl"],
            queue: Self.queue(
                tiers: 1,
                widening: [Widening(after: .seconds(10), tiers: 2), Widening(after: .seconds(30), tiers: 3)]),
            tiers: ["anna": 3, "bert": 2, "carl": 4])
        scene.arrive()
        scene.pass(9999)
        #expect(asked(scene).isEmpty)
        scene.pass(1)
        #expect(asked(scene) == ["bert"])
        _ = try scene.talk()
        scene.arrive()
        scene.pass(29_999)
        #expect(asked(scene) == ["bert"])
        scene.pass(1)
        #expect(Set(asked(scene)) == ["anna", "bert"])
    }

    @Test("Q2 a caller whom nobody can serve yet does not hold up those behind")
    func overtaking() throws {
        var scene = Scene(agents: ["anna"], queue: Self.queue())
        let first = scene.arrive(needs: Needs(required: Skills(text: "latin:90")))
        let second = scene.arrive()
        #expect(scene.entry(first)?.stage == .waiting)
        #expect(scene.entry(second)?.stage == .offered)
        #expect(scene.state.position(of: first) == 1)
        #expect(scene.state.position(of: second) == 2)
    }

    @Test("Q2 an agent gets the first of those whom they can serve")
    func firstPossible() throws {
        var scene = Scene(
            agents: ["anna"], queue: Self.queue(), skills: ["anna": "french:50"], ready: false)
        scene.arrive(needs: Needs(required: Skills(text: "latin")))
        let second = scene.arrive(needs: Needs(required: Skills(text: "french")))
        scene.arrive()
        scene.command("anna", .logIn)
        #expect(scene.entry(second)?.stage == .offered)
    }

    @Test("Q1 Q2 every strategy keeps to those who can", arguments: Strategy.allCases)
    func strategies(strategy: Strategy) throws {
        var scene = Scene(
            agents: ["anna", "bert", "carl", "dora"],
            queue: Self.queue("german:50", strategy: strategy), skills: ["bert": "german:60", "dora": "german:70"])
        scene.arrive()
        scene.arrive()
        #expect(asked(scene).count == (strategy == .ringProgressively ? 2 : asked(scene).count))
        #expect(!asked(scene).isEmpty)
        #expect(Set(asked(scene)).isSubset(of: ["bert", "dora"]))
    }

    @Test("Q2 new settings change what is asked for those who wait")
    func reloaded() throws {
        var scene = Scene(agents: ["anna"], queue: Self.queue("german:60"))
        scene.arrive()
        #expect(asked(scene).isEmpty)
        scene.reload { settings in settings.agents[0].skills = Skills(text: "german:60") }
        #expect(asked(scene) == ["anna"])
    }

    // MARK: Q5

    private let forBert = Needs(agent: AgentID("bert"))

    @Test("Q5 for the set time only the preferred agent is asked, then everybody")
    func named() throws {
        var scene = Scene(agents: ["anna", "bert"], queue: Self.queue())
        scene.arrive(needs: forBert)
        _ = try scene.talk()
        let entry = scene.arrive(needs: forBert)
        scene.pass(29_999)
        #expect(scene.entry(entry)?.stage == .waiting, "anna is free and is not asked")
        scene.pass(1)
        #expect(scene.facts.first == .demandRelaxed(entry, rung: 0))
        #expect(Set(asked(scene)) == ["anna", "bert"])
    }

    @Test("Q5 whom the caller prefers is asked first, whatever the strategy says", arguments: Strategy.allCases)
    func first(strategy: Strategy) throws {
        guard strategy != .ringAll else { return }
        var scene = Scene(agents: ["anna", "bert", "carl"], queue: Self.queue(strategy: strategy, wait: .zero))
        scene.arrive(needs: forBert)
        #expect(asked(scene) == ["bert"])
    }

    @Test(
        "Q5 nobody waits for an agent who is not there",
        arguments: [AgentCommand.logOut, .notReady(reason: "lunch")])
    func away(command: AgentCommand) throws {
        var scene = Scene(agents: ["anna", "bert"], queue: Self.queue())
        scene.command("bert", command)
        scene.arrive(needs: forBert)
        #expect(asked(scene) == ["anna"])
    }

    @Test(
        "Q5 nobody goes on waiting for an agent who leaves",
        arguments: [AgentCommand.logOut, .notReady(reason: "lunch")])
    func leaves(command: AgentCommand) throws {
        var scene = Scene(agents: ["anna", "bert"], queue: Self.queue())
        scene.arrive(needs: forBert)
        #expect(asked(scene) == ["bert"])
        let second = scene.arrive(needs: forBert)
        #expect(scene.entry(second)?.stage == .waiting)
        scene.command("bert", command)
        #expect(asked(scene) == ["anna"])
        #expect(scene.state.entries.values.allSatisfy { $0.rung == 0 })
    }

    @Test("Q5 nobody waits for an agent who serves another queue, has another server or does not exist")
    func impossible() throws {
        var scene = Scene(agents: ["anna"], queue: Self.queue())
        scene.arrive(needs: Needs(agent: AgentID("nobody")))
        #expect(asked(scene) == ["anna"])
        scene = Scene(agents: ["anna", "bert"], queue: Self.queue())
        scene.reload { settings in settings.agents[1].memberships = [] }
        scene.arrive(needs: forBert)
        #expect(asked(scene) == ["anna"])
    }

    @Test("Q5 an agent who let the caller down is preferred no longer", arguments: [17, 19, 21])
    func letDown(cause: Int) throws {
        var scene = Scene(agents: ["anna", "bert"], queue: Self.queue())
        let entry = scene.arrive(needs: forBert)
        scene.end(try scene.running().channel, cause: cause)
        #expect(asked(scene) == ["anna"])
        #expect(scene.entry(entry)?.needs.agent == nil)
    }

    @Test("Q5 an agent whom new settings take from the queue is not waited for")
    func removed() throws {
        var scene = Scene(agents: ["anna", "bert"], queue: Self.queue())
        scene.arrive(needs: forBert)
        let second = scene.arrive(needs: forBert)
        #expect(scene.entry(second)?.rung == -1)
        scene.reload { settings in settings.agents[1].memberships = [] }
        #expect(scene.entry(second)?.rung == 0)
        #expect(scene.entry(second)?.stage == .offered)
    }

    @Test("Q2 Q5 K1 a checkpoint keeps what was asked and how far it was relaxed")
    func checkpoint() throws {
        var scene = Scene(
            agents: ["anna", "bert"],
            queue: Self.queue(
                "german:60", prefers: "english:5", tiers: 2,
                widening: [Widening(after: .seconds(1), relax: 10, tiers: 3), Widening(after: .seconds(9))],
                wait: .seconds(7)),
            skills: ["bert": "german:70"])
        scene.arrive(
            needs: Needs(
                required: Skills(text: "x:3"), preferred: Skills(text: "y:4"), agent: AgentID("bert")))
        scene.arrive(needs: forBert)
        scene.arrive()
        scene.pass(1500)
        let state = try EngineCheckpoint.state(from: EngineCheckpoint.bytes(of: scene.state))
        #expect(state == scene.state)
        #expect(Invariants.violations(of: state) == [])
        #expect(state.entries.values.map(\.rung).sorted() == [-1, -1, 1])
    }

    @Test("Q2 K1 the journal gives the same state again")
    func replay() throws {
        var scene = Scene(
            agents: ["anna", "bert"],
            queue: Self.queue("german:60", widening: [Widening(after: .seconds(1), relax: 100)]),
            skills: ["bert": "german:70"])
        scene.arrive(needs: forBert)
        scene.arrive(needs: Needs(required: Skills(text: "x:3")))
        scene.pass(1500)
        var state = QueueState()
        for fact in scene.journal {
            let kind = FactCoding.kind(of: fact.fact)
            let read = try FactCoding.fact(
                kind: kind.rawValue, version: kind.version, body: FactCoding.body(of: fact.fact))
            state.apply(DatedFact(at: fact.at, fact: read))
        }
        #expect(state == scene.state)
    }
}
