import APIServer
import Queueing
import Store
import Telephony
import Testing

@testable import CallCenter

@Suite("Q19 explanations beside the journal")
struct ExplainerTests {
    private let moment = Instant(milliseconds: 1_700_000_000_000)
    private let sales = QueueID("sales")

    private func settings(_ names: [String]) -> Settings {
        Settings(
            queues: [QueueSettings(id: sales, name: "Sales")],
            agents: names.map {
                AgentSettings(
                    id: AgentID($0), name: "Ms \($0)", endpoint: "PJSIP/\($0)", server: ServerID("one"),
                    queues: [sales],
                    startsReady: true)
            })
    }

    /// What an engine decides as a caller comes.
    private func facts(_ names: [String]) -> [DatedFact] {
        var engine = QueueEngine(boot: "t1")
        var output = Output()
        let picture = ServerPicture(legs: [], bridges: [], blindFrom: moment, blindUntil: moment)
        engine.handle(.settingsLoaded(settings(names)), at: moment, into: &output)
        engine.handle(.serverReconciled(ServerID("one"), picture), at: moment, into: &output)
        engine.handle(
            .callerArrived(
                Arrival(
                    entry: EntryID("e1"), call: CallID("call1"), server: ServerID("one"), channel: ChannelID("c1"),
                    queue: sales, caller: CallerToken("k1"), enteredAt: moment)), at: moment, into: &output)
        return output.facts
    }

    @Test("Q19 an offer's explanation stands under its own sequence, and stays until it is kept")
    func once() throws {
        let explainer = Explainer()
        explainer.begin(QueueState())
        let facts = facts(["anna", "bert"])
        let made = try #require(
            facts.firstIndex { if case .offerMade = $0.fact { true } else { false } }.map { Int64($0) + 1 })
        explainer.note(facts, last: Int64(facts.count))
        #expect(explainer.explanations(through: made - 1).isEmpty)
        let first = explainer.explanations(through: Int64(facts.count))
        #expect(first.map(\.sequence) == [made])
        #expect(explainer.explanations(through: Int64(facts.count)) == first)
        let kept = try #require(first.first)
        let roster = try Roster(bytes: try #require(kept.rosterBody))
        let why = try ExplanationCoding.explanation(from: kept.body, at: kept.at, roster)
        #expect(why.chosen?.agent == AgentID("anna"))
        #expect(roster.name(of: AgentID("bert")) == "Ms bert")
        explainer.kept(through: Int64(facts.count))
        #expect(explainer.explanations(through: Int64(facts.count)).isEmpty)
    }

    @Test("Q19 a service that explains: agents who are gone since, and a store that was opened anew")
    func kept() async throws {
        let folder = try TemporaryFolder()
        let facts = facts(["anna", "bert"])
        let explainer = Explainer()
        var options = StoreOptions()
        options.explainer = explainer
        // By the machine's clock the facts are too old to keep.
        options.now = { [moment] in moment }
        let path = folder.file("j.db")
        let store = try Store(path: path, node: NodeID("n1"), options: options) { _ in }
        let journal = Journal(
            store: store, feed: EventFeed(history: NoEventHistory(), lastSequence: 0), explainer: explainer, next: 1,
            queues: QueueState())
        let last = journal.append(facts) { _ in }
        _ = journal.append([DatedFact(at: moment, fact: .settingsChanged(settings(["carl"])))]) { _ in }
        await store.settled()
        _ = await store.close()
        let reader = try StoreReader(path: path)
        let found = try await reader.explanations(of: Array(1...last))
        #expect(found.count == 1)
        let one = try #require(found.values.first)
        let body = try #require(try await reader.rosters([one.roster])[one.roster])
        let roster = try Roster(bytes: body)
        let why = try ExplanationCoding.explanation(from: one.body, at: one.at, roster)
        #expect(roster.name(of: AgentID("anna")) == "Ms anna")
        #expect(why.skipped.first?.agents == [AgentID("bert")])
    }
}
