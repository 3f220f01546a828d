import ARI
import Logging
import MaydayAPI
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("What the trace says of a call's requests")
struct TraceTests {
    private static let one = CoreScene.one
    private let call = CallID("call-1")
    private let c1 = Telephony.ChannelID("c1")
    private let leg = Telephony.ChannelID("t1-a1")
    private let traced = Told<Tracer.Item>()
    private let log = Told<String>()

    private func asterisk(
        _ change: @escaping @Sendable (String, Int) async -> ScriptedAsterisk.Reply? = { _, _ in nil }
    ) -> ScriptedAsterisk {
        let log = log
        return ScriptedAsterisk { request, attempt in
            // What a log line that is written here would carry.
            log.add(Correlation.metadata.get()["call"].map { "\($0)" } ?? "no call")
            if let reply = await change(request, attempt) { return reply }
            if request.hasPrefix("POST /channels/create") { return .ok(Answer.channel("t1-a1")) }
            if request.hasPrefix("POST /bridges/t1-b1?") { return .ok(Answer.bridge("t1-b1")) }
            if request.hasPrefix("GET /channels/") { return .ok(Answer.channel("c1")) }
            return .done
        }
    }

    private func runner(_ asterisk: ScriptedAsterisk) async -> EffectRunner {
        let scene = await CoreScene()
        let traced = traced
        let runner = EffectRunner(
            arrivals: LegArrivals(), trace: Tracer { traced.add($0) }, clock: scene.clock.wall, log: quiet)
        runner.connect([Self.one: asterisk], application: "mayday", to: scene.core)
        return runner
    }

    private func carryOut(_ actions: [Effect.Action], _ runner: EffectRunner) async {
        for (number, action) in actions.enumerated() {
            runner.carryOut([Effect(id: EffectID(number: UInt64(number)), server: Self.one, call: call, action: action)]
            )
            await runner.drained()
        }
    }

    private var dial: Effect.Action {
        .dial(
            leg, agent: AgentID("anna"), endpoint: "PJSIP/anna", caller: CallerToken("k"), timeout: .seconds(15))
    }
    private var connect: Effect.Action { .connect(BridgeID("t1-b1"), caller: c1, agent: leg) }

    /// The exchanges with Asterisk in the trace: what was asked and what came of it.
    private var exchanges: [(request: String, answer: String)] {
        traced.items.compactMap { item in
            let verbs = ["GET /", "POST /", "PUT /", "DELETE /"]
            guard item.kind == .response, verbs.contains(where: { item.text.hasPrefix($0) }),
                let colon = item.text.firstRange(of: ": ")
            else { return nil }
            return (String(item.text[..<colon.lowerBound]), String(item.text[colon.upperBound...]))
        }
    }

    @Test("O8 every request that is sent for a call is in its trace, with status and time; so is the reason for it")
    func everyRequest() async {
        let asterisk = asterisk()
        let runner = await runner(asterisk)
        await carryOut([.welcome(c1, music: "default"), dial], runner)
        runner.armAllDeadMen()
        await runner.drained()
        await carryOut([connect], runner)
        runner.probe(c1, on: Self.one, call: call)
        runner.discard(leg, on: Self.one, reason: .normal, call: call)
        await runner.drained()
        runner.hangUp(c1, on: Self.one, reason: "busy", call: call)
        await runner.drained()
        await carryOut([.hangUp(leg, .normal), .dissolve(BridgeID("t1-b1")), .release(c1, to: .dialplan(nil))], runner)
        #expect(asterisk.requests.count == 20)
        #expect(exchanges.map(\.request).sorted() == asterisk.requests.sorted())
        for exchange in exchanges {
            #expect(exchange.answer.wholeMatch(of: /200, [0-9]+ ms/) != nil, "\(exchange)")
        }
        #expect(traced.items.allSatisfy { $0.call == call })
        #expect(
            traced.items.prefix(5).map(\.text).enumerated().filter { [0, 4].contains($0.offset) }.map(\.element) == [
                "welcome c1 with music default", "welcome c1 with music default: done",
            ])
        #expect(traced.items.contains { $0.kind == .input && $0.text == "c1 is to be hung up over the API, busy" })
        #expect(log.items == Array(repeating: "call-1", count: 20))
    }

    @Test("O8 a request that is repeated is there twice, and a refusal and a lost answer with their words")
    func failures() async {
        let ring = "POST /channels/t1-a1/dial?timeout=20"
        let arrivals = LegArrivals()
        let key = LegKey(Self.one, leg)
        let asterisk = asterisk { request, attempt in
            if request == ring {
                arrivals.arrived(key)
                return attempt == 1 ? .notInStasis : .lost
            }
            return request.hasPrefix("DELETE") ? .gone : nil
        }
        let steps = EffectSteps(
            requests: TracedRequests(
                requests: asterisk, call: call, trace: Tracer { [traced] in traced.add($0) }, clock: ManualClock().wall),
            application: "mayday", arrivals: arrivals, playbacks: Playbacks())
        let effect = Effect(id: EffectID(number: 1), server: Self.one, call: call, action: dial)
        #expect(await steps.carryOut(effect, caller: nil) == .unknown)
        let answers = exchanges.dropFirst().map { $0.answer.split(separator: ", ").dropLast().joined(separator: ", ") }
        #expect(exchanges.dropFirst().map(\.request) == [ring, ring, "DELETE /channels/t1-a1?reason=normal"])
        #expect(
            answers == [
                "409 Channel not in Stasis application", "sent, outcome unknown (timeout): no answer in time",
                "404 Channel not found",
            ])
    }

    @Test("E5 neither the caller's number nor what a stranger's variable is set to is in a trace")
    func secrets() async throws {
        let asterisk = asterisk()
        let runner = await runner(asterisk)
        runner.remember(CallerToken("k"), CallerIdentity(number: "030555", name: "Ada"))
        await carryOut([.welcome(c1, music: "default"), dial], runner)
        #expect(asterisk.bodies.items.contains { $0.contains("030555") })
        let requests = TracedRequests(
            requests: asterisk, call: call, trace: Tracer { [traced] in traced.add($0) }, clock: ManualClock().wall)
        try await requests.send(
            ARI.Channels.setChannelVar(channelID: c1.ari, variable: "CALLERID(num)", value: "030555"))
        #expect(exchanges.last?.request == "POST /channels/c1/variable?variable=CALLERID(num)&value=…")
        #expect(!traced.items.contains { $0.text.contains("030555") || $0.text.contains("Ada") })
    }

    @Test("O8 what is asked for no call is in nobody's trace")
    func noCall() async {
        let asterisk = asterisk()
        let runner = await runner(asterisk)
        runner.giveBack(c1, on: Self.one, to: nil)
        runner.discard(leg, on: Self.one, reason: .normal, call: nil)
        await runner.drained()
        #expect(asterisk.requests.count == 2)
        #expect(traced.items.isEmpty)
        #expect(log.items == ["no call", "no call"])
    }
}
