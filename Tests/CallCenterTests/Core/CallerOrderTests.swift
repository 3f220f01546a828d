import MaydayAPI
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("What is said about callers who wait, as the core takes it")
struct CallerOrderTests {
    private static let rules = CallbackRules(endpoint: "PJSIP/{number}@trunk")

    /// One caller waits, who calls from 030555.
    private func scene(callback: CallbackRules? = nil) async -> CoreScene {
        var queue = QueueSettings(id: CoreScene.sales, name: "Sales")
        queue.callback = callback
        let scene = await CoreScene(queue: queue)
        await scene.core.load(
            Settings(queues: [queue], agents: []), numbers: NumberTable([("700", CoreScene.sales)]),
            dialling: DialRules(allow: ["0"]))
        await scene.up()
        await scene.enter("c1")
        return scene
    }

    private func order(_ order: String, _ opened: EntryOpened) -> OrderGiven {
        OrderGiven(
            by: "desk", agent: nil, queue: opened.queue, entry: opened.entry, call: opened.call, order: order)
    }

    private func orders(_ scene: CoreScene) -> [OrderGiven] {
        scene.facts.compactMap { if case .orderGiven(let fact) = $0 { fact } else { nil } }
    }

    @Test("Q15 who said it stands before what came of it, under the caller's call; what is refused is no order")
    func recorded() async throws {
        let scene = await scene()
        let opened = try #require(scene.opened.first)
        let refusal = await scene.core.command(
            opened.entry, .move(to: CoreScene.sales, reason: nil), by: order("move", opened))
        #expect(refusal == CallerRefusal.sameQueue)
        #expect(orders(scene).isEmpty)
        let given = order("priority", opened)
        #expect(await scene.core.command(opened.entry, .prioritise(7), by: given) == nil)
        #expect(scene.facts.suffix(2).map { FactCoding.kind(of: $0) } == [.orderGiven, .entryPlaced])
        #expect(orders(scene) == [given])
        #expect(
            scene.state.subject(of: .orderGiven(given))
                == FactSubject(entry: opened.entry, call: opened.call, queue: opened.queue))
    }

    @Test(
        "Q14 nobody is remembered at another number who is refused: no fact would say that they can be forgotten",
        arguments: [
            (nil, CallerRefusal.noCallbacks),
            (CallbackRules(endpoint: "PJSIP/{number}@trunk", most: 0), .callbacksFull),
        ] as [(CallbackRules?, CallerRefusal)])
    func refused(_ rules: CallbackRules?, _ refusal: CallerRefusal) async throws {
        let scene = await scene(callback: rules)
        let opened = try #require(scene.opened.first)
        let known = [scene.journal.callers.items, scene.effects.identities.items, scene.picture.identities.items]
        let answer = await scene.core.callBack(opened.entry, at: "030-777", by: order("callback", opened))
        #expect(answer == Core.CallbackRefusal.caller(refusal))
        #expect(
            [scene.journal.callers.items, scene.effects.identities.items, scene.picture.identities.items] == known)
        #expect(orders(scene).isEmpty)
    }

    @Test("Q14 whoever is to be called back at another number is remembered by it")
    func remembered() async throws {
        let scene = await scene(callback: Self.rules)
        let opened = try #require(scene.opened.first)
        #expect(await scene.core.callBack(opened.entry, at: "030-777", by: order("callback", opened)) == nil)
        for told in [scene.journal.callers, scene.effects.identities, scene.picture.identities] {
            #expect(told.items.last?.number == "030777")
        }
        #expect(orders(scene).count == 1)
        #expect(scene.state.entries[opened.entry]?.caller != opened.caller)
    }

    @Test(
        "Q15 an order tells its arguments, and no number",
        arguments: [
            (.withdraw(target: "hangup", reason: "rude"), "to hangup, rude"),
            (.withdraw(target: nil, reason: nil), nil),
            (.move(queue: "support", reason: nil), "to support"), (.pick(agent: "anna"), nil), (.priority(7), "7"),
            (.position(1), "1"), (.callback(number: "030777"), "at another number"), (.callback(number: nil), nil),
        ] as [(MaydayAPI.CallerCommand, String?)])
    func words(_ command: MaydayAPI.CallerCommand, _ detail: String?) {
        let caller = Caller(
            id: "e1", callId: "k1", queue: "sales", state: .waiting, position: 1,
            enteredAt: APITime(milliseconds: 0), waitMs: 0)
        var agent: AgentID?
        if case .pick(let id) = command { agent = AgentID(id) }
        #expect(
            OrderGiven(command, about: caller, by: "desk")
                == OrderGiven(
                    by: "desk", agent: agent, queue: CoreScene.sales, entry: EntryID("e1"), call: CallID("k1"),
                    order: command.verb.rawValue, detail: detail))
    }
}
