import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("Who comes into our application")
struct GreetingTests {
    @Test("N5 who dialled a queue's number waits in that queue, with music")
    func knownNumber() async throws {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        let entry = try #require(scene.opened.first)
        #expect(entry.queue == CoreScene.sales)
        #expect(entry.channel == ChannelID("c1"))
        #expect(entry.enteredAt == scene.clock.now)
        #expect(scene.asked == [.welcome(ChannelID("c1"), music: "default")])
    }

    @Test("K13 number and name go to the erasable table, the phone's display and the picture, never into a fact")
    func identity() async {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        let ada = CallerIdentity(number: "030555", name: "Ada")
        #expect(scene.journal.callers.items == [ada])
        #expect(scene.effects.identities.items == [ada])
        #expect(scene.picture.identities.items == [ada])
        #expect(
            !scene.facts.map { String(decoding: FactCoding.body(of: $0), as: UTF8.self) }.joined().contains("030555"))
        #expect(!scene.traced.items.map(\.text).joined().contains("030555"))
    }

    @Test("N5 a number that leads nowhere goes back to the dialplan")
    func unknownNumber() async {
        let scene = await CoreScene(defaultQueue: CoreScene.sales)
        await scene.up()
        await scene.enter("c1", ["999"])
        #expect(scene.opened.isEmpty)
        #expect(scene.orders.contains(.giveBack(ChannelID("c1"), nil)))
    }

    @Test("N5 without a number the default queue answers; without that one the dialplan")
    func noNumber() async {
        let scene = await CoreScene(defaultQueue: CoreScene.sales)
        await scene.up()
        await scene.enter("c1", [])
        #expect(scene.opened.map(\.queue) == [CoreScene.sales])
        let other = await CoreScene()
        await other.up()
        await other.enter("c1", [])
        #expect(other.opened.isEmpty)
        #expect(other.orders.contains(.giveBack(ChannelID("c1"), nil)))
    }

    @Test("Q7 a caller who is told twice is one caller")
    func twice() async {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        await scene.enter("c1")
        #expect(scene.opened.count == 1)
    }

    @Test("Q7 a leg of ours that no offer owns is hung up")
    func stray() async {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("old-a7", [AgentLeg.argument, "call"])
        #expect(scene.orders.contains(.discard(ChannelID("old-a7"))))
        #expect(scene.effects.calls.items == [CallID("call")])
        #expect(scene.opened.isEmpty)
    }

    @Test("Q7 the leg of a running offer is left to ring, and whoever dials it hears that it is here")
    func ownLeg() async throws {
        let scene = await CoreScene(agents: ["anna"])
        await scene.up()
        await scene.enter("c1")
        let leg = try #require(scene.state.offers.values.first?.channel)
        await scene.enter(leg.raw, [AgentLeg.argument, "call"])
        #expect(scene.orders.contains(.entered(LegKey(CoreScene.one, leg))))
        #expect(!scene.orders.contains(.discard(leg)))
    }

    @Test("O9 while we drain, new callers go to the fall-back queue; who is here is served")
    func draining() async {
        let scene = await CoreScene(agents: ["anna"])
        await scene.up()
        await scene.enter("c1")
        let drained = Told<Bool>()
        let drain = Task {
            await scene.core.drain()
            drained.add(true)
        }
        while await !scene.core.isDraining { await Task.yield() }
        await scene.enter("c2")
        #expect(scene.orders.contains(.giveBack(ChannelID("c2"), .fallback)))
        #expect(scene.opened.map(\.channel) == [ChannelID("c1")])
        #expect(drained.items.isEmpty)
        await scene.hear(scene.goodbye("c1"), scene.exit("c1"))
        await drain.value
        #expect(await scene.core.liveEntries == 0)
    }

    @Test("O9 with nobody here the drain is over at once")
    func drainOfNobody() async {
        let scene = await CoreScene()
        await scene.core.drain()
        #expect(await scene.core.isDraining)
    }

    // MARK: Coming back from the fall-back queue

    private func back(_ entered: String, arguments: [String] = ["700", "return"]) async throws -> (Instant, Instant) {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1", arguments, variables: [LegVariable(name: "MAYDAY_ENTERED", value: entered)])
        return (try #require(scene.opened.first).enteredAt, scene.clock.now)
    }

    @Test("Q18 who comes back from the fall-back queue keeps the time of the first arrival")
    func comesBack() async throws {
        #expect(try await back("1699999900").0 == Instant(milliseconds: 1_699_999_900_000))
    }

    @Test(
        "Q18 a moment that cannot be is not believed",
        arguments: ["1700000001", "0", "-5", "", "yesterday", "9223372036854775807", "99999999999999999999"])
    func impossibleMoment(_ text: String) async throws {
        let (entered, now) = try await back(text)
        #expect(entered == now)
    }

    @Test("Q18 a caller who does not come back brings no time along")
    func freshCaller() async throws {
        let (entered, now) = try await back("1699999900", arguments: ["700"])
        #expect(entered == now)
    }

    // MARK: Found in a snapshot, told by nobody

    /// A caller whom the journal does not know.
    private func stranger(
        _ scene: CoreScene, _ channel: String, entered: String? = nil, created: Int64 = 0
    ) -> LegSnapshot {
        scene.leg(
            channel, variables: entered.map { [LegVariable(name: "MAYDAY_ENTERED", value: $0)] } ?? [],
            createdAt: Instant(milliseconds: created))
    }

    @Test("Q18 callers whom the journal does not know keep their waits and their order")
    func strangers() async {
        let scene = await CoreScene()
        await scene.up(
            scene.snapshot([
                stranger(scene, "c1", entered: "1699999950", created: 1_699_999_950_200),
                stranger(scene, "c2", entered: "1699999900", created: 1_699_999_900_700),
                stranger(scene, "c3", entered: "1699999900", created: 1_699_999_900_100),
                stranger(scene, "c4", created: 1_699_999_920_500),
            ]))
        #expect(scene.opened.map(\.channel.raw) == ["c3", "c2", "c4", "c1"])
        #expect(
            scene.opened.map(\.enteredAt.milliseconds) == [
                1_699_999_900_000, 1_699_999_900_000, 1_699_999_920_500, 1_699_999_950_000,
            ])
        #expect(scene.state.line(of: CoreScene.sales).map(\.channel.raw) == ["c3", "c2", "c4", "c1"])
    }

    @Test(
        "Q18 of a caller whom the journal does not know no moment is believed that is yet to come",
        arguments: ["1700000001", "0", "-5", "", "yesterday"])
    func impossibleStranger(_ text: String) async {
        let scene = await CoreScene()
        let now = scene.clock.now
        await scene.up(
            scene.snapshot([
                stranger(scene, "c1", entered: text, created: now.milliseconds + 1),
                stranger(scene, "c2", entered: text, created: now.milliseconds - 300),
            ]))
        #expect(scene.opened.map(\.channel.raw) == ["c2", "c1"])
        #expect(scene.opened.map(\.enteredAt) == [Instant(milliseconds: now.milliseconds - 300), now])
    }

    @Test("K4 a talk that the journal does not know is no long wait")
    func strangersWhoTalk() async {
        let scene = await CoreScene(agents: ["anna"])
        let agent = scene.leg("t0-a1", in: [AgentLeg.argument, "call"], name: "PJSIP/anna-00000001")
        let caller = stranger(scene, "c1", entered: "1699999000", created: 1_699_999_000_000)
        let bridge = BridgeSnapshot(id: BridgeID("t0-b1"), members: [ChannelID("c1"), ChannelID("t0-a1")])
        await scene.up(scene.snapshot([caller, agent], bridges: [bridge]))
        #expect(scene.state.entries.values.map(\.stage) == [.connected])
        #expect(scene.opened.map(\.enteredAt) == [scene.clock.now])
    }

    // MARK: Order

    @Test("O3 nothing is asked of Asterisk before the facts that it follows from are committed")
    func factsFirst() async {
        let scene = await CoreScene()
        await scene.up()
        scene.journal.hold()
        await scene.enter("c1")
        #expect(scene.opened.count == 1)
        #expect(scene.asked.isEmpty)
        scene.journal.release()
        #expect(scene.asked.count == 1)
    }

    @Test("K1 the picture hears of each fact with its place in the journal")
    func places() async {
        let scene = await CoreScene()
        await scene.up()
        await scene.enter("c1")
        #expect(scene.picture.lasts.items.last == Int64(scene.facts.count))
    }
}
