import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("Q20 who was in a queue that is removed")
struct RemovedQueueTests {
    @Test("Q20 each stage is counted, once; other queues and empty ones are not told of")
    func counted() async throws {
        let callback = CallbackRules(endpoint: "PJSIP/{number}@trunk")
        var sales = QueueSettings(id: CoreScene.sales, name: "Sales")
        sales.callback = callback
        let others = ["support", "empty"].map { QueueSettings(id: QueueID($0), name: $0) }
        let scene = await CoreScene(queue: sales)
        let agents = ["anna", "bert"].map {
            AgentSettings(
                id: AgentID($0), name: $0, endpoint: "PJSIP/\($0)", server: CoreScene.one, queues: [CoreScene.sales],
                startsReady: true)
        }
        let numbers = NumberTable([("700", CoreScene.sales), ("701", QueueID("support"))])
        await scene.core.load(
            Settings(queues: [sales] + others, agents: agents), numbers: numbers, dialling: DialRules(allow: ["0"]))
        await scene.up()
        _ = try await scene.talk("c1")
        // Bert's phone rings for the second, nobody is there for the others.
        for channel in ["c2", "c3", "c4"] { await scene.enter(channel) }
        await scene.enter("c5", ["701"])
        let last = try #require(scene.opened.first { $0.channel == ChannelID("c4") })
        #expect(await scene.core.callBack(last.entry, at: nil) == nil)
        let removed = await scene.core.load(
            Settings(queues: [others[0]], agents: []), numbers: numbers, dialling: DialRules(allow: ["0"]))
        #expect(removed == [RemovedQueue(id: CoreScene.sales, waiting: 2, requests: 1, calls: 1)])
        #expect(await scene.core.load(Settings(queues: [others[0]], agents: []), numbers: numbers).isEmpty)
    }
}
