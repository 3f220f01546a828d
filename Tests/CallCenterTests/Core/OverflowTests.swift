import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("Whose longest wait is over")
struct OverflowTests {
    private let leg = LegKey(CoreScene.one, ChannelID("c1"))

    private func scene(
        _ overflow: Overflow = .place(CoreScene.voicemail), recovered: QueueState = QueueState(),
        clock: ManualClock = ManualClock(), boot: String = "t1"
    ) async -> CoreScene {
        await CoreScene(
            queue: QueueSettings(id: CoreScene.sales, name: "Sales", maxWait: .seconds(30)), overflow: overflow,
            recovered: recovered, clock: clock, boot: boot)
    }

    @Test(
        "Q9 goes where the queue's settings say, and that is told before the release",
        arguments: [Overflow.hangUp, .next, .place(CoreScene.voicemail)])
    func placeFirst(_ overflow: Overflow) async throws {
        let scene = await scene(overflow)
        await scene.up()
        await scene.enter("c1")
        scene.clock.pass(.seconds(30))
        await scene.enter("c2")
        #expect(scene.closed.map(\.outcome) == [.timeout])
        let place = try #require(scene.orders.firstIndex(of: .overflow(leg, overflow)))
        let release = try #require(scene.orders.firstIndex(of: .act(.release(leg.channel))))
        #expect(place < release)
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
        let second = await CoreScene(
            recovered: first.state, timedOut: [leg: CoreScene.sales], clock: first.clock, boot: "t2")
        await second.up(second.snapshot([second.leg("c1"), second.leg("c2")]))
        #expect(second.orders.contains(.overflow(leg, .place(CoreScene.voicemail))))
        #expect(second.asked.contains(.release(leg.channel)))
        await second.hear(second.goodbye("c1"), second.exit("c1"))
        #expect(second.orders.contains(.left(leg)))
    }
}
