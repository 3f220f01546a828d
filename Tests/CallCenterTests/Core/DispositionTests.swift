import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("G5 how a call went, as the core takes it")
struct DispositionTests {
    private func scene(allowed: [String] = []) async -> CoreScene {
        var queue = QueueSettings(id: CoreScene.sales, name: "Sales", wrapUp: .seconds(10))
        queue.disposition = DispositionRule(allowed: allowed, isRequired: true)
        let scene = await CoreScene(agents: ["anna"], queue: queue)
        await scene.core.load(
            Settings(
                queues: [queue],
                agents: [
                    AgentSettings(
                        id: AgentID("anna"), name: "anna", endpoint: "PJSIP/anna", server: CoreScene.one,
                        queues: [CoreScene.sales], startsReady: true)
                ],
                dispositions: [
                    Disposition(id: "solved", name: "Solved"), Disposition(id: "callback", name: "Call back"),
                ]), numbers: NumberTable([("700", CoreScene.sales)], default: nil))
        await scene.up()
        return scene
    }

    /// What the phone hears after a code.
    private func dial(_ code: String, _ channel: String, _ scene: CoreScene) async -> String? {
        let arguments = [Core.featureArgument, code]
        await scene.hear(
            .legEnteredApplication(
                scene.leg(channel, in: arguments, name: "PJSIP/anna-00000001"),
                ApplicationEntry(name: "mayday", arguments: arguments), replaced: nil))
        return scene.orders.reversed().lazy.compactMap { order -> String? in
            if case .giveBack(ChannelID(channel), let place) = order { place?.extension } else { nil }
        }.first
    }

    private func given(_ scene: CoreScene) -> [DispositionGiven] {
        scene.facts.compactMap { if case .dispositionGiven(let fact) = $0 { fact } else { nil } }
    }

    @Test("G5 a note goes to the erasable table, and the fact says only where it is")
    func note() async throws {
        let scene = await scene()
        let offer = try await scene.talk()
        let entry = try #require(scene.opened.first)
        await scene.core.dispose(
            DispositionGiven(
                agent: offer.agent, entry: entry.entry, call: entry.call, queue: entry.queue, disposition: "solved",
                by: "desk"), note: "Ada wants a quote")
        let fact = try #require(given(scene).first)
        let id = try #require(fact.note)
        #expect(scene.journal.notes.items == ["\(id) \(entry.call) anna: Ada wants a quote"])
        #expect(!String(decoding: FactCoding.body(of: .dispositionGiven(fact)), as: UTF8.self).contains("Ada"))
    }

    @Test("G5 G12 a desk phone gives the last call its disposition by number, once there is a call")
    func codes() async throws {
        let scene = await scene(allowed: ["callback"])
        #expect(await dial("162", "f1", scene) == "refused")
        let offer = try await scene.talk()
        await scene.hear(scene.goodbye("c1"), scene.exit("c1"))
        await scene.hear(scene.exit(offer.channel.raw))
        #expect(scene.state.agents[AgentID("anna")]?.state == .wrapUp)
        #expect(await dial("15", "f2", scene) == "refused")
        // Not one of this queue's, and none at all.
        #expect(await dial("161", "f3", scene) == "unknown")
        #expect(await dial("163", "f4", scene) == "unknown")
        #expect(given(scene).isEmpty)
        #expect(await dial("162", "f5", scene) == "disposed")
        let fact = try #require(given(scene).first)
        #expect(fact.disposition == "callback")
        #expect(fact.by == "phone PJSIP/anna")
        #expect(fact.call == scene.opened.first?.call)
        #expect(scene.state.agents[AgentID("anna")]?.whenDisposed == nil)
    }
}
