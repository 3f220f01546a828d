import Queueing
import Telephony
import Testing

@Suite("Q1 which agent is asked")
struct StrategyTests {
    private static func queue(_ strategy: Strategy) -> QueueSettings {
        QueueSettings(id: Scene.sales, name: "Sales", wrapUp: .zero, strategy: strategy)
    }

    private func scene(
        _ strategy: Strategy, _ agents: [String] = ["anna", "bert", "carl"], tiers: [String: Int] = [:],
        weights: [String: Int] = [:], ready: Bool = true
    ) -> Scene {
        Scene(agents: agents, queue: Self.queue(strategy), tiers: tiers, weights: weights, ready: ready)
    }

    @Test("Q1 fewest calls: who talked to fewer callers is asked first, among equals the longest idle")
    func fewestCalls() throws {
        var scene = scene(.fewestCalls)
        #expect(try scene.serve(for: 100) == "anna")
        #expect(try scene.serve(for: 90_000) == "bert")
        #expect(try scene.serve(for: 10) == "carl")
        #expect(try scene.serve(for: 10) == "anna")
        scene.command("bert", .notReady(reason: "lunch"))
        #expect(try scene.serve(for: 10) == "carl")
        scene.command("bert", .ready)
        #expect(try scene.serve(for: 10) == "bert")
    }

    @Test("Q1 fewest calls: who logs in late begins level and is not flooded")
    func fewestCallsLate() throws {
        var scene = scene(.fewestCalls, ready: false)
        scene.command("anna", .logIn)
        scene.command("bert", .logIn)
        for _ in 0..<10 { _ = try scene.serve(for: 10) }
        scene.command("carl", .logIn)
        let next = try (0..<6).map { _ in try scene.serve(for: 10) }
        #expect(next.filter { $0 == "carl" }.count <= 3)
        #expect(next.contains("carl"))
    }

    @Test("Q1 least talk time: who talked the shortest is asked first")
    func leastTalkTime() throws {
        var scene = scene(.leastTalkTime)
        #expect(try scene.serve(for: 30_000) == "anna")
        #expect(try scene.serve(for: 60_000) == "bert")
        #expect(try scene.serve(for: 10_000) == "carl")
        #expect(try scene.serve(for: 10_000) == "carl")
        #expect(try scene.serve(for: 5000) == "carl")
        #expect(try scene.serve(for: 10_000) == "carl")
        #expect(try scene.serve(for: 6000) == "anna")
    }

    @Test("Q1 random: each is as likely as any other, also to be asked twice running")
    func random() throws {
        var scene = scene(.random)
        let asked = try (0..<600).map { _ in try scene.ask() }
        for name in ["anna", "bert", "carl"] {
            #expect((160...240).contains(asked.filter { $0 == name }.count))
        }
        let repeats = zip(asked, asked.dropFirst()).filter { $0 == $1 }.count
        #expect((160...240).contains(repeats))
    }

    @Test("Q1 weighted random: twice the weight is twice the share")
    func weightedRandom() throws {
        var scene = scene(.weightedRandom, weights: ["bert": 2, "carl": 3])
        let asked = try (0..<600).map { _ in try scene.ask() }
        #expect((70...130).contains(asked.filter { $0 == "anna" }.count))
        #expect((165...235).contains(asked.filter { $0 == "bert" }.count))
        #expect((260...340).contains(asked.filter { $0 == "carl" }.count))
        scene.command("carl", .notReady(reason: "lunch"))
        let others = try (0..<300).map { _ in try scene.ask() }
        #expect((165...235).contains(others.filter { $0 == "bert" }.count))
    }

    @Test("Q1 round robin goes on after whom it asked last, also over a restart and past those who are away")
    func roundRobin() throws {
        var scene = scene(.roundRobin, ["carl", "anna", "bert"])
        #expect(try (0..<4).map { _ in try scene.ask() } == ["carl", "anna", "bert", "carl"])
        scene.command("anna", .notReady(reason: "lunch"))
        #expect(try scene.ask() == "bert")
        scene.command("anna", .ready)
        scene.restart()
        #expect(try (0..<3).map { _ in try scene.ask() } == ["carl", "anna", "bert"])
    }

    @Test("Q1 ordered: the first in the list, each time anew")
    func ordered() throws {
        var scene = scene(.ordered, ["carl", "anna", "bert"])
        #expect(try (0..<3).map { _ in try scene.ask() } == ["carl", "carl", "carl"])
        scene.arrive()
        #expect(scene.facts.compactMap(\.made?.agent.raw) == ["carl"])
        scene.arrive()
        #expect(scene.facts.compactMap(\.made?.agent.raw) == ["anna"])
    }

