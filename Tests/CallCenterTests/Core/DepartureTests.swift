import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("Who leaves our application")
struct DepartureTests {
    private let c1 = ChannelID("c1")

    @Test("K5 a caller who hangs up has abandoned; nothing need be asked")
    func hangsUp() async {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        await scene.hear(scene.goodbye("c1"), scene.exit("c1"))
        #expect(scene.closed.map(\.outcome) == [.abandoned])
        #expect(scene.closed.map(\.by) == [.caller])
        #expect(scene.probes == 0)
        #expect(scene.orders.contains(.forget(scene.opened[0].caller)))
    }

    @Test(
        "Q18 a caller who leaves without a word is asked about: in the dialplan they have moved",
        arguments: [true, false])
    func leavesSilently(_ lives: Bool) async {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        await scene.hear(scene.exit("c1"))
        #expect(scene.closed.isEmpty)
        #expect(scene.probes == 1)
        #expect(scene.effects.calls.items == scene.opened.map(\.call), "the question stands in the call's trace")
        await scene.core.probed(c1, on: CoreScene.one, lives: lives)
        #expect(scene.closed.map(\.outcome) == [lives ? .overflow : .abandoned])
        #expect(scene.closed.map(\.by) == [lives ? .system : .caller])
    }

    @Test("Q18 who comes back while the answer is on its way is taken in anew and not lost")
    func comesBackMeanwhile() async {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        await scene.hear(scene.exit("c1"))
        await scene.enter(
            "c1", ["700", "return"], variables: [LegVariable(name: "MAYDAY_ENTERED", value: "1699999990")])
        #expect(scene.closed.map(\.outcome) == [.overflow])
        #expect(scene.opened.map(\.channel) == [c1, c1])
        #expect(scene.opened.last?.enteredAt == Instant(milliseconds: 1_699_999_990_000))
        await scene.core.probed(c1, on: CoreScene.one, lives: false)
        await scene.core.probed(c1, on: CoreScene.one, lives: true)
        #expect(scene.closed.count == 1, "a late answer is about the stay before")
        #expect(scene.state.entries.count == 1)
        #expect(scene.asked.filter(\.isWelcome).count == 2)
    }

    @Test("Q18 an answer that comes after the channel's end is of no use")
    func lateAnswer() async {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        await scene.hear(scene.exit("c1"), .legEnded(scene.leg("c1"), .normal))
        await scene.core.probed(c1, on: CoreScene.one, lives: true)
        #expect(scene.closed.map(\.outcome) == [.abandoned])
    }

    @Test("A9 an answer of the time before a gap is of no use: the snapshot has told", arguments: [true, false])
    func answerAcrossAGap(_ isLost: Bool) async {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        await scene.hear(scene.exit("c1"))
        if isLost { await scene.core.linkLost(CoreScene.one) }
        await scene.up(scene.snapshot([scene.leg("c1")]))
        await scene.core.probed(c1, on: CoreScene.one, lives: false)
        #expect(scene.closed.isEmpty)
    }

    @Test("Q7 an agent's leg that was not picked up ends with its own cause, which comes last")
    func busyAgent() async throws {
        let scene = await CoreScene(agents: ["anna"])
        await scene.up()
        await scene.enter("c1")
        let leg = try #require(scene.state.offers.values.first?.channel.raw)
        await scene.hear(scene.goodbye(leg, cause: 0), scene.exit(leg))
        #expect(scene.state.offers.count == 1)
        #expect(scene.probes == 0)
        await scene.hear(.legEnded(scene.leg(leg), .busy))
        let lost = scene.facts.compactMap { if case .offerLost(let fact) = $0 { fact } else { nil } }
        #expect(lost.map(\.why) == [.busy])
        #expect(scene.state.entries.count == 1)
    }

