import APIServer
import MaydayAPI
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("G6 what agents' screens are told to open")
struct ScreenPopTests {
    private let clock = ManualClock()

    private func queue(_ template: String) throws -> QueueSettings {
        var queue = QueueSettings(id: CoreScene.sales, name: "Sales & more", ringTimeout: .seconds(10))
        queue.screenPop = try Queueing.ScreenPop(template)
        return queue
    }

    @Test("G6 what is known of the call stands in the address, from the arguments of Stasis() too; told with the offer")
    func offered() async throws {
        let picture = Picture.empty(clock)
        let folding = Task { await picture.run() }
        let template =
            "https://crm/?n={number}&who={name}&d={dialled}&q={queue}&qn={queue_name}&w={wait}&p={priority}"
            + "&s={skills}&a={agent}&c={var:customer}&m={var:missing}"
        let scene = await CoreScene(queue: try queue(template), clock: clock, readers: picture)
        await scene.up()
        await scene.enter("c1", ["700", "priority=3", "var.customer=47/11&x=1"])
        clock.pass(.seconds(7))
        let queue = try queue(template)
        await scene.core.load(
            Settings(
                queues: [queue],
                agents: [
                    AgentSettings(
                        id: AgentID("anna"), name: "Anna", endpoint: "PJSIP/anna", server: CoreScene.one,
                        queues: [CoreScene.sales], startsReady: true)
                ]), numbers: NumberTable([("700", queue.id)], default: nil))
        await picture.settled()
        let offered = try #require(await picture.agent("anna")?.screenPop)
        #expect(
            offered.url
                == "https://crm/?n=030555&who=Ada&d=700&q=sales&qn=Sales%20%26%20more&w=7&p=3&s=&a=anna"
                + "&c=47%2F11%26x%3D1&m=")
        #expect(offered.state == "offered")
        #expect(offered.callId == scene.opened.first?.call.raw)
        // The settings change; what was opened stays what it was.
        var other = queue
        other.screenPop = try Queueing.ScreenPop("https://other/")
        var settings = scene.state.settings
        settings.queues = [other]
        await scene.core.load(settings, numbers: NumberTable([("700", queue.id)], default: nil))
        await picture.settled()
        #expect(await picture.agent("anna")?.screenPop?.url == offered.url)
        picture.finish()
        await folding.value
    }

    @Test("G6 events: offered, lost to another agent who has a pop of their own, connected, and how long")
    func events() async throws {
        let picture = Picture.empty(clock)
        let folding = Task { await picture.run() }
        let events = try await picture.feed.subscribe(after: nil)
        let scene = await CoreScene(
            agents: ["anna", "bert"], queue: try queue("https://crm/?n={number}&a={agent}"), clock: clock,
            readers: picture)
        await scene.up()
        await scene.enter("c1")
        let first = try #require(scene.state.offers.values.first)
        clock.pass(.seconds(3))
        await scene.hear(.legEnded(scene.leg(first.channel.raw), HangupCause(21)))
        let second = try #require(scene.state.offers.values.first)
        await scene.hear(.legStateChanged(scene.leg(second.channel.raw, state: .up)))
        let connect = try scene.last { if case .connect = $0 { true } else { false } }
        await scene.core.effectFinished(connect, .done)
        clock.pass(.seconds(40))
        await picture.settled()
        let talking = try #require(await picture.agent(second.agent.raw)?.screenPop)
        #expect(talking.state == "connected")
        #expect(talking.connectedMs == 40_000)
        #expect(await picture.agent(first.agent.raw)?.screenPop == nil)
        await scene.hear(scene.goodbye("c1"), scene.exit("c1"))
        await picture.settled()
        #expect(await picture.agent(second.agent.raw)?.screenPop == nil)

        var pops: [MaydayAPI.ScreenPop] = []
        while pops.last?.state != "ended" || pops.last?.agent != second.agent.raw {
            for item in try #require(await events.next()) {
                if case .screenPop(let pop) = item.event.data {
                    pops.append(pop)
                    #expect(item.event.id == nil)
                }
            }
        }
        let (anna, bert) = (first.agent.raw, second.agent.raw)
        #expect(anna != bert)
        #expect(pops.map(\.agent) == [anna, anna, bert, bert, bert])
        #expect(pops.map(\.state) == ["offered", "ended", "offered", "connected", "ended"])
        #expect(pops.map(\.cause) == [nil, "rejected", nil, nil, nil])
        #expect(pops.map(\.url) == [anna, anna, bert, bert, bert].map { "https://crm/?n=030555&a=\($0)" })
        #expect(pops.last?.connectedMs == 40_000)
        picture.finish()
        await folding.value
    }

    @Test("G6 a queue without a template pops nothing; values for screen pops are no wishes that were not understood")
    func none() async throws {
        let picture = Picture.empty(clock)
        let folding = Task { await picture.run() }
        let scene = await CoreScene(agents: ["anna"], clock: clock, readers: picture)
        await scene.up()
        await scene.enter("c1")
        await picture.settled()
        #expect(await picture.agent("anna")?.callId != nil)
        #expect(await picture.agent("anna")?.screenPop == nil)
        #expect(Wishes(["var.customer=1", "priority=2"]).unread.isEmpty)
        #expect(Wishes(["var.=1", "var.a-b=2"]).unread.count == 2)
        picture.finish()
        await folding.value
    }
}
