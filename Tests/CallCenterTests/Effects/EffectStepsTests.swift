import ARI
import ARIClient
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("What each effect asks of Asterisk")
struct EffectStepsTests {
    private static let one = ServerID("one")
    private static let agentLeg = ChannelID("t1-a1")
    private let arrivals = LegArrivals()

    private static let dial = Effect.Action.dial(
        agentLeg, agent: AgentID("anna"), endpoint: "PJSIP/anna", caller: CallerToken("k"), timeout: .seconds(15))
    private static let connect = Effect.Action.connect(BridgeID("t1-b1"), caller: ChannelID("c1"), agent: agentLeg)
    private static let creation =
        "POST /channels/create?endpoint=PJSIP/anna&app=mayday&appArgs=agent,call-1&channelId=t1-a1"
    private static let ring = "POST /channels/t1-a1/dial?timeout=20"
    private static let seatAgent = "POST /bridges/t1-b1/addChannel?channel=t1-a1"
    private static let seatCaller = "POST /bridges/t1-b1/addChannel?channel=c1"
    private static let disarm = "POST /channels/c1/variable?variable=TIMEOUT(absolute)&value=0"
    private static let bridge = "POST /bridges/t1-b1?type=mixing,dtmf_events&name=t1-b1"

    private func carryOut(
        _ action: Effect.Action, on asterisk: ScriptedAsterisk, caller: CallerIdentity? = nil
    ) async -> EffectResult {
        let effect = Effect(id: EffectID(number: 1), server: Self.one, call: CallID("call-1"), action: action)
        return await EffectSteps(requests: asterisk, application: "mayday", arrivals: arrivals, playbacks: Playbacks())
            .carryOut(effect, caller: caller)
    }

    /// Answers what the requests expect to read; `change` may say otherwise.
    private static func asterisk(
        _ change: @escaping @Sendable (_ request: String, _ attempt: Int) async -> ScriptedAsterisk.Reply? = { _, _ in
            nil
        }
    ) -> ScriptedAsterisk {
        ScriptedAsterisk { request, attempt in
            if let reply = await change(request, attempt) { return reply }
            if request.hasPrefix("POST /channels/create") { return .ok(Answer.channel("t1-a1")) }
            if request.hasPrefix(bridge) { return .ok(Answer.bridge("t1-b1")) }
            return .done
        }
    }

