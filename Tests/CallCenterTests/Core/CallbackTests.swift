import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("Customers who are called back, on the way to Asterisk")
struct CallbackEffectTests {
    private static let one = CoreScene.one
    private static let customer = ChannelID("t1-c2")
    private static let agent = ChannelID("t1-a1")
    private static let action = Effect.Action.callBack(
        customer, agent: agent, endpoint: "PJSIP/{number}@trunk", customer: CallerToken("k"), timeout: .seconds(20))

    /// The result of a call back, what Asterisk was asked, and the call's trace.
    private func carryOut(
        number: String?, rules: DialRules = DialRules(allow: ["+49"]), areKept: Bool = true
    ) async -> (requests: [String], traced: [String]) {
        let asterisk = ScriptedAsterisk { request, _ in
            request.hasPrefix("POST /channels/create") ? .ok(Answer.channel("t1-c2")) : .done
        }
        let scene = await CoreScene()
        let traced = scene.traced
        let runner = EffectRunner(
            arrivals: LegArrivals(), trace: Tracer { traced.add($0) }, clock: scene.clock.wall, log: quiet)
        runner.connect([Self.one: asterisk], application: "mayday", to: scene.core)
        runner.follow(rules)
        runner.remember(CallerToken("k"), CallerIdentity(number: number, name: "Kim"))
        runner.carryOut(
            [Effect(id: EffectID(number: 7), server: Self.one, call: CallID("call-1"), action: Self.action)],
            areKept: areKept)
        await runner.drained()
        return (asterisk.requests, traced.items.map(\.text))
    }

    @Test("Q14 the agent hears the ring, the checked number goes into its place; no trace shows it")
    func dials() async {
        let (requests, traced) = await carryOut(number: "+4930555123")
        #expect(
            requests == [
                "POST /channels/t1-a1/ring",
                "POST /channels/create?endpoint=PJSIP/+4930555123@trunk&app=mayday&appArgs=agent,call-1&channelId=t1-c2",
                "POST /channels/t1-c2/dial?timeout=25",
            ])
        #expect(!traced.isEmpty && !traced.contains { $0.contains("30555123") })
    }

    @Test("Q14 nothing is asked of Asterisk for a number that may not be dialled, or is not known any more")
    func refused() async {
        #expect(await carryOut(number: "+33123456").requests.isEmpty)
        #expect(await carryOut(number: nil).requests.isEmpty)
        #expect(await carryOut(number: "+4930555123", rules: DialRules()).requests.isEmpty)
        #expect(
            await carryOut(number: "+49112345", rules: DialRules(allow: ["+49"], emergency: ["+49112"])).requests
                .isEmpty)
    }

    @Test("Q14 nobody is called of whom a start would not know")
    func unkept() async {
        #expect(await carryOut(number: "+4930555123", areKept: false).requests.isEmpty)
    }
}
