import Foundation
import GRDB
import Telephony
import Testing

@testable import Store

@Suite("An agent's facts among all others")
struct AgentFactTests {
    @Test("G7 the same history before the index is there, while it is being filled, and when it is complete")
    func history() async throws {
        let folder = try TestFolder()
        let store = try Store(path: folder.journal, node: node, options: .patient)
        // Some numbers were lost on the way.
        for first in stride(from: Int64(1), to: 10_000, by: 1000) where first != 4001 {
            store.append(batch(first...first + 999))
        }
        await store.close()
        let open = try Store(path: folder.journal, node: node, options: .patient)
        let agent = AgentID("agent-4")
        let expected = ((1...10_000 as ClosedRange<Int64>).filter { $0 % 20 == 4 && !(4001...5000).contains($0) })
        func check(_ comment: Comment) async throws {
            let all = try await open.reader.journal(agent: agent, since: Instant(milliseconds: 0), limit: 10_000)
            #expect(all.map(\.sequence) == expected, comment)
            #expect(all.allSatisfy { $0 == row($0.sequence) })
            let last = try await open.reader.journal(agent: agent, since: Instant(milliseconds: 0), limit: 300)
            #expect(last.map(\.sequence) == expected.suffix(300), comment)
            let since = try await open.reader.journal(agent: agent, since: row(6001).at, limit: 1000)
            #expect(since.map(\.sequence) == expected.filter { $0 >= 6001 }, comment)
            // Part by part, each before the first of the one told last: the whole, without seams.
            var parts: [Int64] = []
            while true {
                let part = try await open.reader.journal(
                    agent: agent, since: Instant(milliseconds: 0), before: parts.first ?? .max, limit: 70)
                guard !part.isEmpty else { break }
                parts = part.map(\.sequence) + parts
            }
            #expect(parts == expected, comment)
            let between = try await open.reader.journal(agent: agent, since: row(6001).at, before: 7004, limit: 1000)
            #expect(between.map(\.sequence) == expected.filter { (6001..<7004).contains($0) }, comment)
            let nobody = try await open.reader.journal(
                agent: AgentID("nobody"), since: Instant(milliseconds: 0), limit: 10)
            #expect(nobody.isEmpty)
        }
        try await check("without the index")
        var portions = 0
        while true {
            let more = Told<Bool>()
            try await open.change { more.tell(try AgentFacts.extend($0)) }
            portions += 1
            try await check("after \(portions) portions")
            guard more.values.last == true else { break }
        }
        #expect(portions == 3)
        open.append(StoreBatch(rows: [row(10_004)]))
        await open.close()
        let reader = try StoreReader(path: folder.journal)
        let newest = try await reader.journal(agent: agent, since: Instant(milliseconds: 0), limit: 2)
        #expect(newest.map(\.sequence) == [9984, 10_004])
    }

    @Test(
        "G7 the last thousand facts of an agent, and the three of another, among four millions",
        .enabled(if: ProcessInfo.processInfo.environment["MAYDAY_BENCHMARK"] != nil), arguments: [false, true])
    func speed(isFilled: Bool) async throws {
        let folder = try TestFolder()
        let store = try Store(path: folder.journal, node: node, options: .patient)
        for first in stride(from: Int64(1), to: 4_000_000, by: 1000) {
            var rows = batch(first...first + 999)
            for index in rows.rows.indices where rows.rows[index].agent != nil {
                rows.rows[index].agent = AgentID("agent-\(rows.rows[index].sequence % 500)")
            }
            if first % 1_500_000 == 1 { rows.rows[7].agent = AgentID("seldom") }
            // Now and then until the rows are on the disk, so that the buffer stays small.
            if first % 50_000 == 1 {
                await withCheckedContinuation { done in store.append(rows) { _ in done.resume() } }
            } else {
                store.append(rows)
            }
        }
        await store.close()
        let open = try Store(path: folder.journal, node: node, options: .patient)
        if isFilled {
            let start = Tick.now
            let done = Told<Bool>()
            while true {
                try await open.change { done.tell(try AgentFacts.extend($0)) }
                if done.values.last == false { break }
            }
            print("filled in \(Double(Tick.now.nanoseconds - start.nanoseconds) / 1e9) s")
        }
        for (agent, count) in [("agent-4", 1000), ("seldom", 3)] {
            let start = Tick.now
            let rows = try await open.reader.journal(
                agent: AgentID(agent), since: Instant(milliseconds: 0), limit: 1000)
            let took = Double(Tick.now.nanoseconds - start.nanoseconds) / 1e6
            #expect(rows.count == count)
            print("index \(isFilled), \(agent): \(rows.count) facts in \(took) ms")
        }
        await open.close()
    }
}
