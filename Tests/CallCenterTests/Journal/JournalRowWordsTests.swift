import Queueing
import Store
import Telephony
import Testing

@testable import CallCenter

@Suite("A decision in a call's trace")
struct JournalRowWordsTests {
    private static let moment = Instant(milliseconds: 1_700_000_000_000)
    private static let entry = EntryID("e1")
    private static let offer = OfferID("o1")
    private static let sales = QueueID("sales")
    private static let anna = AgentID("anna")

    private static let cases: [(Fact, String)] = [
        (
            .entryOpened(
                EntryOpened(
                    entry: entry, call: CallID("call1"), server: ServerID("one"), channel: ChannelID("c1"),
                    queue: sales, group: "default", caller: CallerToken("k1"), enteredAt: moment, priority: 2)),
            "entry_opened: queue sales, channel c1, server one, priority 2"
        ),
        (
            .offerMade(
                OfferMade(
                    offer: offer, entry: entry, queue: sales, agent: anna, channel: ChannelID("t1-a1"),
                    bridge: BridgeID("t1-b1"), deadline: moment)),
            "offer_made: agent anna, channel t1-a1"
        ),
        (.offerRinging(offer), "offer_ringing: agent anna"), (.offerAnswered(offer), "offer_answered: agent anna"),
        (
            .offerLost(
                OfferLost(offer: offer, entry: entry, queue: sales, agent: anna, why: .busy, cause: 17)),
            "offer_lost: agent anna, busy, cause 17"
        ),
        (
            .entryConnected(
                EntryConnected(
                    entry: entry, offer: offer, queue: sales, agent: anna, bridge: BridgeID("t1-b1"))),
            "entry_connected: agent anna, bridge t1-b1"
        ),
        (
            .entryClosed(
                EntryClosed(entry: entry, queue: sales, outcome: .answered, by: .caller, inferred: true)),
            "entry_closed: answered, by caller, agent anna, inferred"
        ),
        (.callerLeft(ServerID("one"), ChannelID("c1")), "caller_left: channel c1"),
        (.holdBegun(Hold(agent: anna, inferred: true)), "hold_begun: agent anna, inferred"),
        (.holdEnded(Hold(agent: anna)), "hold_ended: agent anna"),
    ]

    @Test("O8 says what was decided: whom, why, with what outcome", arguments: cases)
    func words(_ fact: Fact, _ words: String) {
        let kind = FactCoding.kind(of: fact)
        var row = JournalRow(
            sequence: 1, at: Self.moment, kind: kind.rawValue, version: kind.version, call: CallID("call1"),
            queue: Self.sales, agent: Self.anna, group: "default", body: FactCoding.body(of: fact))
        #expect(row.words == words)
        // Another program's journal, or a newer one's: its name is left.
        row.body = [0]
        row.kind = "not_known"
        #expect(row.words == "not_known")
    }
}
