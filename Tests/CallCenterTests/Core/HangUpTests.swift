import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("Calls that somebody has hung up, as the core takes it")
struct HangUpTests {
    private func orders(_ scene: CoreScene) -> [OrderGiven] {
        scene.facts.compactMap { if case .orderGiven(let fact) = $0 { fact } else { nil } }
    }

    @Test("C3 who gave the order stands before what came of it; the events that follow end nothing twice")
    func recorded() async throws {
        let scene = await CoreScene(agents: ["anna"])
        await scene.up()
        let offer = try await scene.talk()
        let opened = try #require(scene.opened.first)
        #expect(await scene.core.hangUp(opened.call, reason: .busy, by: "desk") == .done)
        let given = OrderGiven(
            by: "desk", agent: nil, queue: CoreScene.sales, entry: opened.entry, call: opened.call, order: "hangup",
            detail: "busy")
        #expect(orders(scene) == [given])
        #expect(scene.closed.map(\.by) == [.order] && scene.closed.map(\.outcome) == [.answered])
        #expect(scene.asked.contains(.hangUp(ChannelID("c1"), .busy)))
        for leg in ["c1", offer.channel.raw] { await scene.hear(scene.goodbye(leg), scene.exit(leg)) }
        #expect(scene.closed.count == 1)
        #expect(await scene.core.hangUp(opened.call, by: "desk") == .noEntry)
        #expect(orders(scene).count == 1)
    }

    @Test("C3 only legs of the entry are the engine's: others of the call are left to whoever asks")
    func legs() async throws {
        let scene = await CoreScene(agents: ["anna"])
        await scene.up()
        await scene.enter("c1")
        let opened = try #require(scene.opened.first)
        let offer = try #require(scene.state.offers.values.first)
        #expect(await scene.core.hangUp(opened.call, leg: ChannelID("guest"), by: "desk") == .noEntry)
        #expect(orders(scene).isEmpty)
        #expect(await scene.core.hangUp(opened.call, leg: offer.channel, by: "desk") == .done)
        #expect(orders(scene).map(\.detail) == ["leg \(offer.channel)"])
        #expect(scene.closed.isEmpty, "the caller waits on")
        #expect(await scene.core.hangUp(CallID("nobody's"), by: "desk") == .noEntry)
    }

    @Test("C3 an order for a ring is none once the agent has picked up: they talk on")
    func ringPickedUp() async throws {
        let scene = await CoreScene(agents: ["anna"])
        await scene.up()
        let offer = try await scene.talk()
        let opened = try #require(scene.opened.first)
        let answer = await scene.core.hangUp(opened.call, leg: offer.channel, onlyRing: true, by: "desk")
        #expect(answer == .refused(.pickedUp))
        #expect(orders(scene).isEmpty && scene.closed.isEmpty)
    }

    @Test("C3 Q14 who is on the line yet after asking for a callback is hung up, and will be called all the same")
    func requestStands() async throws {
        var queue = QueueSettings(id: CoreScene.sales, name: "Sales")
        queue.callback = CallbackRules(endpoint: "PJSIP/{number}@trunk")
        let scene = await CoreScene(queue: queue)
        await scene.core.load(
            Settings(queues: [queue], agents: []), numbers: NumberTable([("700", CoreScene.sales)]),
            dialling: DialRules(allow: ["0"]))
        await scene.up()
        await scene.enter("c1")
        let opened = try #require(scene.opened.first)
        #expect(await scene.core.callBack(opened.entry, at: "030777") == nil)
        #expect(await scene.core.hangUp(opened.call, hasOthers: true, by: "desk") == .noEntry)
        #expect(scene.state.entries[opened.entry] != nil)
        #expect(await scene.core.hangUp(opened.call, by: "desk") == .done, "where nobody is there the request is meant")
        #expect(scene.state.entries[opened.entry] == nil)
    }

    @Test("C3 nothing is done on a silent server")
    func silent() async throws {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        let opened = try #require(scene.opened.first)
        await scene.core.linkLost(CoreScene.one)
        #expect(await scene.core.hangUp(opened.call, by: "desk") == .refused(.serverAway))
        #expect(orders(scene).isEmpty && scene.closed.isEmpty)
    }

    @Test("C3 who goes on to another queue as the order comes is hung up there")
    func movedOn() async throws {
        let other = QueueID("support")
        let clock = ManualClock()
        var queue = QueueSettings(id: CoreScene.sales, name: "Sales", maxWait: .seconds(60))
        queue.limits.onMaxWait = .queue(other)
        let scene = await CoreScene(queue: queue, clock: clock)
        await scene.core.load(
            Settings(queues: [queue, QueueSettings(id: other, name: "Support")], agents: []),
            numbers: NumberTable([("700", CoreScene.sales)]))
        await scene.up()
        await scene.enter("c1")
        let opened = try #require(scene.opened.first)
        clock.pass(.seconds(60))
        #expect(await scene.core.hangUp(opened.call, by: "desk") == .done)
        #expect(scene.closed.map(\.outcome) == [.timeout, .withdrawn])
        #expect(scene.asked.contains(.release(ChannelID("c1"), to: .hangUp)))
    }
}
