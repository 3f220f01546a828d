import MaydayAPI
import Queueing
import Store
import Telephony
import Testing

@testable import CallCenter

@Suite("Whose queue a trace's decisions are about")
struct TraceQueueTests {
    @Test("E5 a decision says the queue that the journal has, if any")
    func queues() async throws {
        let scene = try await ServiceScene("queues: [{id: support}, {id: sales}]")
        let call = CallID("call-1")
        let told: [(kind: String, queue: QueueID?)] = [
            ("entry_moved", QueueID("sales")), ("entry_came", QueueID("support")), ("order_was", nil),
        ]
        let rows = told.enumerated().map { index, fact in
            JournalRow(
                sequence: Int64(index + 1), at: Instant(milliseconds: Int64(index)), kind: fact.kind, version: 1,
                call: call, queue: fact.queue, body: Array("{}".utf8))
        }
        scene.service.store.append(StoreBatch(rows: rows))
        #expect(await scene.service.store.settled())
        let (items, _) = try await scene.service.traceItems(of: call)
        #expect(items.map(\.text) == ["entry_moved", "entry_came", "order_was"])
        #expect(items.map(\.queue) == ["sales", "support", nil])
        await scene.close()
    }
}
