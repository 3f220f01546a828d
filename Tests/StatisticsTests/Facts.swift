import Queueing
import Telephony

@testable import Statistics

/// 2026-03-02 08:00:00 UTC, the beginning of an interval.
let morning = Instant(milliseconds: 1_772_438_400_000)

func after(_ seconds: Int64, _ milliseconds: Int64 = 0) -> Instant {
    morning + Span(milliseconds: seconds * 1000 + milliseconds)
}

let sales = QueueID("sales")
let anna = AgentID("anna")
let forever = Instant(milliseconds: 4_000_000_000_000)

/// Facts in short, applied to a fold and kept for a second one.
struct Script {
    var fold = StatisticsFold()
    var facts: [DatedFact] = []

    init(agents: [AgentID] = [anna]) {
        add(
            morning,
            .settingsChanged(
                Settings(
                    queues: [QueueSettings(id: sales, name: "Sales")],
                    agents: agents.map {
                        AgentSettings(
                            id: $0, name: $0.raw, endpoint: "PJSIP/\($0.raw)", server: ServerID("a"), queues: [sales])
                    })))
    }

    mutating func add(_ at: Instant, _ fact: Fact) {
        facts.append(DatedFact(at: at, fact: fact))
        fold.apply(DatedFact(at: at, fact: fact))
    }

    mutating func enters(_ entry: String, _ at: Instant, since: Instant? = nil) {
        add(
            at,
            .entryOpened(
                EntryOpened(
                    entry: EntryID(entry), call: CallID(entry), server: ServerID("a"), channel: ChannelID(entry),
                    queue: sales, group: "default", caller: CallerToken("t"), enteredAt: since ?? at, priority: 0)))
    }

    mutating func offers(_ entry: String, _ at: Instant, to agent: AgentID = anna, as offer: String? = nil) {
        add(
            at,
            .offerMade(
                OfferMade(
                    offer: OfferID(offer ?? "o-" + entry), entry: EntryID(entry), queue: sales, agent: agent,
                    channel: ChannelID("l-" + entry), bridge: BridgeID("b-" + entry), deadline: at + .seconds(15))))
    }

    mutating func loses(
        _ entry: String, _ at: Instant, _ why: LostOffer, by agent: AgentID = anna, offer: String? = nil
    ) {
        add(
            at,
            .offerLost(
                OfferLost(
                    offer: OfferID(offer ?? "o-" + entry), entry: EntryID(entry), queue: sales, agent: agent, why: why,
                    cause: 0)))
    }

    mutating func connects(_ entry: String, _ at: Instant, with agent: AgentID = anna, offer: String? = nil) {
        add(
            at,
            .entryConnected(
                EntryConnected(
                    entry: EntryID(entry), offer: OfferID(offer ?? "o-" + entry), queue: sales, agent: agent,
                    bridge: BridgeID("b-" + entry))))
    }

    mutating func ends(
        _ entry: String, _ at: Instant, _ outcome: EntryOutcome, by party: Party = .caller, inferred: Bool = false
    ) {
        add(
            at,
            .entryClosed(
                EntryClosed(entry: EntryID(entry), queue: sales, outcome: outcome, by: party, inferred: inferred)))
    }

    mutating func becomes(_ state: AgentState, _ at: Instant, _ agent: AgentID = anna, reason: String? = nil) {
        add(at, .agentChanged(AgentChanged(agent: agent, state: state, reason: reason)))
    }

    var all: QueueCounts { fold.counts(sales, from: morning, until: forever) }
}
