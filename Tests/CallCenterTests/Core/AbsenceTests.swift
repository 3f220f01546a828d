import ARITelephony
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("Who is gone after an absence")
struct AbsenceTests {
    private func outcomes(_ scene: CoreScene) -> [EntryOutcome] {
        #expect(scene.closed.allSatisfy { $0.inferred })
        return scene.closed.map(\.outcome)
    }

    /// A process that takes over what another left, `seconds` after its last word.
    private func successor(after seconds: Int64) async -> CoreScene {
        let first = await CoreScene()
        await first.up()
        await first.enter("c1")
        first.clock.pass(.seconds(seconds))
        return await CoreScene(recovered: first.state, clock: first.clock, boot: "t2")
    }

    @Test(
        "K5 callers whom Asterisk's own restart lost are failures of the system, not abandoned",
        arguments: [("a", Instant(milliseconds: 2)), ("b", Instant(milliseconds: 1))])
    func restarted(_ asterisk: String, _ startedAt: Instant) async {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        await scene.core.linkLost(CoreScene.one)
        await scene.up(scene.snapshot(of: asterisk, startedAt: startedAt))
        #expect(outcomes(scene) == [.failed])
        #expect(scene.closed.map(\.by) == [.system])
        await scene.enter("c2")
        await scene.core.linkLost(CoreScene.one)
        await scene.up(scene.snapshot(of: asterisk, startedAt: startedAt))
        #expect(outcomes(scene) == [.failed, .abandoned], "the same run again")
    }

    @Test(
        "K5 also where Asterisk restarted while this service was away, whatever the difference of their clocks",
        arguments: [(4, EntryOutcome.failed), (6, .abandoned)])
    func restartedMeanwhile(_ age: Int, _ expected: EntryOutcome) async {
        let scene = await successor(after: 5)
        var snapshot = scene.snapshot()
        snapshot.begunAt = Instant(milliseconds: 5_000_000)
        snapshot.endedAt = Instant(milliseconds: 5_000_000)
        snapshot.startedAt = Instant(milliseconds: 5_000_000 - Int64(age) * 1000)
        await scene.up(snapshot)
        #expect(outcomes(scene) == [expected])
    }

    @Test(
        "Q18 who is gone after a silence that outlasts the dead-man was moved; after a shorter one they abandoned",
        arguments: [(28, .abandoned), (29, .overflow)] as [(Int64, EntryOutcome)])
    func silence(_ seconds: Int64, _ expected: EntryOutcome) async {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        await scene.core.linkLost(CoreScene.one)
        scene.clock.pass(.seconds(seconds))
        await scene.up()
        #expect(outcomes(scene) == [expected])
    }

    @Test(
        "Q18 a new process goes by the dialplan's beat, where there is none by the journal's last word",
        arguments: [
            (600, 20, .abandoned), (600, 29, .overflow), (29, nil, .overflow), (20, nil, .abandoned),
        ] as [(Int64, Int64?, EntryOutcome)])
    func newProcess(_ journal: Int64, _ beat: Int64?, _ expected: EntryOutcome) async {
        let scene = await successor(after: journal)
        let now = scene.clock.now.milliseconds
        await scene.up(scene.snapshot(beatAt: beat.map { Instant(milliseconds: now - $0 * 1000) }))
        #expect(outcomes(scene) == [expected])
    }

    @Test(
        "Q18 the same of a process that was stopped on a connection that stood: who left without a word was moved",
        arguments: [(28, .abandoned), (29, .overflow)] as [(Int64, EntryOutcome)])
    func stopped(_ seconds: Int64, _ expected: EntryOutcome) async {
        let scene = await CoreScene()
        await scene.up()
        for caller in ["c1", "c2", "c3"] { await scene.enter(caller) }
        scene.clock.pass(.seconds(seconds))
        await scene.hear(scene.goodbye("c1"), scene.exit("c1"), scene.exit("c2"))
        await scene.core.probed(ChannelID("c2"), on: CoreScene.one, lives: false)
        // The socket did not survive it after all.
        await scene.core.linkLost(CoreScene.one)
        await scene.up()
        #expect(scene.closed.map(\.outcome) == [.abandoned, expected, expected], "c1 hung up while with us")
        scene.clock.pass(.seconds(11))
        await scene.hear(scene.entrance("c4"), scene.exit("c4"))
        await scene.core.probed(ChannelID("c4"), on: CoreScene.one, lives: false)
        #expect(scene.closed.last?.outcome == .abandoned)
    }

    @Test(
        "K5 whom a request finds gone while Asterisk restarts has not abandoned, asked before or after we heard of it",
        arguments: [true, false])
    func foundGoneInARestart(_ isAskedBefore: Bool) async throws {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        await scene.enter("c2")
        let welcome = try scene.last { $0 == .welcome(ChannelID("c1"), music: "default") }
        if isAskedBefore { await scene.core.effectFinished(welcome, .legGone(ChannelID("c1"))) }
        await scene.hear(.legHangupRequested(scene.leg("c2"), HangupCause(4), soft: true))
        if !isAskedBefore { await scene.core.effectFinished(welcome, .legGone(ChannelID("c1"))) }
        #expect(scene.probes == (isAskedBefore ? 1 : 0))
        await scene.core.probed(ChannelID("c1"), on: CoreScene.one, lives: false)
        #expect(scene.closed.isEmpty)
        await scene.core.linkLost(CoreScene.one)
        await scene.up(scene.snapshot(startedAt: Instant(milliseconds: 2)))
        #expect(outcomes(scene) == [.failed, .failed])
    }

    @Test("K5 whom Asterisk hangs up because it restarts has not abandoned")
    func hungUpByARestart() async {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        await scene.hear(
            .legHangupRequested(scene.leg("c1"), HangupCause(4), soft: true), scene.goodbye("c1", cause: 0),
            scene.exit("c1"), .legEnded(scene.leg("c1"), .normal))
        #expect(scene.closed.isEmpty)
        await scene.core.linkLost(CoreScene.one)
        await scene.up(scene.snapshot(startedAt: Instant(milliseconds: 2)))
        #expect(outcomes(scene) == [.failed])
        await scene.enter("c2")
        await scene.hear(scene.goodbye("c2", cause: 4), scene.exit("c2"))
        #expect(scene.closed.last?.outcome == .abandoned)
    }

    @Test("A9 a server that said it goes has stayed if it is still there when its channels' time is over")
    func stopCalledOff() async {
        let scene = await CoreScene()
        await scene.up()
        await scene.hear(.legHangupRequested(scene.leg("c1"), HangupCause(4), soft: true))
        scene.clock.pass(.seconds(16))
        #expect(await !scene.core.hasStayed(CoreScene.one))
        scene.clock.pass(.seconds(1))
        #expect(await scene.core.hasStayed(CoreScene.one))
        await scene.up()
        #expect(await !scene.core.hasStayed(CoreScene.one))
    }
}
