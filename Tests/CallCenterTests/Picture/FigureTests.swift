import MaydayAPI
import Queueing
import Statistics
import Telephony
import Testing

@testable import CallCenter

@Suite("What the picture says of its own figures")
struct FigureTests {
    private let clock = ManualClock()
    private var one: ServerID { CoreScene.one }

    /// The figures of a queue after these facts, one a second.
    private func figures(
        _ facts: [Fact], served: Bool = true, interrupted: (Instant, Instant)? = nil
    ) async throws -> QueueFigures {
        let picture = Picture.empty(clock)
        let queue = QueueSettings(id: CoreScene.sales, name: "Sales")
        let folding = Task { await picture.run() }
        if served { picture.link(one, LinkStatus(phase: .up, since: clock.now)) }
        for (index, fact) in ([.settingsChanged(Settings(queues: [queue], agents: []))] + facts).enumerated() {
            picture.facts([DatedFact(at: clock.now, fact: fact)], last: Int64(index + 1))
            clock.pass(.seconds(1))
        }
        if let (from, until) = interrupted { picture.interrupted(from: from, until: until) }
        await picture.settled()
        let list = await picture.queueList()
        picture.finish()
        await folding.value
        return try #require(list.first).today
    }

    @Test("K12 a day in which everything was heard is not marked")
    func whole() async throws {
        let today = try await figures([.serverReconciled(one, blindFrom: clock.now, blindUntil: clock.now)])
        #expect(!today.incomplete && today.blindMs == 0)
    }

    @Test("K12 while a server is away, and after it was, the day's figures are marked")
    func away() async throws {
        let lost = try await figures([.serverLost(one)])
        #expect(lost.incomplete && lost.blindMs == 1000)
        let from = clock.now
        let found = try await figures([
            .serverLost(one), .serverReconciled(one, blindFrom: from, blindUntil: from + .seconds(2)),
        ])
        #expect(found.incomplete && found.blindMs == 2000)
    }

    @Test("K12 a server that this service has no more is not missed")
    func removed() async throws {
        let today = try await figures([.serverLost(one)], served: false)
        #expect(!today.incomplete)
    }

    @Test("K12 a time in which facts did not reach the journal marks the figures")
    func interrupted() async throws {
        let from = clock.now
        let today = try await figures([], interrupted: (from, from + Span(milliseconds: 300)))
        #expect(today.incomplete && today.blindMs == 300)
    }

    @Test("K5 an agent's lost offers are those that they or their phone let down", arguments: LostOffer.allCases)
    func lostOffers(_ why: LostOffer) async throws {
        let picture = Picture.empty(clock)
        let (anna, entry, offer) = (AgentID("anna"), EntryID("e1"), OfferID("o1"))
        let queue = CoreScene.sales
        let settings = Settings(
            queues: [QueueSettings(id: queue, name: "Sales")],
            agents: [AgentSettings(id: anna, name: "Anna", endpoint: "PJSIP/1001", server: one, queues: [queue])])
        let folding = Task { await picture.run() }
        let facts: [Fact] = [
            .settingsChanged(settings),
            .entryOpened(
                EntryOpened(
                    entry: entry, call: CallID("k1"), server: one, channel: ChannelID("c1"), queue: queue,
                    group: "default", caller: CallerToken("t1"), enteredAt: clock.now, priority: 0)),
            .offerMade(
                OfferMade(
                    offer: offer, entry: entry, queue: queue, agent: anna, channel: ChannelID("a1"),
                    bridge: BridgeID("b1"), deadline: clock.now + .seconds(15))),
            .offerLost(OfferLost(offer: offer, entry: entry, queue: queue, agent: anna, why: why, cause: 0)),
        ]
        picture.facts(facts.map { DatedFact(at: clock.now, fact: $0) }, last: Int64(facts.count))
        await picture.settled()
        let today = try #require(await picture.agentList().first).today
        picture.finish()
        await folding.value
        let isTheirs = ![.withdrawn, .agentLeft, .answeredElsewhere].contains(why)
        #expect(today.offered == 1)
        #expect(today.lost == (isTheirs ? 1 : 0))
    }
}