    @Test("Q18 a welcome answers, plays music, and arms the dead-man when all that is done")
    func welcome() async {
        let asterisk = Self.asterisk()
        #expect(await carryOut(.welcome(ChannelID("c1"), music: "jazz"), on: asterisk) == .done)
        #expect(
            asterisk.requests == [
                "POST /channels/c1/answer", "POST /channels/c1/moh?mohClass=jazz", "POST /channels/c1/variables",
            ])
        #expect(asterisk.bodies.items == [#"{"variables":{"TIMEOUT(absolute)":"28","MAYDAY_CALL":"call-1"}}"#])
    }

    @Test("A13 a server that sets one variable at a time is asked twice")
    func olderServer() async {
        let asterisk = Self.asterisk { request, _ in
            request.hasSuffix("/variables") ? .refused(404, "Resource not found") : nil
        }
        #expect(await carryOut(.welcome(ChannelID("c1"), music: "jazz"), on: asterisk) == .done)
        #expect(
            asterisk.requests.suffix(2) == [
                "POST /channels/c1/variable?variable=TIMEOUT(absolute)&value=28",
                "POST /channels/c1/variable?variable=MAYDAY_CALL&value=call-1",
            ])
    }

    @Test("Q18 a dead-man that could not be armed is no welcome")
    func unguarded() async {
        let asterisk = Self.asterisk { request, _ in request.hasSuffix("/variables") ? .lost : nil }
        #expect(await carryOut(.welcome(ChannelID("c1"), music: "jazz"), on: asterisk) == .unknown)
        #expect(asterisk.requests.last == "POST /channels/c1/variables")
    }

    @Test("Q23 a welcome lets the caller ring, or gives them music before the answer")
    func lateWelcomes() async {
        let rest = ["POST /channels/c1/variables"]
        let ringing = Self.asterisk()
        #expect(await carryOut(.welcome(ChannelID("c1"), music: "jazz", answer: .ring), on: ringing) == .done)
        #expect(ringing.requests == ["DELETE /channels/c1/moh", "POST /channels/c1/ring"] + rest)
        let early = Self.asterisk()
        #expect(await carryOut(.welcome(ChannelID("c1"), music: "jazz", answer: .earlyMedia), on: early) == .done)
        #expect(early.requests == ["POST /channels/c1/progress", "POST /channels/c1/moh?mohClass=jazz"] + rest)
    }

    @Test("Q23 a late answer comes when the agent is in the bridge, and before the caller is")
    func lateAnswer() async {
        let asterisk = Self.asterisk()
        let connect = Effect.Action.connect(
            BridgeID("t1-b1"), caller: ChannelID("c1"), agent: ChannelID("t1-a1"), answers: true)
        #expect(await carryOut(connect, on: asterisk) == .done)
        let requests = asterisk.requests
        #expect(
            Array(requests.suffix(6)) == [
                "POST /bridges/t1-b1/addChannel?channel=t1-a1",
                "POST /channels/c1/variable?variable=TIMEOUT(absolute)&value=0", "DELETE /channels/c1/moh",
                "DELETE /channels/c1/ring", "POST /channels/c1/answer", "POST /bridges/t1-b1/addChannel?channel=c1",
            ])
    }

    @Test(
        "Q18 a welcome of somebody who is not there any more says so and stops",
        arguments: [
            ScriptedAsterisk.Reply.gone, .notInStasis,
        ])
    func welcomeOfNobody(_ reply: ScriptedAsterisk.Reply) async {
        let asterisk = Self.asterisk { _, _ in reply }
        #expect(await carryOut(.welcome(ChannelID("c1"), music: "jazz"), on: asterisk) == .legGone(ChannelID("c1")))
        #expect(asterisk.requests.count == 1)
    }

    @Test("A6 a dial creates the leg under our id, then dials it with a grace beyond our own limit")
    func dialled() async {
        let asterisk = Self.asterisk()
        #expect(await carryOut(Self.dial, on: asterisk) == .done)
        #expect(asterisk.requests == [Self.creation, Self.ring])
    }

    @Test("A6 a bridge that is there already was made by the request whose answer was lost: both are put in")
    func bridgedBefore() async {
        let asterisk = Self.asterisk { request, _ in
            request == Self.bridge ? .refused(409, "Bridge with id 't1-b1' already exists") : nil
        }
        #expect(await carryOut(Self.connect, on: asterisk) == .done)
        #expect(asterisk.requests.first == Self.bridge)
        #expect(asterisk.requests.dropFirst().first == Self.seatAgent)
        #expect(asterisk.requests.last == Self.seatCaller)
    }

    @Test("A6 a leg that is there already was made by the request whose answer was lost: it is dialled")
    func createdBefore() async {
        let asterisk = Self.asterisk { request, _ in
            request == Self.creation ? .refused(409, "Channel with given unique ID already exists") : nil
        }
        #expect(await carryOut(Self.dial, on: asterisk) == .done)
        #expect(asterisk.requests == [Self.creation, Self.ring])
    }

    @Test("A5 a leg that has not arrived yet is dialled as soon as it has")
    func notThereYet() async {
        let arrivals = arrivals
        let asterisk = Self.asterisk { request, attempt in
            guard request == Self.ring, attempt == 1 else { return nil }
            arrivals.arrived(LegKey(Self.one, Self.agentLeg))
            return .notInStasis
        }
        #expect(await carryOut(Self.dial, on: asterisk) == .done)
        #expect(asterisk.requests == [Self.creation, Self.ring, Self.ring])
    }

    @Test("Q7 after a failed dial nothing is left of the leg")
    func refusedDial() async {
        let asterisk = Self.asterisk { request, _ in
            request == Self.creation ? .refused(500, "Allocation failed") : nil
        }
        #expect(await carryOut(Self.dial, on: asterisk) == .refused("500 Allocation failed"))
        #expect(asterisk.requests == [Self.creation, "DELETE /channels/t1-a1?reason=normal"])
    }

    @Test("A5 a dial whose answer is lost is unknown, and the leg is hung up")
    func lostDial() async {
        let asterisk = Self.asterisk { request, _ in request == Self.ring ? .lost : nil }
        #expect(await carryOut(Self.dial, on: asterisk) == .unknown)
        #expect(asterisk.requests.last == "DELETE /channels/t1-a1?reason=normal")
    }

    @Test("Q18 a connection seats the agent, disarms the dead-man, and seats the caller last")
    func connected() async {
        let asterisk = Self.asterisk()
        #expect(await carryOut(Self.connect, on: asterisk) == .done)
        #expect(
            asterisk.requests == [
                Self.bridge, Self.seatAgent, Self.disarm, "DELETE /channels/c1/moh", Self.seatCaller,
            ])
    }

    @Test("Q7 an agent who has gone leaves the caller where they are: with music, and guarded")
    func connectedWithoutAgent() async {
        let asterisk = Self.asterisk { request, _ in
            request == Self.seatAgent ? .refused(422, "Channel not in Stasis application") : nil
        }
        #expect(await carryOut(Self.connect, on: asterisk) == .legGone(Self.agentLeg))
        #expect(asterisk.requests == [Self.bridge, Self.seatAgent])
    }

    @Test("Q7 a caller who has gone is told by name")
    func connectedWithoutCaller() async {
        let asterisk = Self.asterisk { request, _ in request == Self.disarm ? .gone : nil }
        #expect(await carryOut(Self.connect, on: asterisk) == .legGone(ChannelID("c1")))
    }

    @Test("A5 a bridge whose making is not answered seats nobody")
    func lostBridge() async {
        let asterisk = Self.asterisk { request, _ in request == Self.bridge ? .lost : nil }
        #expect(await carryOut(Self.connect, on: asterisk) == .unknown)
        #expect(asterisk.requests == [Self.bridge])
    }

    @Test("C3 a hang-up carries its reason; of somebody who has gone it says so")
    func hangUp() async {
        let asterisk = Self.asterisk()
        #expect(await carryOut(.hangUp(ChannelID("c1"), .noAnswer), on: asterisk) == .done)
        #expect(asterisk.requests == ["DELETE /channels/c1?reason=no_answer"])
        let gone = ScriptedAsterisk { _, _ in .gone }
        #expect(await carryOut(.hangUp(ChannelID("c1"), .normal), on: gone) == .legGone(ChannelID("c1")))
    }

    @Test("Q7 a bridge that is gone already is dissolved")
    func dissolve() async {
        let asterisk = ScriptedAsterisk { _, _ in .gone }
        #expect(await carryOut(.dissolve(BridgeID("t1-b1")), on: asterisk) == .gone)
        #expect(asterisk.requests == ["DELETE /bridges/t1-b1"])
    }

    @Test(
        "Q9 who is released has a dead-man until the last step, and takes neither music nor ring into the dialplan",
        arguments: [
            (Target.hangUp, [], "DELETE /channels/c1?reason=normal"),
            (.dialplan(nil), ["DELETE /channels/c1/moh", "DELETE /channels/c1/ring"], "POST /channels/c1/continue"),
            (
                .dialplan(DialplanPlace(context: "voicemail", extension: "sales", priority: 2)),
                ["DELETE /channels/c1/moh", "DELETE /channels/c1/ring"],
                "POST /channels/c1/continue?context=voicemail&extension=sales&priority=2"
            ),
        ])
    func release(_ target: Target, _ silence: [String], _ last: String) async {
        let asterisk = Self.asterisk()
        #expect(await carryOut(.release(ChannelID("c1"), to: target), on: asterisk) == .done)
        #expect(asterisk.requests == silence + [Self.disarm, last])
    }

    @Test(
        "O8 what an error means for an effect",
        arguments: [
            (ARIError.refused(ARIRefusal(status: 404, message: "")), EffectResult.legGone(ChannelID("c1"))),
            (
                .refused(ARIRefusal(status: 409, message: "Channel not in Stasis application")),
                .legGone(ChannelID("c1"))
            ),
            (.refused(ARIRefusal(status: 409, message: "Something else")), .refused("409 Something else")),
            (.unreadableAnswer("x"), .done), (.cancelled(sent: true), .unknown),
            (.requestNotSent(ARITransportFailure(.unreachable, "")), .unknown), (.invalid("bad"), .refused("bad")),
        ])
    func meaning(_ error: ARIError, _ result: EffectResult) {
        #expect(EffectResult(error, about: ChannelID("c1")) == result)
    }
}
