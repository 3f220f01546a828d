import ARITelephony
import MaydayAPI
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("What Asterisk tells of calls on hold")
struct HoldTests {
    private func held(_ scene: CoreScene) -> Bool {
        scene.state.entries.values.contains { scene.state.isHeld($0) }
    }

    @Test("G3 C8 an agent's phone holds and resumes; a caller's own does not matter")
    func told() async throws {
        let scene = await CoreScene(agents: ["anna"])
        await scene.up()
        let offer = try await scene.talk()
        await scene.hear(.legHeld(scene.leg("c1"), musicClass: ""))
        #expect(!held(scene))
        await scene.hear(.legHeld(scene.leg(offer.channel.raw), musicClass: "default"))
        #expect(held(scene))
        #expect(scene.state.agents[AgentID("anna")]?.state == .held)
        #expect(scene.traced.items.contains { $0.text == "\(offer.channel) is put on hold" })
        await scene.hear(.legResumed(scene.leg(offer.channel.raw)))
        #expect(!held(scene))
        #expect(scene.state.agents[AgentID("anna")]?.state == .talking)
    }

    @Test(
        "G3 after a gap it is as the phone's leg says; where nobody can say, as it was",
        arguments: [
            (true, true, true), (true, false, false), (false, true, true), (true, nil, true), (false, nil, false),
        ])
    func gap(_ before: Bool, _ told: Bool?, _ after: Bool) async throws {
        let scene = await CoreScene(agents: ["anna"])
        await scene.up()
        let offer = try await scene.talk()
        if before { await scene.hear(.legHeld(scene.leg(offer.channel.raw), musicClass: "")) }
        await scene.core.linkLost(CoreScene.one)
        var snapshot = scene.snapshot(
            [scene.leg("c1"), scene.leg(offer.channel.raw, in: ["agent", "call"], name: "PJSIP/anna-0001")],
            bridges: [
                BridgeSnapshot(id: offer.bridge, type: "mixing", members: [ChannelID("c1"), offer.channel])
            ])
        snapshot.holds[offer.channel] = told
        await scene.up(snapshot)
        #expect(held(scene) == after)
        let inferred = scene.facts.contains { fact in
            switch fact {
            case .holdBegun(let hold), .holdEnded(let hold): hold.inferred
            default: false
            }
        }
        #expect(inferred == (before != after))
    }

    @Test("G3 readers see the entry, the agent, the agent's call and the live call as held, and for how long")
    func shown() async throws {
        let clock = ManualClock()
        let picture = Picture.empty(clock)
        let folding = Task { await picture.run() }
        let scene = await CoreScene(agents: ["anna"], clock: clock, readers: picture)
        await scene.up()
        let offer = try await scene.talk()
        let entry = try #require(scene.state.entries.values.first)
        await scene.hear(.legHeld(scene.leg(offer.channel.raw), musicClass: ""))
        clock.pass(.seconds(3))
        await picture.settled()
        let now = await picture.queueEntry(entry, now: clock.now)
        #expect(now.state == .held)
        #expect(now.holdMs == 3000)
        let agent = try #require(await picture.agent("anna"))
        #expect(agent.state == .held)
        #expect(agent.calls?.map(\.state) == ["held"])
        #expect(agent.today.holdSumMs == 3000)
        let call = try #require(await picture.call(offer.channel.raw))
        #expect(call.state == .held)
        #expect(call.holdMs == 3000)
        await scene.hear(.legResumed(scene.leg(offer.channel.raw)))
        clock.pass(.seconds(2))
        await picture.settled()
        let resumed = await picture.queueEntry(entry, now: clock.now)
        #expect(resumed.state == .connected)
        #expect(resumed.holdMs == 3000)
        await scene.hear(.legEnded(scene.leg("c1"), HangupCause(16)))
        await picture.settled()
        let today = try #require(await picture.queueList().first).today
        #expect((today.held, today.holdSumMs, today.talkSumMs) == (1, 3000, 5000))
        picture.finish()
        await folding.value
    }
}
