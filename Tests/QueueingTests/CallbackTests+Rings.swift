import Queueing
import Telephony
import Testing

/// The ring that an agent hears while a customer is called.
extension CallbackTests {
    @Test("Q14 an agent with a headset is told of the ring and put through when the customer has picked up")
    func headset() throws {
        var scene = scene { _ in }
        scene.reload { $0.agents[0].connection = .nailedUp }
        let entry = scene.arrive()
        ask(&scene, entry)
        scene.command("anna", .ready)
        let headset = try #require(scene.agent("anna").headset)
        scene.answer(headset.channel)
        try scene.finish(scene.effects.last, .done)
        let customer = try #require(scene.facts.compactMap(\.dialled).first).channel
        scene.answer(customer)
        #expect(scene.asked == [.quiet(headset.channel), .join(headset.bridge, caller: customer, answers: false)])
    }

    /// Anna has a headset in its bridge, and its ring is heard by her while a customer is dialled.
    private func headsetScene() throws -> (Scene, QueueState.Headset, ChannelID) {
        var scene = scene()
        scene.reload { $0.agents[0].connection = .nailedUp }
        ask(&scene, scene.arrive())
        scene.end(ChannelID("c1"))
        scene.command("anna", .ready)
        let headset = try #require(scene.agent("anna").headset)
        scene.answer(headset.channel)
        try scene.finish(scene.effects.last, .done)
        let customer = try #require(scene.facts.compactMap(\.dialled).first).channel
        return (scene, headset, customer)
    }

    @Test("C3 Q14 Q16 a customer hung up by order as they are put through to a headset is not met there by the next")
    func hungUpAsJoined() throws {
        var (scene, headset, customer) = try headsetScene()
        let entry = try #require(scene.state.entries.keys.first)
        scene.answer(customer)
        #expect(scene.asked.contains(.join(headset.bridge, caller: customer, answers: false)))
        let next = scene.arrive()
        scene.send(.callerCommanded(entry, .hangUp()))
        #expect(scene.facts.compactMap(\.closed).map(\.detail) == [CallbackEnd.cancelled.rawValue])
        #expect(
            scene.asked.contains(.hangUp(headset.channel, .normal))
                && scene.asked.contains(.release(customer, to: .hangUp)))
        #expect(scene.entry(next)?.running == [], "nobody is put through to the old one")
        scene.end(customer)
        scene.end(headset.channel)
        scene.pass(5000)
        #expect(try #require(scene.agent("anna").headset).bridge != headset.bridge)
    }

    private func ringEnd(_ scene: Scene) -> Effect? {
        scene.effects.first { if case .quiet = $0.action { true } else { false } }
    }

    @Test(
        "Q14 the ring that an agent hears is ended in the talk, too: what fails is asked again until it is answered",
        arguments: [EffectResult.unknown, .refused("500")])
    func ringEnds(_ result: EffectResult) throws {
        var scene = scene()
        ask(&scene, scene.arrive())
        scene.end(ChannelID("c1"))
        let customer = try dial(&scene)
        let offer = try scene.running()
        scene.answer(customer)
        let (end, connect) = (ringEnd(scene), scene.effects.last)
        try scene.finish(end, result)
        try scene.finish(connect, .done)
        for seconds in [5, 5, 10] as [Int64] {
            #expect(scene.asked.isEmpty)
            scene.pass(seconds * 1000)
            #expect(scene.asked == [.quiet(offer.channel)], "\(seconds) s later")
            try scene.finish(scene.effects.first, result)
        }
        scene.pass(15_000)
        try scene.finish(scene.effects.first, .done)
        scene.pass(60_000)
        #expect(scene.asked.isEmpty)
    }

    @Test("Q14 with the talk the end of the ring is wanted no more, but for a headset, which stays")
    func ringAfterTalk() throws {
        var scene = scene()
        ask(&scene, scene.arrive())
        let customer = try dial(&scene)
        scene.answer(customer)
        try scene.finish(scene.effects.last, .done)
        scene.end(customer)
        scene.pass(5000)
        #expect(ringEnd(scene) == nil)

        var (nailed, headset, other) = try headsetScene()
        nailed.end(other, cause: 17)
        #expect(ringEnd(nailed)?.action == .quiet(headset.channel), "who was busy rings no more")
        nailed.pass(5000)
        #expect(nailed.asked == [.quiet(headset.channel)])
        nailed.end(headset.channel)
        nailed.pass(10_000)
        #expect(ringEnd(nailed) == nil, "the headset is gone")
    }

    @Test("Q14 after a gap the ring is ended once more: in a talk that began shortly before, and of idle headsets")
    func ringAfterGap() throws {
        for (talked, ended) in [(1000, true), (59_000, true), (61_000, false)] as [(Int64, Bool)] {
            var scene = scene()
            ask(&scene, scene.arrive())
            let customer = try dial(&scene)
            let offer = try scene.running()
            scene.answer(customer)
            let end = ringEnd(scene)
            try scene.finish(scene.effects.last, .done)
            try scene.finish(end, .done)
            scene.pass(talked)
            let lost = scene.time
            scene.send(.serverLost(Scene.one))
            scene.pass(3000)
            let legs = [offer.channel, customer].map {
                ServerPicture.Leg(channel: $0, isUp: true, bridge: offer.bridge)
            }
            scene.reconcile(
                ServerPicture(legs: legs, bridges: [offer.bridge], blindFrom: lost, blindUntil: scene.time))
            #expect(scene.asked == (ended ? [.quiet(offer.channel)] : []), "after \(talked) ms")
        }
        var (scene, headset, customer) = try headsetScene()
        scene.end(customer, cause: 17)
        let lost = scene.time
        scene.send(.serverLost(Scene.one))
        scene.pass(3000)
        scene.reconcile(
            ServerPicture(
                legs: [ServerPicture.Leg(channel: headset.channel, isUp: true, bridge: headset.bridge)],
                bridges: [headset.bridge], blindFrom: lost, blindUntil: scene.time))
        #expect(scene.asked == [.quiet(headset.channel)])
    }

    @Test("Q14 Q16 after a gap a headset's ring is ended also in a talk with somebody who called themselves")
    func ringOfRequestBefore() throws {
        var (scene, headset, customer) = try headsetScene()
        scene.end(customer, cause: 17)
        scene.arrive()
        let joined = Effect.Action.join(headset.bridge, caller: ChannelID("c2"), answers: false)
        #expect(scene.asked.contains(joined))
        scene.send(.legBridged(Scene.one, ChannelID("c2"), headset.bridge))
        scene.pass(1000)
        let lost = scene.time
        scene.send(.serverLost(Scene.one))
        scene.pass(3000)
        let legs = [headset.channel, ChannelID("c2")].map {
            ServerPicture.Leg(channel: $0, isUp: true, bridge: headset.bridge)
        }
        scene.reconcile(
            ServerPicture(legs: legs, bridges: [headset.bridge], blindFrom: lost, blindUntil: scene.time))
        #expect(scene.asked.contains(.quiet(headset.channel)))
    }
}
