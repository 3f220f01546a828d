import APIServer
import Queueing
import Statistics
import Store
import Telephony
import Testing

@testable import CallCenter

@Suite("The journal as the core sees it")
struct JournalTests {
    private let node = NodeID("n1")
    private let one = CoreScene.one
    private let clock = ManualClock()

    private func dated(_ fact: Fact) -> DatedFact { DatedFact(at: clock.now, fact: fact) }

    private func opened(_ number: Int) -> Fact {
        .entryOpened(
            EntryOpened(
                entry: EntryID("e\(number)"), call: CallID("call\(number)"), server: one,
                channel: ChannelID("c\(number)"), queue: CoreScene.sales, group: "default",
                caller: CallerToken("k\(number)"), enteredAt: clock.now, priority: 0))
    }

    private func closed(_ number: Int, _ outcome: EntryOutcome, by: Party = .system, to: Target? = nil) -> Fact {
        .entryClosed(
            EntryClosed(
                entry: EntryID("e\(number)"), queue: CoreScene.sales, outcome: outcome, by: by, inferred: false, to: to)
        )
    }

    private var settings: Fact {
        .settingsChanged(Settings(queues: [QueueSettings(id: CoreScene.sales, name: "Sales")], agents: []))
    }

    @Test("K1 what waits for facts goes ahead in the order of the facts, and readers hear them so")
    func order() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.file("j.db"), node: node)
        let feed = EventFeed(history: NoEventHistory(), lastSequence: 0)
        let journal = Journal(store: store, feed: feed, next: 1, queues: QueueState())
        let released = Told<Int>()
        for number in 1...50 {
            let last = journal.append([dated(opened(number)), dated(closed(number, .withdrawn))]) { _ in
                released.add(number)
            }
            #expect(last == Int64(number * 2))
        }
        // Also where there is nothing to write: what it asks for follows from what was written before.
        #expect(journal.append([], released: { _ in released.add(51) }) == 100)
        await released.until { $0.count == 51 }
        #expect(released.items == Array(1...51))
        #expect(feed.lastSequence == 100)
        #expect(journal.lastSequence == 100)
        #expect(await store.close() == 0)
    }

    @Test("O8 every fact is filed under its call, queue and agent, though few name them")
    func subjects() async throws {
        let scene = await CoreScene(agents: ["anna"])
        await scene.up()
        let offer = try await scene.talk()
        await scene.hear(scene.goodbye(offer.channel.raw), scene.exit(offer.channel.raw))
        await scene.hear(scene.goodbye("c1"), scene.exit("c1"))
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.file("j.db"), node: node)
        let journal = Journal(
            store: store, feed: EventFeed(history: NoEventHistory(), lastSequence: 0), next: 1, queues: QueueState())
        _ = journal.append(scene.journal.facts.items, released: { _ in })
        #expect(await store.close() == 0)
        let reader = try StoreReader(path: folder.file("j.db"))
        let call = try #require(scene.opened.first).call
        let rows = try await reader.journal(call: call)
        #expect(
            rows.map(\.kind) == [
                "entry_opened", "offer_made", "offer_answered", "entry_connected", "entry_closed", "caller_left",
            ])
        #expect(rows.dropFirst().dropLast().allSatisfy { $0.agent == AgentID("anna") })
        #expect(rows.dropLast().allSatisfy { $0.queue == CoreScene.sales })
    }

    @Test("Q17 a restart finds what was written: queues, numbers of facts, callers, and who was to be sent on")
    func recovery() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.file("j.db"), node: node)
        let journal = Journal(
            store: store, feed: EventFeed(history: NoEventHistory(), lastSequence: 0), next: 1, queues: QueueState())
        journal.remember(CallerToken("k1"), CallerIdentity(number: "030555", name: "Ada"), agent: nil, at: clock.now)
        let facts = [
            settings, opened(1), opened(2), closed(2, .timeout, to: .dialplan(CoreScene.voicemail)), opened(3),
            closed(3, .withdrawn),
        ].map(dated)
        _ = journal.append(facts, released: { _ in })
        #expect(await store.close() == 0)

        let reader = try StoreReader(path: folder.file("j.db"))
        let found = try await Recovery(reader, figures: Figures(), log: quiet)
        var expected = QueueState()
        for fact in facts { expected.apply(fact) }
        #expect(found.state == expected)
        #expect(found.nextSequence == 7)
        #expect(found.replayed == 6)
        #expect(found.callers == [CallerToken("k1"): CallerIdentity(number: "030555", name: "Ada")])
        #expect(
            found.state.leaving == [
                LegKey(one, ChannelID("c2")): .release(CallID("call2"), to: .dialplan(CoreScene.voicemail)),
                LegKey(one, ChannelID("c3")): .release(CallID("call3"), to: .dialplan(nil)),
            ])
    }

    @Test("Q17 from a checkpoint only the facts after it are read, and the result is the same")
    func checkpoint() async throws {
        let folder = try TemporaryFolder()
        let store = try Store(path: folder.file("j.db"), node: node)
        let journal = Journal(
            store: store, feed: EventFeed(history: NoEventHistory(), lastSequence: 0), next: 1, queues: QueueState())
        let facts = [settings, opened(1), opened(2), closed(1, .abandoned, by: .caller)].map(dated)
        var state = QueueState()
        var figures = Figures()
        for fact in facts.prefix(3) {
            state.apply(fact)
            figures.apply(fact)
        }
        _ = journal.append(facts, released: { _ in })
        store.keep(
            StoredCheckpoint(
                sequence: 3, madeAt: clock.now, engine: EngineCheckpoint.bytes(of: state), statistics: figures.bytes))
        #expect(await store.close() == 0)
        let found = try await Recovery(StoreReader(path: folder.file("j.db")), figures: Figures(), log: quiet)
        #expect(found.replayed == 1)
        state.apply(facts[3])
        figures.apply(facts[3])
        #expect(found.state == state)
        #expect(found.figures.bytes == figures.bytes)
    }

    // MARK: Interruptions

    /// A store without room for facts, so that each is lost and told as an interruption.
    private func fullStore(_ path: String, _ onHealth: @escaping @Sendable (StoreHealth) -> Void) throws -> Store {
        var options = StoreOptions()
        options.bufferedRows = 0
        let clock = clock
        options.now = {
            clock.pass(.seconds(1))
            return clock.now
        }
        return try Store(path: path, node: node, options: options, onHealth: onHealth)
    }

    @Test("K12 a time in which facts did not reach the disk marks the figures, at once and after a restart")
    func interruptions() async throws {
        let folder = try TemporaryFolder()
        let begun = clock.now
        let (recoveries, storeIsWell) = AsyncStream.makeStream(of: Void.self)
        let healths = Told<StoreHealth>()
        let store = try fullStore(folder.file("j.db")) { health in
            // In this order: who waits for the health ends the stream.
            if health == .ok { storeIsWell.yield() }
            healths.add(health)
        }
        let picture = Picture.empty(clock)
        let folding = Task { await picture.run() }
        let telling = Task { await store.tellInterruptions(after: recoveries, to: picture, quiet) }
        store.append(
            StoreBatch(rows: [
                JournalRow(
                    sequence: 1, at: begun, kind: "server_lost", version: 1, body: FactCoding.body(of: .serverLost(one))
                )
            ]))
        await healths.until { $0.contains(.ok) }
        storeIsWell.finish()
        await telling.value
        await picture.settled()
        let marked = await picture.figures.blind(from: begun, until: clock.now + .seconds(60))
        #expect(marked.map(\.source) == [.journal])
        picture.finish()
        await folding.value
        #expect(await store.close() == 0)

        let found = try await Recovery(StoreReader(path: folder.file("j.db")), figures: Figures(), log: quiet)
        let again = found.figures.blind(from: begun, until: clock.now + .seconds(60))
        #expect(again.filter { $0.source == .journal } == marked)
    }
}
