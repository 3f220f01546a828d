import Queueing
import Telephony
import Testing

@Suite("Q11 Q12 what callers and agents are told")
struct AnnouncementTests {
    private func scene(_ announcements: Announcements, agents: [String] = []) -> Scene {
        Scene(
            agents: agents,
            queue: QueueSettings(id: Scene.sales, name: "Sales", wrapUp: .seconds(20), announcements: announcements))
    }

    /// What was said by the last input, and to whom.
    private func said(_ scene: Scene) -> [String] {
        scene.asked.compactMap { action in
            switch action {
            case .announce(let channel, _, let media, _), .brief(let channel, _, let media):
                "\(channel): " + media.map(words).joined(separator: " ")
            case .silence(let channel, _): "\(channel): no more"
            default: nil
            }
        }
    }

    private func words(_ media: Media) -> String {
        switch media {
        case .sound(let name): name
        case .number(let number): "\(number)"
        }
    }

    private func playback(_ scene: Scene) throws -> PlaybackID {
        try #require(
            scene.asked.compactMap { action in
                switch action {
                case .announce(_, let playback, _, _), .brief(_, let playback, _): playback
                default: nil
                }
            }.first)
    }

    private func end(_ playback: PlaybackID, _ scene: inout Scene) { scene.send(.playbackEnded(Scene.one, playback)) }

    @Test("Q11 the place is told after a while, then at every interval")
    func always() throws {
        var scene = scene(Announcements(position: .always, after: .seconds(10), every: .seconds(30)))
        scene.arrive()
        scene.pass(9999)
        #expect(said(scene).isEmpty)
        scene.pass(1)
        #expect(said(scene) == ["c1: queue-youarenext queue-thankyou"])
        end(try playback(scene), &scene)
        scene.pass(29_999)
        #expect(said(scene).isEmpty)
        scene.pass(1)
        #expect(said(scene) == ["c1: queue-youarenext queue-thankyou"])
    }

    @Test("Q11 with position: better nobody hears the same place twice, nor a worse one")
    func better() throws {
        var scene = scene(Announcements(position: .better, after: .seconds(10), every: .seconds(10)))
        scene.arrive()
        scene.arrive()
        scene.pass(10_000)
        let first = try playback(scene)
        #expect(
            said(scene) == [
                "c1: queue-youarenext queue-thankyou", "c2: queue-thereare 2 queue-callswaiting queue-thankyou",
            ])
        for action in scene.asked {
            if case .announce(_, let playback, _, _) = action { end(playback, &scene) }
        }
        _ = first
        scene.pass(10_000)
        #expect(said(scene).isEmpty)
        // Somebody of a higher priority goes ahead, and then leaves, as does the first.
        scene.arrive(priority: 5)
        scene.pass(10_000)
        #expect(!said(scene).contains { $0.hasPrefix("c1") || $0.hasPrefix("c2") })
        scene.end(ChannelID("c3"))
        scene.end(ChannelID("c1"))
        scene.pass(10_000)
        #expect(said(scene) == ["c2: queue-youarenext queue-thankyou"])
    }

    @Test("Q11 the estimated wait: (callers ahead + 1) × mean handle time / agents who are there; unknown is not told")
    func estimate() throws {
        var scene = scene(
            Announcements(estimate: true, after: .seconds(1), every: .seconds(10)), agents: ["anna", "bert"])
        scene.arrive()
        let offer = try scene.talk()
        scene.pass(220_000)
        scene.end(offer.channel)
        scene.pass(20_000)
        // Talk and the time after it: 240 s.
        for name in ["anna", "bert"] { scene.command(name, .notReady(reason: "tea")) }
        scene.arrive()
        scene.arrive()
        scene.pass(1000)
        #expect(said(scene).isEmpty, "nobody is there")
        scene.command("bert", .logOut)
        scene.advance(10_000)
        var settings = scene.state.settings
        settings.agents[0].memberships = []
        let second = try #require(scene.state.line(of: Scene.sales).last)
        #expect(scene.state.estimatedWait(of: second.id) == nil)
        scene.command("bert", .logIn)
        #expect(scene.state.estimatedWait(of: second.id) == Span(milliseconds: 480_000))
        scene.command("anna", .ready)
        scene.command("anna", .pauseIn(Scene.sales, reason: "mail"))
        #expect(scene.state.estimatedWait(of: second.id) == Span(milliseconds: 480_000), "paused in this queue")
        scene.command("anna", .ready)
        let last = scene.arrive()
        #expect(scene.state.position(of: last) == 3)
        #expect(scene.state.estimatedWait(of: last) == Span(milliseconds: 360_000))
        scene.pass(1000)
        #expect(said(scene).contains("c4: queue-holdtime 6 queue-minutes queue-thankyou"))
    }

    @Test(
        "Q11 Q6 of an agent with room for several calls as many count as they can have of the queue",
        arguments: [(true, 480), (false, 240)] as [(Bool, Int64)])
    func estimateWithRoom(isExclusive: Bool, seconds: Int64) throws {
        var scene = scene(
            Announcements(estimate: true, after: .seconds(1), every: .seconds(10)), agents: ["anna", "bert"])
        scene.reload { settings in
            settings.queues[0].isExclusive = isExclusive
            settings.agents[0].capacity = 3
        }
        scene.arrive()
        let offer = try scene.talk()
        scene.pass(220_000)
        scene.end(offer.channel)
        scene.pass(20_000)
        // Talk and the time after it: 240 s. Two agents are there, of whom one has room for three calls.
        let line = (1...4).map { _ in scene.arrive() }
        #expect(scene.state.position(of: line[3]) == 4)
        #expect(scene.state.estimatedWait(of: line[3]) == .seconds(seconds))
        scene.command("bert", .logOut)
        #expect(scene.state.estimatedWait(of: line[3]) == .seconds(isExclusive ? 960 : 320))
    }

    @Test(
        "Q11 the wait in words, rounded up to minutes",
        arguments: [(1, "less than 1 minute"), (60_000, "less than 1 minute"), (60_001, "2 minutes")])
    func minutes(milliseconds: Int64, expected: String) throws {
        var state = scene(Announcements(estimate: true, after: .zero), agents: ["anna"])
        state.arrive()
        let offer = try state.talk()
        state.pass(max(milliseconds - 20_000, 0))
        state.end(offer.channel)
        state.pass(20_000)
        let handled = max(milliseconds, 20_000)
        #expect(state.state.queues[Scene.sales]?.handleTimes == [Span(milliseconds: handled)])
        state.arrive()
        #expect(
            said(state)
                == [
                    expected.hasPrefix("less")
                        ? "c2: queue-holdtime queue-less-than 1 queue-minute queue-thankyou"
                        : "c2: queue-holdtime 2 queue-minutes queue-thankyou"
                ])
    }

    @Test("Q11 periodic sounds in turn, and at random the same again from the same facts")
    func periodic() throws {
        func heard(_ order: Announcements.Order) throws -> [String] {
            var scene = scene(
                Announcements(periodic: ["a", "b", "c"], periodicEvery: .seconds(20), order: order))
            scene.arrive()
            var heard: [String] = []
            for _ in 0..<12 {
                scene.pass(20_000)
                heard += said(scene)
                end(try playback(scene), &scene)
            }
            return heard.map { String($0.dropFirst(4)) }
        }
        #expect(try heard(.inTurn) == ["a", "b", "c", "a", "b", "c", "a", "b", "c", "a", "b", "c"])
        let random = try heard(.random)
        #expect(Set(random) == ["a", "b", "c"])
        #expect(try heard(.random) == random)
        #expect(random != ["a", "b", "c", "a", "b", "c", "a", "b", "c", "a", "b", "c"])
    }

    @Test("Q11 nothing is said while something is said; what lasts longer than 18 s is ended")
    func tooLong() throws {
        var scene = scene(Announcements(periodic: ["long"], periodicEvery: .seconds(5)))
        scene.arrive()
        scene.pass(5000)
        let playback = try playback(scene)
        scene.pass(17_999)
        #expect(said(scene).isEmpty)
        scene.pass(1)
        #expect(scene.asked == [.silence(ChannelID("c1"), playback)])
        scene.pass(2999)
        #expect(said(scene).isEmpty, "music in between")
        scene.pass(1)
        #expect(said(scene) == ["c1: long"])
    }

    @Test("Q11 who is connected or leaves is told nothing more")
    func over() throws {
        var scene = scene(
            Announcements(position: .always, after: .seconds(3), every: .seconds(5)), agents: ["anna"])
        scene.arrive()
        _ = try scene.talk()
        scene.arrive()
        scene.pass(3000)
        #expect(said(scene).count == 1)
        scene.end(ChannelID("c2"))
        scene.pass(60_000)
        #expect(said(scene).isEmpty)
        #expect(scene.engine.nextDeadline == nil)
    }

    @Test("Q11 new settings are heard by those who wait already")
    func reloaded() throws {
        var scene = scene(.none)
        scene.arrive()
        scene.reload { $0.queues[0].announcements = Announcements(position: .always, after: .seconds(2)) }
        scene.pass(2000)
        #expect(said(scene).count == 1)
        scene.reload { $0.queues[0].announcements = .none }
        scene.pass(120_000)
        #expect(!said(scene).contains { $0.contains("queue-") })
    }

    // MARK: Q12

    private let briefing = Announcements(agent: [.sound("custom/sales"), .wait])

    @Test("Q12 an agent who picks up is told first, and connected when all was said")
    func briefed() throws {
        var scene = scene(briefing, agents: ["anna"])
        scene.arrive(enteredAt: scene.time + Span(milliseconds: -65_000))
        let offer = try scene.running()
        scene.answer(offer.channel)
        #expect(said(scene) == ["\(offer.channel): custom/sales queue-reporthold 65 queue-seconds"])
        #expect(scene.asked.count == 1, "no bridge yet")
        try scene.finish(scene.effects.first, .done)
        #expect(scene.asked.contains { if case .connect = $0 { true } else { false } })
        try scene.finish(scene.effects.first, .done)
        #expect(scene.state.offers[offer.id]?.stage == .connected)
    }

    @Test("Q12 whatever becomes of the words, who has picked up is connected", arguments: [0, 1, 2])
    func unsaid(how: Int) throws {
        var scene = scene(briefing, agents: ["anna"])
        scene.arrive()
        let offer = try scene.running()
        scene.answer(offer.channel)
        switch how {
        case 0: try scene.finish(scene.effects.first, .unknown)
        case 1: try scene.finish(scene.effects.first, .refused("no such sound"))
        default:
            scene.pass(19_999)
            #expect(!scene.asked.contains { if case .connect = $0 { true } else { false } })
            scene.pass(1)
        }
        #expect(scene.asked.contains { if case .connect = $0 { true } else { false } })
    }

    @Test("Q12 the agent hangs up while they are told: the caller keeps the place and another is asked")
    func agentGone() throws {
        var scene = scene(briefing, agents: ["anna", "bert"])
        scene.arrive()
        let offer = try scene.running()
        scene.answer(offer.channel)
        scene.end(offer.channel)
        #expect(scene.facts.first?.lost?.why == .failed)
        #expect(try scene.running().agent == AgentID("bert"))
    }

    @Test("Q12 the caller hangs up while the agent is told: the agent is freed at once")
    func callerGone() throws {
        var scene = scene(briefing, agents: ["anna"])
        scene.arrive()
        let offer = try scene.running()
        scene.answer(offer.channel)
        scene.end(ChannelID("c1"))
        #expect(scene.facts.compactMap(\.lost).first?.why == .withdrawn)
        #expect(scene.asked.contains(.hangUp(offer.channel, .normal)))
    }

    @Test("Q11 Q12 K1 the settings and the last calls' times survive a checkpoint")
    func checkpoint() throws {
        var scene = scene(
            Announcements(
                position: .better, estimate: true, after: .seconds(7), every: .seconds(8), periodic: ["a", "b/c"],
                periodicEvery: .seconds(9), order: .random, agent: [.wait, .sound("x")]), agents: ["anna"])
        scene.arrive()
        let offer = try scene.running()
        scene.answer(offer.channel)
        try scene.finish(scene.effects.first, .done)
        try scene.finish(scene.effects.first, .done)
        scene.pass(5000)
        scene.end(offer.channel)
        for after in [0, 20_000] as [Int64] {
            scene.pass(after)
            let state = try EngineCheckpoint.state(from: EngineCheckpoint.bytes(of: scene.state))
            #expect(state == scene.state)
            #expect(state.queues[Scene.sales]?.handleTimes == (after == 0 ? [] : [.seconds(25)]))
        }
    }

    @Test(
        "Q11 K1 the handle time is what the time after the call really was: ended early, longer, a pause instead",
        arguments: [("ready", 5), ("not ready", 5), ("extended", 80), ("as it is", 20), ("logged out", 5)])
    func handleTime(way: String, after: Int64) throws {
        var scene = scene(Announcements(estimate: true, after: .seconds(1)), agents: ["anna"])
        scene.arrive()
        let offer = try scene.talk()
        scene.pass(60_000)
        scene.end(offer.channel)
        scene.pass(5000)
        switch way {
        case "ready": scene.command("anna", .ready)
        case "not ready": scene.command("anna", .notReady(reason: "tea"))
        case "extended": scene.command("anna", .extendWrapUp(by: .seconds(60)))
        case "logged out": scene.command("anna", .logOut)
        default: break
        }
        scene.pass(300_000)
        #expect(scene.state.queues[Scene.sales]?.handleTimes == [.seconds(60 + after)])
    }
}
