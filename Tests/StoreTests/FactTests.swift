import Foundation
import Queueing
import Statistics
import Telephony
import Testing

@testable import Store

/// What the service does with the store: facts of the real engine, figures of the real fold, a restart in between.
@Suite("Facts on their way through the journal")
struct FactTests {
    private static let start = Instant(milliseconds: 1_772_438_400_000)

    /// A day in a queue with two agents, as the engine decides it.
    private func day() -> [DatedFact] {
        let server = ServerID("a")
        let queue = QueueID("sales")
        var engine = QueueEngine(boot: "t")
        var output = Output()
        var now = Self.start
        func hear(_ input: Input, after milliseconds: Int64 = 0) {
            now = now + Span(milliseconds: milliseconds)
            engine.handle(input, at: now, into: &output)
        }
        let agents = ["anna", "bert"].map {
            AgentSettings(
                id: AgentID($0), name: $0, endpoint: "PJSIP/\($0)", server: server, queues: [queue], startsReady: true)
        }
        hear(.settingsLoaded(Settings(queues: [QueueSettings(id: queue, name: "Sales")], agents: agents)))
        hear(
            .serverReconciled(
                server, ServerPicture(legs: [], bridges: [], blindFrom: now, blindUntil: now + .seconds(1))))
        for number in 0..<300 as Range<Int64> {
            hear(
                .callerArrived(
                    Arrival(
                        entry: EntryID("e\(number)"), call: CallID("call-\(number)"), server: server,
                        channel: ChannelID("c\(number)"), queue: queue, caller: CallerToken("t\(number)"),
                        enteredAt: now + .seconds(3))), after: 3000)
            for dial in output.facts.suffix(6) {
                guard case .offerMade(let offer) = dial.fact else { continue }
                hear(.legRinging(server, offer.channel), after: 700)
                if number % 7 == 0 {
                    hear(.legEnded(server, offer.channel, LegEnd(cause: 17)), after: 900)
                } else {
                    hear(.legAnswered(server, offer.channel), after: 2000)
                    let caller = ChannelID("c" + offer.entry.raw.dropFirst())
                    hear(.legBridged(server, caller, offer.bridge), after: 50)
                    let end = number % 2 == 0 ? caller : offer.channel
                    hear(.legEnded(server, end, LegEnd(cause: 16)), after: 4000)
                }
            }
            if number % 3 == 0 { hear(.legEnded(server, ChannelID("c\(number)"), LegEnd(cause: 16)), after: 5000) }
            hear(.clock, after: 11_000)
        }
        return output.facts
    }

    private func rows(_ facts: [DatedFact], from first: Int64 = 1) -> [JournalRow] {
        facts.enumerated().map { index, dated in
            let kind = FactCoding.kind(of: dated.fact)
            return JournalRow(
                sequence: first + Int64(index), at: dated.at, kind: kind.rawValue, version: kind.version,
                body: FactCoding.body(of: dated.fact))
        }
    }

    @Test("K1 figures are rebuilt from the file to the same bytes, over a checkpoint and from the first fact")
    func rebuild() async throws {
        let folder = try TestFolder()
        let facts = day()
        #expect(facts.count > 1000)
        var state = QueueState()
        var figures = StatisticsFold()
        var store = try Store(path: folder.journal, node: node, options: .patient)
        for (index, fact) in facts.enumerated() {
            state.apply(fact)
            figures.apply(fact)
            store.append(StoreBatch(rows: rows([fact], from: Int64(index) + 1)))
            guard index == facts.count / 2 else { continue }
            store.keep(
                StoredCheckpoint(
                    sequence: Int64(index) + 1, madeAt: fact.at, engine: EngineCheckpoint.bytes(of: state),
                    statistics: figures.checkpoint))
            await store.close()
            store = try Store(path: folder.journal, node: node, options: .patient)
        }
        #expect(await store.close() == 0)

        let reader = try StoreReader(path: folder.journal)
        #expect(try await reader.lastSequence() == Int64(facts.count))
        let checkpoint = try #require(try await reader.checkpoints().first)
        for begin in [nil, checkpoint] {
            var again = QueueState()
            var counted = StatisticsFold()
            if let begin {
                again = try EngineCheckpoint.state(from: begin.engine)
                counted = try StatisticsFold(checkpoint: begin.statistics)
            }
            for row in try await reader.journal(after: begin?.sequence ?? 0, limit: .max) {
                let fact = try FactCoding.fact(kind: row.kind, version: row.version, body: row.body)
                again.apply(DatedFact(at: row.at, fact: fact))
                counted.apply(DatedFact(at: row.at, fact: fact))
            }
            #expect(counted.checkpoint == figures.checkpoint)
            #expect(EngineCheckpoint.bytes(of: again) == EngineCheckpoint.bytes(of: state))
        }
        #expect(figures.addsUp)
        #expect(figures.anomalies == 0)
        let counts = figures.today(QueueID("sales"))
        #expect(counts.offered == 300)
        #expect(counts.answered > 0)
        #expect(counts.offers.busy > 0)
    }

    @Test("K1 a damaged file is an error and an alarm, never a crash")
    func damagedFile() async throws {
        let folder = try TestFolder()
        var store = try Store(path: folder.journal, node: node, options: .patient)
        _ = await store.write(batch(1...20_000))
        await store.close()
        let handle = try #require(FileHandle(forWritingAtPath: folder.journal))
        // Everything but the first pages: the schema can be read, the rows cannot.
        let size = try handle.seekToEnd()
        try handle.seek(toOffset: 100_000)
        try handle.write(contentsOf: Data(repeating: 0x5a, count: Int(size) - 100_000))
        try handle.close()
        let health = Told<StoreHealth>()
        do {
            store = try Store(path: folder.journal, node: node, options: .patient) { health.tell($0) }
        } catch {
            // Refused at once: told as what it is.
            guard case .trouble(.corrupt) = error else {
                Issue.record("\(error)")
                return
            }
            return
        }
        store.append(batch(20_001...20_001))
        await health.until { !$0.isEmpty }
        await #expect(throws: StoreError.self) { try await store.reader.journal(after: 0, limit: .max) }
        #expect(await store.close(within: Span(milliseconds: 100)) == 1)
    }
}
