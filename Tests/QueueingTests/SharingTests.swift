import Queueing
import Telephony
import Testing

@Suite("Q4 queues that share an agent")
struct SharingTests {
    private let sales = Scene.sales
    private let support = QueueID("support")

    /// Anna serves both queues and is talking; whoever waits is served when she is ready again.
    private func scene(_ sharing: Sharing, weights: (sales: Int, support: Int) = (0, 0)) -> Scene {
        var scene = Scene(ready: false)
        let queues = [
            QueueSettings(id: sales, name: "Sales", weight: weights.sales),
            QueueSettings(id: support, name: "Support", weight: weights.support),
        ]
        let anna = AgentSettings(
            id: AgentID("anna"), name: "Anna", endpoint: "PJSIP/anna", server: Scene.one, queues: [sales, support])
        scene.send(.settingsLoaded(Settings(queues: queues, agents: [anna], sharing: sharing)))
        return scene
    }

    private func order(_ scene: Scene, _ count: Int) throws -> [EntryID] {
        var scene = scene
        scene.command("anna", .logIn)
        var order: [EntryID] = []
        for _ in 0..<count {
            let offer = try scene.talk()
            order.append(offer.entry)
            scene.end(offer.channel)
            scene.command("anna", .endWrapUp)
        }
        return order
    }

    @Test("Q4 the heavier queue is served first; among equals priority, then who came first")
    func weight() throws {
        var heavy = scene(.weight, weights: (0, 5))
        let old = heavy.arrive(queue: sales)
        heavy.advance(1000)
        let urgent = heavy.arrive(priority: 9, queue: sales)
        heavy.advance(1000)
        let weighty = heavy.arrive(queue: support)
        #expect(try order(heavy, 3) == [weighty, urgent, old])
        var equal = scene(.weight)
        let first = equal.arrive(queue: support)
        equal.advance(1000)
        let second = equal.arrive(queue: sales)
        let third = equal.arrive(priority: 1, queue: support)
        #expect(try order(equal, 3) == [third, first, second])
    }

    @Test("Q4 oldest first: across queues who came first, within a queue its own order")
    func oldest() throws {
        var scene = scene(.oldest, weights: (0, 100))
        let first = scene.arrive(queue: sales)
        scene.advance(1000)
        let second = scene.arrive(queue: support)
        scene.advance(1000)
        let urgent = scene.arrive(priority: 9, queue: support)
        scene.advance(1000)
        let last = scene.arrive(queue: sales)
        #expect(try order(scene, 4) == [first, urgent, second, last])
    }

    @Test("Q4 settings keep how agents are shared, the weights and the causes of a pause")
    func coding() throws {
        var settings = Settings(
            queues: [QueueSettings(id: sales, name: "Sales", autoPause: [.busy, .unreachable], weight: 7)], agents: [],
            sharing: .oldest)
        for sharing in Sharing.allCases {
            settings.sharing = sharing
            let fact = Fact.settingsChanged(settings)
            let body = FactCoding.body(of: fact)
            #expect(try FactCoding.fact(kind: "settings_changed", version: 1, body: body) == fact)
        }
    }
}
