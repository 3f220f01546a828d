import ARIClient
import MaydayAPI
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("The core's small parts")
struct SmallPartsTests {
    private struct Counting: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return state
        }
    }

    @Test("A6 ids never repeat within a process and carry its boot; the call's carries the node")
    func ids() {
        var source = IdentifierSource(node: NodeID("n1"), boot: "abc123")
        var all: [String] = []
        for _ in 0..<100 { all += [source.call().raw, source.entry().raw, source.caller().raw] }
        #expect(Set(all).count == 300)
        #expect(all.allSatisfy { $0.contains("abc123") })
        #expect(source.call().raw.hasPrefix("n1-abc123-c"))
    }

    @Test("A6 a boot prefix is six characters without a dash, the same for the same randomness")
    func boot() {
        var one = Counting(state: 7)
        var same = Counting(state: 7)
        var other = Counting(state: 8)
        let boot = IdentifierSource.boot { Int.random(in: 0..<$0, using: &one) }
        #expect(boot.count == 6)
        #expect(boot.allSatisfy { $0.isASCII && ($0.isNumber || $0.isLowercase) })
        #expect(boot == IdentifierSource.boot { Int.random(in: 0..<$0, using: &same) })
        #expect(boot != IdentifierSource.boot { Int.random(in: 0..<$0, using: &other) })
    }

    @Test("N5 the last word on a number counts; an unknown one has no queue, no number the default")
    func numbers() {
        let table = NumberTable(
            [("700", QueueID("a")), ("701", QueueID("b")), ("700", QueueID("c"))], default: QueueID("d"))
        #expect(table.queue(forDialled: "700") == QueueID("c"))
        #expect(table.queue(forDialled: "701") == QueueID("b"))
        #expect(table.queue(forDialled: "702") == nil)
        #expect(table.queue(forDialled: "") == QueueID("d"))
        #expect(NumberTable([]).queue(forDialled: "") == nil)
    }

    @Test("O9 a drain before the service has come that far is over at once; later it waits for the last caller")
    func drain() async {
        let drain = Drain()
        await drain()
        let gate = Told<Bool>()
        let done = Told<Bool>()
        drain.connect { await gate.until { !$0.isEmpty } }
        let task = Task {
            await drain()
            done.add(true)
        }
        #expect(done.items.isEmpty)
        gate.add(true)
        await task.value
    }

    @Test("O8 an alarm keeps its first moment and gets the latest words; the drain is told once for all")
    func alarms() {
        let state = ServiceState()
        state.raise("store", "slow", at: Instant(milliseconds: 1))
        state.raise("store", "full", at: Instant(milliseconds: 2))
        #expect(state.alarms.map(\.text) == ["full"])
        #expect(state.alarms.map(\.sinceAt.milliseconds) == [1])
        state.clear("store")
        #expect(state.alarms.isEmpty)
        #expect(!state.isDraining)
        state.drain()
        #expect(state.isDraining)
    }

    @Test(
        "A4 every reason for a lost connection has words",
        arguments: [
            ARIDisconnectReason.unresolved("x"), .unreachable("x"), .connectTimeout, .tls("x"),
            .unauthorized(status: 401),
            .notFound, .unavailable, .handshakeRefused(status: 500, detail: "x"),
            .closedByPeer(code: 1000, text: "bye"),
            .closedByPeer(code: 1000, text: ""), .lost, .silent, .superseded, .stopped,
        ])
    func words(_ reason: ARIDisconnectReason) {
        #expect(!reason.words.isEmpty)
        #expect(!reason.words.hasSuffix(": "))
    }
}
