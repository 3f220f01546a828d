import MaydayAPI
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("The list of live calls") struct CallListTests {
    @Test("C1 a call and the agent's phone that rings for it are one call, the caller's leg first")
    func ringing() async throws {
        let clock = ManualClock()
        let picture = Picture.empty(clock)
        let folding = Task { await picture.run() }
        let scene = await CoreScene(agents: ["a"], clock: clock, readers: picture)
        await scene.up()
        await scene.enter("c1")
        await scene.enter("c2")
        let offer = try #require(scene.state.offers.values.first)
        await scene.hear(.legStateChanged(scene.leg(offer.channel.raw, state: .ringing, in: ["agent"])))
        await picture.settled()
        let calls = await picture.callList()
        #expect(calls.map { $0.legs.map(\.role) } == [[.caller, .agent], [.caller]])
        let call = try #require(calls.first)
        #expect(call.caller.number == "030555")
        #expect(call.legs.map(\.state) == ["ring", "ringing"])
        #expect(await picture.call(offer.channel.raw)?.id == call.id)
        picture.finish()
        await folding.value
    }
}
