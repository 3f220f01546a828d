import MaydayAPI
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("Callers who wait, as the API shows them")
struct CallerListTests {
    private let clock = ManualClock()

    @Test("Q2 Q11 what is asked of an agent now, and the estimated wait; neither where there is nothing to say")
    func demands() async throws {
        let picture = Picture.empty(clock)
        let folding = Task { await picture.run() }
        let queue = QueueSettings(id: CoreScene.sales, name: "Sales", wrapUp: .seconds(20))
        let scene = await CoreScene(agents: ["anna"], queue: queue, clock: clock, readers: picture)
        await scene.up()
        _ = try await scene.talk()
        await scene.enter("c2")
        await picture.settled()
        let plain = try #require(await picture.callerList().first)
        #expect(plain.demand == nil)
        #expect(plain.estimatedWaitMs == nil, "no call has ended yet")
        clock.pass(.seconds(40))
        await scene.hear(scene.goodbye("c1"), scene.exit("c1"))
        clock.pass(.seconds(20))
        await scene.enter("c3", ["700", "skills=german:60&billing", "prefer_skills=english:50"])
        await scene.enter("c4", ["700", "agent=anna"])
        await picture.settled()
        let callers = await picture.callerList()
        // Talk and the time after it: 60 s for each who is served by the one agent.
        #expect(callers.map(\.estimatedWaitMs) == [60_000, 120_000, 180_000])
        #expect(callers[0].demand == nil)
        #expect(callers[1].demand == AgentDemand(skills: "billing:1,german:60", preferSkills: "english:50"))
        #expect(callers[1].demand?.words == "skills billing:1,german:60, preferably english:50")
        #expect(callers[2].demand == AgentDemand(onlyAgent: "anna"))
        #expect(callers[2].demand?.words == "agent anna and nobody else")
        picture.finish()
        await folding.value
    }

    @Test("Q2 what was relaxed is told, and who is still preferred")
    func words() {
        let demand = Demand(
            required: Skills(text: "german:60"), relaxedBy: 20, tiers: 2, agent: nil)
        let shown = AgentDemand(demand, preferred: AgentID("anna"))
        #expect(shown == AgentDemand(skills: "german:60", relaxedBy: 20, tiers: 2, agent: "anna"))
        #expect(shown.words == "rather agent anna, skills german:60, 20 points less of each, tier 2 at most")
        #expect(AgentDemand(Demand(required: Skills(text: "a:1"), relaxedBy: 100)).words?.hasSuffix("any more") == true)
        #expect(AgentDemand(Demand.none).words == nil)
    }
}
