import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("What is said to callers, and what comes after")
struct SpeechTests {
    private static let one = CoreScene.one
    private static let stop = "DELETE /playbacks/say-one-c1"
    private static let music = "POST /channels/c1/moh?mohClass=jazz"
    private static let armed = "POST /channels/c1/variable?variable=TIMEOUT(absolute)&value=28"
    private static let disarmed = "POST /channels/c1/variable?variable=TIMEOUT(absolute)&value=0"
    private let c1 = ChannelID("c1")
    private let words = LegKey(CoreScene.one, ChannelID("c1")).playback

    private func stage() async -> (EffectRunner, ScriptedAsterisk) {
        let asterisk = ScriptedAsterisk { request, _ in
            if request.contains("/play/") { return .ok(Answer.playback("say-one-c1")) }
            if request.hasPrefix("POST /bridges/t1-b1?") { return .ok(Answer.bridge("t1-b1")) }
            return .done
        }
        let scene = await CoreScene()
        let runner = EffectRunner(arrivals: LegArrivals(), trace: Tracer { _ in }, clock: scene.clock.wall, log: quiet)
        runner.connect([Self.one: asterisk], application: "mayday", to: scene.core)
        return (runner, asterisk)
    }

    private func effects(_ actions: Effect.Action...) -> [Effect] {
        actions.enumerated().map { number, action in
            Effect(id: EffectID(number: UInt64(number)), server: Self.one, call: CallID("call-1"), action: action)
        }
    }

    private var announce: Effect.Action { .announce(c1, words, [.sound("a"), .number(3)], music: "jazz") }
    private var connect: Effect.Action { .connect(BridgeID("t1-b1"), caller: c1, agent: ChannelID("t1-a1")) }

    /// What was asked about the caller after their welcome.
    private func after(_ asterisk: ScriptedAsterisk, _ count: Int) -> [String] { Array(asterisk.requests[count...]) }

    @Test("Q11 Q18 a ringing tone follows the words, so that nobody's end leaves silence; it is stopped for the music")
    func rest() async {
        let (runner, asterisk) = await stage()
        runner.carryOut(effects(.welcome(c1, music: "jazz"), announce))
        await runner.drained()
        #expect(
            asterisk.requests.suffix(2) == [
                "DELETE /channels/c1/moh",
                #"POST /channels/c1/play/say-one-c1?media=sound:a,number:3,tone:!0/1000\,425/1000\,0/4000"#,
            ])
        let count = asterisk.requests.count
        runner.said(words, on: Self.one)
        await runner.drained()
        #expect(after(asterisk, count) == [Self.stop, Self.music, Self.armed])
        // Their end is told as well.
        runner.said(words, on: Self.one)
        await runner.drained()
        #expect(asterisk.requests.count == count + 3)
    }

    @Test("Q11 the tone is stopped for a connection, too, that comes with the end of the words")
    func connection() async {
        let (runner, asterisk) = await stage()
        runner.carryOut(effects(.welcome(c1, music: "jazz"), announce))
        await runner.drained()
        let count = asterisk.requests.count
        runner.said(words, on: Self.one)
        runner.carryOut(effects(connect))
        await runner.drained()
        let asked = after(asterisk, count)
        #expect(asked.filter { $0 == Self.stop }.count == 1)
        #expect((asked.firstIndex(of: Self.stop) ?? 9) < (asked.firstIndex(of: Self.disarmed) ?? 0))
    }

    @Test("Q11 Q17 what an earlier process was saying to a caller or an agent is stopped before anything else, once")
    func strangers() async {
        let (runner, asterisk) = await stage()
        runner.suspect([c1, ChannelID("t1-a1")], on: Self.one)
        runner.carryOut(effects(.welcome(c1, music: "jazz")))
        await runner.drained()
        #expect(asterisk.requests.first == Self.stop)
        runner.carryOut(effects(connect))
        await runner.drained()
        #expect(asterisk.requests.filter { $0 == Self.stop }.count == 1)
        let agent = asterisk.requests.firstIndex(of: "DELETE /playbacks/say-one-t1-a1")
        let seat = asterisk.requests.firstIndex(of: "POST /bridges/t1-b1/addChannel?channel=t1-a1")
        #expect((agent ?? 99) < (seat ?? 0))
    }

    @Test(
        "Q11 the core tells of the end of the words as the tone begins, and suspects whom it finds at its start alone")
    func core() async {
        let scene = await CoreScene()
        await scene.up(scene.snapshot([scene.leg("c1")]))
        #expect(scene.orders.contains(.suspect([c1])))
        func continued(next: String) -> TelephonyEvent.Kind {
            .playbackContinued(
                Playback(id: words, state: .continuing, media: "sound:a", nextMedia: next, target: .leg(c1)))
        }
        await scene.hear(continued(next: "number:3"))
        #expect(!scene.orders.contains(.said(words)))
        await scene.hear(continued(next: Rest.media))
        #expect(scene.orders.contains(.said(words)))
        let before = scene.orders.count
        await scene.core.linkLost(Self.one)
        await scene.up(scene.snapshot([scene.leg("c1")]))
        let later = scene.orders[before...]
        #expect(!later.contains { if case .suspect = $0 { true } else { false } })
    }
}