    @Test("Q1 linear: each caller goes through the list from the first, and begins anew after the last")
    func linear() throws {
        var scene = scene(.linear, ["carl", "anna", "bert"])
        scene.arrive()
        var asked = scene.facts.compactMap(\.made?.agent.raw)
        for _ in 0..<3 {
            let offer = try scene.running()
            scene.end(offer.channel, cause: 17)
            // Who was busy rests longer than the others need to be asked.
            asked += scene.facts.compactMap(\.made?.agent.raw)
            scene.pass(700)
            asked += scene.facts.compactMap(\.made?.agent.raw)
        }
        scene.pass(700)
        asked += scene.facts.compactMap(\.made?.agent.raw)
        #expect(asked == ["carl", "anna", "bert", "carl"])
        scene.end(ChannelID("c1"))
        for offer in scene.state.offers.values { scene.end(offer.channel) }
        scene.pass(5000)
        #expect(try (0..<2).map { _ in try scene.ask() } == ["carl", "carl"])
    }

    @Test("Q1 a lower tier is asked first, whatever the strategy", arguments: Strategy.allCases)
    func tiers(_ strategy: Strategy) throws {
        let agents = (1...8).map { "agent\($0)" }
        var scene = scene(strategy, agents, tiers: ["agent1": 3, "agent2": 2, "agent3": 2, "agent4": 3])
        for name in agents.dropFirst(4) { scene.command(name, .notReady(reason: "lunch")) }
        for _ in 0..<20 {
            scene.arrive()
            let first = scene.facts.compactMap(\.made?.agent.raw).first
            #expect(first == "agent2" || first == "agent3")
            try scene.clear()
        }
        scene.command("agent7", .ready)
        scene.arrive()
        #expect(scene.facts.compactMap(\.made?.agent.raw).first == "agent7")
    }

    @Test("Q1 every strategy serves the callers in line one by one", arguments: Strategy.allCases)
    func everyone(_ strategy: Strategy) throws {
        var scene = scene(strategy)
        var served: [EntryID] = []
        let entries = (0..<6).map { _ in scene.arrive() }
        for _ in 0..<200 where served.count < entries.count {
            if let offer = scene.state.offers.values.min(by: { $0.id < $1.id }) {
                served.append(offer.entry)
                scene.answer(offer.channel)
                let dead = scene.effects.compactMap { if case .hangUp(let leg, _) = $0.action { leg } else { nil } }
                try scene.finish(scene.effects.first { if case .connect = $0.action { true } else { false } }, .done)
                for leg in dead { scene.end(leg) }
                scene.end(offer.channel)
            } else {
                scene.pass(100)
            }
        }
        #expect(Set(served) == Set(entries))
        #expect(scene.journal.compactMap(\.fact.closed?.outcome) == Array(repeating: .answered, count: 6))
    }
}

extension Scene {
    /// A caller arrives, is offered to somebody and hangs up: who it was.
    mutating func ask() throws -> String {
        arrive()
        let agent = try #require(facts.compactMap(\.made?.agent.raw).first)
        try clear()
        advance(1)
        return agent
    }

    /// Every caller hangs up, and the phones that rang are idle again.
    mutating func clear() throws {
        for entry in state.entries.values.sorted(by: { $0.arrival < $1.arrival }) {
            let legs = entry.running.compactMap { state.offers[$0]?.channel }
            end(entry.channel)
            for leg in legs { end(leg) }
        }
    }

    /// A caller arrives, talks to whoever is asked for so many milliseconds and hangs up: who it was.
    mutating func serve(for talk: Int64) throws -> String {
        arrive()
        let offer = try running()
        answer(offer.channel)
        try finish(effects.first { if case .connect = $0.action { true } else { false } }, .done)
        advance(talk)
        end(offer.channel)
        advance(1)
        return offer.agent.raw
    }

    /// The process dies and another goes on from the last checkpoint.
    mutating func restart() {
        let bytes = EngineCheckpoint.bytes(of: state)
        guard let read = try? EngineCheckpoint.state(from: bytes) else {
            Issue.record("the checkpoint cannot be read")
            return
        }
        #expect(read == state)
        engine = QueueEngine(state: read, boot: "t2")
        let legs =
            state.entries.values.map { ServerPicture.Leg(channel: $0.channel, isUp: true, bridge: nil) }
            + state.offers.values.map { ServerPicture.Leg(channel: $0.channel, isUp: false, bridge: nil) }
        reconcile(ServerPicture(legs: legs, bridges: [], blindFrom: time, blindUntil: time))
    }
}
