import MaydayAPI
import Queueing
import Statistics
import Store
import Telephony
import Testing

@testable import CallCenter

@Suite("G7 an agent's own counters")
struct AgentFigureTests {
    @Test(
        "G7 live counters are the statistics' own fold of the same facts, today and since the login, after a restart too"
    )
    func sameFold() async throws {
        let clock = ManualClock()
        let picture = Picture.empty(clock)
        let folding = Task { await picture.run() }
        let queue = QueueSettings(id: CoreScene.sales, name: "Sales", ringTimeout: .seconds(10), wrapUp: .seconds(20))
        let scene = await CoreScene(agents: ["anna"], queue: queue, clock: clock, readers: picture)
        await scene.up()
        // One is rejected, one is talked to, and a pause with a reason.
        await scene.enter("c1")
        clock.pass(.seconds(4))
        let lost = try #require(scene.state.offers.values.first)
        await scene.hear(.legEnded(scene.leg(lost.channel.raw), HangupCause(21)))
        clock.pass(.seconds(3))
        await scene.core.command(AgentID("anna"), .ready)
        let offer = try #require(scene.state.offers.values.first)
        await scene.hear(.legStateChanged(scene.leg(offer.channel.raw, state: .up)))
        let connect = try scene.last { if case .connect = $0 { true } else { false } }
        await scene.core.effectFinished(connect, .done)
        clock.pass(.seconds(60))
        await scene.hear(scene.goodbye("c1"), scene.exit("c1"))
        clock.pass(.seconds(5))
        await scene.core.command(AgentID("anna"), .notReady(reason: "lunch"))
        clock.pass(.seconds(30))
        await picture.settled()
        let agent = try #require(await picture.agent("anna"))

        var fold = StatisticsFold()
        for fact in scene.journal.facts.items { fold.apply(fact) }
        let own = fold.today(AgentID("anna"), now: clock.now)
        for figures in [agent.today, try #require(agent.sinceLogin)] {
            #expect(figures == AgentFigures(own))
            #expect((figures.offered, figures.answered, figures.rejected, figures.lost) == (2, 1, 1, 1))
            #expect(figures.offered == figures.answered + figures.lost + figures.excused + figures.ringing)
            #expect(figures.talkSumMs == 60_000)
            #expect(figures.wrapUpSumMs == 5000)
            #expect(figures.notReadyByReason == [ReasonFigure(reason: "lunch", sumMs: 30_000)])
            let parts = [
                figures.readySumMs, figures.ringSumMs, figures.talkSumMs, figures.wrapUpSumMs, figures.otherCallSumMs,
                figures.notReadySumMs, figures.unreachableSumMs,
            ]
            #expect(figures.loginSumMs == parts.reduce(0, +))
        }
        let restarted = try Figures().restored(from: await picture.checkpoint().statistics)
        #expect(restarted.agentSinceLogin(AgentID("anna"), now: clock.now) == agent.sinceLogin)
        await scene.core.command(AgentID("anna"), .logOut)
        await picture.settled()
        #expect(await picture.agent("anna")?.sinceLogin == nil)
        #expect(await picture.agent("anna")?.today.answered == 1)
        picture.finish()
        await folding.value
    }

    @Test("G2 K1 time not ready is parted by what is paid work, as the reasons are configured now")
    func billable() {
        var counts = Statistics.AgentCounts()
        counts.notReady = 100
        for (reason, time) in [("lunch", 30), ("training", 50), ("", 5), ("gone", 15)] as [(String, Int64)] {
            counts.notReadyByReason.add(time, for: reason)
        }
        var figures = AgentFigures(counts)
        figures.part(by: [])
        #expect(figures.notReadyBillableSumMs == nil && figures.notReadyByReason.allSatisfy { $0.billable == nil })
        figures.part(by: [
            NotReadyReason(id: "lunch", name: "Lunch"), NotReadyReason(id: "training", name: "T", billable: true),
        ])
        #expect(figures.notReadyBillableSumMs == 50)
        #expect(
            figures.notReadyByReason == [
                ReasonFigure(reason: "", sumMs: 5), ReasonFigure(reason: "gone", sumMs: 15),
                ReasonFigure(reason: "lunch", sumMs: 30, billable: false),
                ReasonFigure(reason: "training", sumMs: 50, billable: true),
            ])
    }
}
