import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("How effects are carried out")
struct EffectRunnerTests {
    private static let one = CoreScene.one
    private static let armed = "POST /channels/c1/variable?variable=TIMEOUT(absolute)&value=28"
    private static let welcomed = "POST /channels/c1/variables"
    private static let disarmed = "POST /channels/c1/variable?variable=TIMEOUT(absolute)&value=0"
    private let c1 = ChannelID("c1")
    private let leg = ChannelID("t1-a1")

    /// A runner before an Asterisk, and a core that hears its answers.
    private struct Stage {
        let runner: EffectRunner
        let scene: CoreScene
        private var count: UInt64 = 0

        init(_ asterisk: ScriptedAsterisk, scene: CoreScene) {
            self.scene = scene
            let traced = scene.traced
            runner = EffectRunner(
                arrivals: LegArrivals(), trace: Tracer { traced.add($0) }, clock: scene.clock.wall, log: quiet)
            runner.connect([EffectRunnerTests.one: asterisk], application: "mayday", to: scene.core)
        }

        mutating func carryOut(_ action: Effect.Action, on server: ServerID = EffectRunnerTests.one) async {
            count += 1
            runner.carryOut([
                Effect(id: EffectID(number: 1000 + count), server: server, call: CallID("call-1"), action: action)
            ])
            await runner.drained()
        }
    }

    private static func answer(_ request: String) -> ScriptedAsterisk.Reply {
        if request.hasPrefix("POST /channels/create") { return .ok(Answer.channel("t1-a1")) }
        if request.hasPrefix("POST /bridges/t1-b1?") { return .ok(Answer.bridge("t1-b1")) }
        if request.hasPrefix("GET /channels/") { return .ok(Answer.channel("c1")) }
        return .done
    }

    private func stage(
        _ change: @escaping @Sendable (String, Int) async -> ScriptedAsterisk.Reply? = { _, _ in nil }
    ) async -> (Stage, ScriptedAsterisk) {
        let asterisk = ScriptedAsterisk { request, attempt in await change(request, attempt) ?? Self.answer(request) }
        return (Stage(asterisk, scene: await CoreScene()), asterisk)
    }

    private var connect: Effect.Action { .connect(BridgeID("t1-b1"), caller: c1, agent: leg) }

    private func armings(_ asterisk: ScriptedAsterisk) -> Int {
        asterisk.requests.filter { [Self.armed, Self.welcomed].contains($0) }.count
    }

    @Test("Q18 who waits is armed again and again; who is connected, hung up or sent on is not")
    func deadMen() async {
        for end in [connect, .hangUp(c1, .normal), .release(c1, to: .hangUp)] {
            var (stage, asterisk) = await stage()
            await stage.carryOut(.welcome(c1, music: "default"))
            stage.runner.armAllDeadMen()
            await stage.runner.drained()
            #expect(armings(asterisk) == 2)
            await stage.carryOut(end)
            stage.runner.armAllDeadMen()
            await stage.runner.drained()
            #expect(armings(asterisk) == 2, "after \(end)")
        }
    }

    @Test("Q18 an arming that is late does not follow a connection")
    func lateArming() async {
        var (stage, asterisk) = await stage()
        await stage.carryOut(.welcome(c1, music: "default"))
        stage.runner.armAllDeadMen()
        stage.runner.carryOut([
            Effect(id: EffectID(number: 1), server: Self.one, call: CallID("call-1"), action: connect)
        ])
        stage.runner.armAllDeadMen()
        await stage.runner.drained()
        let last = asterisk.requests.lastIndex { $0 == Self.armed } ?? -1
        let disarmed = asterisk.requests.firstIndex { $0 == Self.disarmed } ?? -1
        #expect(last < disarmed)
    }

    @Test("Q18 a caller whose agent has gone is guarded again")
    func agentGone() async {
        var (stage, asterisk) = await stage { request, _ in
            request == "POST /bridges/t1-b1/addChannel?channel=t1-a1" ? .gone : nil
        }
        await stage.carryOut(.welcome(c1, music: "default"))
        await stage.carryOut(connect)
        stage.runner.armAllDeadMen()
        await stage.runner.drained()
        #expect(armings(asterisk) == 2)
    }

    @Test(
        "Q18 who is not ours any more is not armed a second time",
        arguments: [
            ScriptedAsterisk.Reply.gone, .notInStasis,
        ])
    func armingOfNobody(_ reply: ScriptedAsterisk.Reply) async {
        var (stage, asterisk) = await stage { request, _ in request == Self.armed ? reply : nil }
        await stage.carryOut(.welcome(c1, music: "default"))
        for _ in 0..<3 {
            stage.runner.armAllDeadMen()
            await stage.runner.drained()
        }
        #expect(armings(asterisk) == 2)
    }

    @Test("Q18 an arming that fails otherwise is tried again")
    func armingFails() async {
        var (stage, asterisk) = await stage { request, attempt in request == Self.armed && attempt == 1 ? .lost : nil }
        await stage.carryOut(.welcome(c1, music: "default"))
        for _ in 0..<2 {
            stage.runner.armAllDeadMen()
            await stage.runner.drained()
        }
        #expect(armings(asterisk) == 3)
    }

