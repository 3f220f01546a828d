import Queueing
import Telephony
import Testing

@Suite("Two things at once")
struct RaceTests {
    @Test("Q7 the caller hangs up while a phone rings: withdrawn, and the agent keeps their idle time")
    func withdrawn() throws {
        var scene = Scene()
        let idle = try scene.agent("anna").idleSince
        scene.advance(5000)
        scene.arrive()
        let offer = try scene.running()
        scene.ringing(offer.channel)
        scene.advance(1000)
        scene.end(ChannelID("c1"))
        #expect(scene.facts.first?.lost?.why == .withdrawn)
        #expect(scene.facts.compactMap(\.closed?.outcome) == [.abandoned])
        #expect(scene.asked == [.hangUp(offer.channel, .normal)])
        #expect(try scene.agent("anna").idleSince == idle)
        #expect(try !scene.agent("anna").isAvailable, "the phone may still be ringing")
        scene.end(offer.channel, cause: 16)
        #expect(try scene.agent("anna").isAvailable)
    }

    @Test("Q7 a leg that is picked up after its offer was lost is hung up")
    func lateAnswer() throws {
        var scene = Scene()
        scene.arrive()
        let offer = try scene.running()
        scene.pass(15_000)
        scene.answer(offer.channel)
        #expect(scene.facts.isEmpty)
        #expect(scene.asked == [.hangUp(offer.channel, .noAnswer)])
    }

    @Test("Q7 who picks up in the moment in which the ring ends is connected")
    func answerBeatsTimeout() throws {
        var scene = Scene()
        scene.arrive()
        let offer = try scene.running()
        scene.advance(15_000)
        scene.answer(offer.channel)
        #expect(scene.facts == [.offerAnswered(offer.id)])
    }

    @Test("Q7 the caller is gone when the bridge is made: the agent is freed and not punished")
    func connectWithoutCaller() throws {
        var scene = Scene()
        scene.arrive()
        let offer = try scene.running()
        scene.answer(offer.channel)
        try scene.finish(scene.effects.first, .legGone(ChannelID("c1")))
        #expect(scene.facts.first?.lost?.why == .withdrawn)
        #expect(scene.facts.compactMap(\.closed?.outcome) == [.abandoned])
        #expect(scene.asked.contains(.hangUp(offer.channel, .normal)))
        scene.end(offer.channel)
        #expect(try scene.agent("anna").isAvailable)
        scene.end(ChannelID("c1"))
        #expect(scene.facts.isEmpty, "counted once")
    }

    @Test("Q7 the agent is gone when the bridge is made: the caller keeps the place and hears music again")
    func connectWithoutAgent() throws {
        var scene = Scene()
        let entry = scene.arrive()
        let offer = try scene.running()
        scene.answer(offer.channel)
        try scene.finish(scene.effects.first, .legGone(offer.channel))
        #expect(scene.facts.first?.lost?.why == .failed)
        #expect(scene.entry(entry)?.stage == .waiting)
        #expect(scene.asked.contains(.welcome(ChannelID("c1"), music: "default")))
    }

    @Test("Q7 a bridge is asked for again until it is answered; the event alone is proof enough")
    func connectWithoutAnswer() throws {
        var scene = Scene()
        let entry = scene.arrive()
        let offer = try scene.running()
        scene.answer(offer.channel)
        let first = scene.effects.first
        scene.pass(5000)
        #expect(
            scene.asked.contains(.connect(offer.bridge, caller: ChannelID("c1"), agent: offer.channel, answers: true)))
        var other = scene
        other.send(.legBridged(Scene.one, ChannelID("c1"), offer.bridge))
        #expect(other.entry(entry)?.stage == .connected)
        try scene.finish(first, .done)
        #expect(scene.entry(entry)?.stage == .connected)
        try scene.finish(first, .done)
        #expect(scene.facts.isEmpty)
    }

    @Test("Q8 an endpoint that refuses is left alone, longer each time, until it is reachable")
    func refused() throws {
        var scene = Scene()
        scene.arrive()
        try scene.finish(scene.effects.last, .refused("Allocation failed"))
        #expect(scene.facts.first?.lost?.why == .unreachable)
        #expect(try scene.agent("anna").state == .unreachable)
        scene.pass(2000)
        try scene.finish(scene.effects.last, .refused("Allocation failed"))
        #expect(try scene.agent("anna").until == scene.time + .seconds(4))
        scene.send(.endpointReachable(Scene.one, endpoint: "PJSIP/anna", true))
        #expect(scene.facts.compactMap(\.made).count == 1)
    }

    @Test("Q7 a caller told twice counts once")
    func toldTwice() throws {
        var scene = Scene(ready: false)
        scene.arrive()
        scene.send(
            .callerArrived(
                Arrival(
                    entry: EntryID("other"), call: CallID("x"), server: Scene.one, channel: ChannelID("c1"),
                    queue: Scene.sales, caller: CallerToken("k"), enteredAt: scene.time)))
        #expect(scene.facts.isEmpty && scene.effects.isEmpty)
    }

    @Test("Q18 a caller whom the dialplan took back has moved, not abandoned")
    func livesOn() throws {
        var scene = Scene(ready: false)
        scene.arrive()
        scene.end(ChannelID("c1"), cause: 0, livesOn: true)
        #expect(scene.facts.first?.closed?.outcome == .overflow)
        #expect(scene.state.legs.isEmpty)
    }

    @Test("Q7 a dial of which nobody knows what became costs the caller five seconds, not the whole ring")
    func unknownDial() throws {
        var scene = Scene(agents: ["anna", "bert"])
        scene.arrive()
        let offer = try scene.running()
        try scene.finish(scene.effects.last, .unknown)
        scene.pass(4999)
        #expect(scene.state.offers[offer.id] != nil)
        scene.pass(1)
        #expect(scene.facts.first?.lost?.why == .failed)
        #expect(scene.asked.contains(.hangUp(offer.channel, .normal)))
        #expect(try scene.running().agent != offer.agent)
    }

    @Test("Q7 a dial of which nobody knows what became, and whose phone rings, goes on")
    func unknownDialRings() throws {
        var scene = Scene(agents: ["anna", "bert"])
        scene.arrive()
        let offer = try scene.running()
        try scene.finish(scene.effects.last, .unknown)
        scene.pass(1000)
        scene.ringing(offer.channel)
        scene.pass(10_000)
        #expect(scene.state.offers[offer.id]?.stage == .ringing)
        scene.answer(offer.channel)
        #expect(scene.state.offers[offer.id]?.stage == .answered)
    }
}