    @Test("K5 an agent who hangs up ends the call; the caller is hung up and then gone")
    func agentHangsUp() async throws {
        let scene = await CoreScene(agents: ["anna"])
        await scene.up()
        let offer = try await scene.talk()
        await scene.hear(scene.goodbye(offer.channel.raw), scene.exit(offer.channel.raw))
        #expect(scene.closed.map(\.outcome) == [.answered])
        #expect(scene.closed.map(\.by) == [.agent])
        #expect(scene.asked.contains(.hangUp(c1, .normal)))
        await scene.hear(scene.goodbye("c1"), scene.exit("c1"))
        #expect(scene.state.leaving.isEmpty)
    }

    @Test("Q7 the end of an agent's leg that was told to end makes the agent ready at once")
    func legOfAnEndedCall() async throws {
        let scene = await CoreScene(
            agents: ["anna"], queue: QueueSettings(id: CoreScene.sales, name: "Sales", wrapUp: .zero))
        await scene.up()
        let offer = try await scene.talk()
        await scene.hear(scene.goodbye("c1"), scene.exit("c1"))
        #expect(scene.state.agents[AgentID("anna")]?.restUntil != nil)
        await scene.hear(.legEnded(scene.leg(offer.channel.raw), .normal))
        #expect(scene.state.agents[AgentID("anna")]?.isAvailable == true)
    }

    @Test("C4 a caller who is moved out of a conversation has been answered, by the system's doing")
    func movedWhileTalking() async throws {
        let scene = await CoreScene(agents: ["anna"])
        await scene.up()
        let offer = try await scene.talk()
        await scene.hear(scene.exit("c1"))
        await scene.core.probed(c1, on: CoreScene.one, lives: true)
        #expect(scene.closed.map(\.outcome) == [.answered])
        #expect(scene.closed.map(\.by) == [.system])
        #expect(scene.asked.contains(.hangUp(offer.channel, .normal)))
    }

    @Test("Q18 a welcome that finds no caller has it asked whether the dead-man took them", arguments: [true, false])
    func welcomeTooLate(_ lives: Bool) async throws {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        await scene.core.effectFinished(try scene.last(\.isWelcome), .legGone(c1))
        #expect(scene.closed.isEmpty)
        #expect(scene.probes == 1)
        await scene.core.probed(c1, on: CoreScene.one, lives: lives)
        #expect(scene.closed.map(\.outcome) == [lives ? .overflow : .abandoned])
    }

    @Test("Q18 so does a connection; the agent is free again")
    func connectionTooLate() async throws {
        let scene = await CoreScene(agents: ["anna"])
        await scene.up()
        await scene.enter("c1")
        let offer = try #require(scene.state.offers.values.first)
        await scene.hear(.legStateChanged(scene.leg(offer.channel.raw, state: .up)))
        await scene.core.effectFinished(try scene.last(\.isConnect), .legGone(c1))
        await scene.core.probed(c1, on: CoreScene.one, lives: true)
        #expect(scene.closed.map(\.outcome) == [.overflow])
        #expect(scene.asked.contains(.hangUp(offer.channel, .normal)))
    }

    @Test("K5 a welcome that comes after the good-bye is an abandoned call, and nothing is asked")
    func welcomeAfterGoodbye() async throws {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        await scene.hear(scene.goodbye("c1"))
        await scene.core.effectFinished(try scene.last(\.isWelcome), .legGone(c1))
        #expect(scene.closed.map(\.outcome) == [.abandoned])
        #expect(scene.probes == 0)
    }

    @Test("Q7 an agent's leg that is gone needs no question")
    func agentGone() async throws {
        let scene = await CoreScene(agents: ["anna"])
        await scene.up()
        await scene.enter("c1")
        let dial = try scene.last(\.isDial)
        let leg = try #require(scene.state.offers.values.first?.channel)
        await scene.core.effectFinished(dial, .legGone(leg))
        #expect(scene.probes == 0)
        #expect(scene.state.offers.isEmpty)
    }
}
