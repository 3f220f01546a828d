import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("Whose longest wait is over")
struct OverflowTests {
    private let leg = LegKey(CoreScene.one, ChannelID("c1"))

    private func scene(_ target: Target = .dialplan(CoreScene.voicemail)) async -> CoreScene {
        var limits = QueueLimits()
        limits.onMaxWait = target
        return await CoreScene(
            queue: QueueSettings(id: CoreScene.sales, name: "Sales", maxWait: .seconds(30), limits: limits))
    }

    @Test(
        "Q9 goes where the queue's settings say",
        arguments: [Target.hangUp, .dialplan(nil), .dialplan(CoreScene.voicemail)])
    func place(_ target: Target) async throws {
        let scene = await scene(target)
        await scene.up()
        await scene.enter("c1")
        scene.clock.pass(.seconds(30))
        await scene.enter("c2")
        #expect(scene.closed.map(\.outcome) == [.timeout])
        #expect(scene.closed.map(\.to) == [target])
        #expect(scene.asked.contains(.release(leg.channel, to: target)))
    }

    @Test("Q9 the clock alone ends a wait, when nothing else happens")
    func alarm() async {
        let scene = await CoreScene(
            queue: QueueSettings(id: CoreScene.sales, name: "Sales", maxWait: Span(milliseconds: 20)))
        await scene.up()
        await scene.enter("c1")
        scene.clock.pass(Span(milliseconds: 20))
        await scene.journal.facts.until { $0.contains { if case .entryClosed = $0.fact { true } else { false } } }
        #expect(scene.closed.map(\.outcome) == [.timeout])
    }

    @Test("Q17 the place is known again after a restart between the decision and the release")
    func restart() async throws {
        let first = await scene()
        await first.up()
        await first.enter("c1")
        first.clock.pass(.seconds(30))
        await first.enter("c2")
        let second = await CoreScene(recovered: first.state, clock: first.clock, boot: "t2")
        await second.up(second.snapshot([second.leg("c1"), second.leg("c2")]))
        #expect(second.asked.contains(.release(leg.channel, to: .dialplan(CoreScene.voicemail))))
        await second.hear(second.goodbye("c1"), second.exit("c1"))
        #expect(second.state.leaving.isEmpty)
    }
}