    @Test("Q23 whom the welcome has answered by then is not answered once more with the connection")
    func answeredOnce() async {
        let late = Effect.Action.connect(BridgeID("t1-b1"), caller: c1, agent: leg, answers: true)
        let answer = "POST /channels/c1/answer"
        var (stage, asterisk) = await stage()
        await stage.carryOut(.welcome(c1, music: "default"))
        await stage.carryOut(late)
        #expect(asterisk.requests.count { $0 == answer } == 1)
        // Nothing is known of the next one, nor of one whose latest welcome did not answer.
        await stage.carryOut(late)
        #expect(asterisk.requests.count { $0 == answer } == 2)
        await stage.carryOut(.welcome(c1, music: "default"))
        await stage.carryOut(.welcome(c1, music: "default", answer: .ring))
        await stage.carryOut(late)
        #expect(asterisk.requests.count { $0 == answer } == 4)
    }

    @Test("Q23 a welcome that failed has answered nobody")
    func welcomeLost() async {
        var (stage, asterisk) = await stage { request, attempt in
            request == "POST /channels/c1/answer" && attempt == 1 ? .lost : nil
        }
        await stage.carryOut(.welcome(c1, music: "default"))
        await stage.carryOut(.connect(BridgeID("t1-b1"), caller: c1, agent: leg, answers: true))
        #expect(asterisk.requests.count { $0 == "POST /channels/c1/answer" } == 2)
    }

    @Test("Q9 the place of a caller who waited too long holds, however often it is asked for")
    func targetKept() async {
        var (stage, asterisk) = await stage { request, attempt in
            request.contains("/continue") && attempt == 1 ? .lost : nil
        }
        let place = "POST /channels/c1/continue?context=voicemail&extension=sales&priority=1"
        await stage.carryOut(.release(c1, to: .dialplan(CoreScene.voicemail)))
        await stage.carryOut(.release(c1, to: .dialplan(CoreScene.voicemail)))
        #expect(asterisk.requests.filter { $0 == place }.count == 2)
    }

    @Test(
        "Q18 a probe says what became of a caller",
        arguments: [
            (ScriptedAsterisk.Reply.ok(Answer.channel("c1", app: "Queue")), true),
            (.ok(Answer.channel("c1", app: "Stasis")), true), (.gone, false),
        ])
    func probe(_ reply: ScriptedAsterisk.Reply, _ lives: Bool) async {
        let (stage, _) = await stage { request, _ in request == "GET /channels/c1" ? reply : nil }
        await stage.scene.up()
        await stage.scene.enter("c1")
        await stage.scene.hear(stage.scene.exit("c1"))
        stage.runner.probe(c1, on: Self.one, call: CallID("call-1"))
        await stage.runner.drained()
        #expect(stage.scene.closed.map(\.outcome) == [lives ? .overflow : .abandoned])
    }

    @Test("Q18 a probe that is not answered says nothing")
    func lostProbe() async {
        let (stage, _) = await stage { request, _ in request == "GET /channels/c1" ? .lost : nil }
        await stage.scene.up()
        await stage.scene.enter("c1")
        await stage.scene.hear(stage.scene.exit("c1"))
        stage.runner.probe(c1, on: Self.one, call: CallID("call-1"))
        await stage.runner.drained()
        #expect(stage.scene.closed.isEmpty)
    }

    @Test("Q7 what concerns one channel is done in order, other channels do not wait")
    func lanes() async {
        let lanes = Lanes()
        let done = Told<String>()
        let gate = Told<Bool>()
        let a = LegKey(Self.one, ChannelID("a"))
        let b = LegKey(Self.one, ChannelID("b"))
        lanes.enqueue([a]) {
            await gate.until { !$0.isEmpty }
            done.add("a1")
        }
        lanes.enqueue([a]) { done.add("a2") }
        lanes.enqueue([b]) { done.add("b1") }
        await done.until { $0 == ["b1"] }
        lanes.enqueue([a, b]) { done.add("ab") }
        lanes.enqueue([b]) { done.add("b2") }
        gate.add(true)
        await lanes.drained()
        #expect(done.items == ["b1", "a1", "a2", "ab", "b2"])
        await lanes.drained()
    }

    @Test("Q7 an effect for a server that nobody knows is unknown, and told")
    func unknownServer() async {
        var (stage, asterisk) = await stage()
        await stage.carryOut(.welcome(c1, music: "default"), on: ServerID("two"))
        #expect(asterisk.requests.isEmpty)
        #expect(stage.scene.traced.items.last?.text.hasSuffix("unknown") == true)
    }

    @Test("C20 the agent's phone shows the caller as long as they are known")
    func display() async {
        var (stage, asterisk) = await stage()
        let dial = Effect.Action.dial(
            leg, agent: AgentID("anna"), endpoint: "PJSIP/anna", caller: CallerToken("k"), timeout: .seconds(15))
        stage.runner.remember(CallerToken("k"), CallerIdentity(number: "030555", name: "Ada"))
        await stage.carryOut(dial)
        stage.runner.forget(CallerToken("k"))
        await stage.carryOut(dial)
        #expect(asterisk.bodies.items.map { $0.contains(#""CONNECTEDLINE(num,i)":"030555""#) } == [true, false])
    }
}
