import Queueing
import Telephony

@testable import QueueLog

/// 2026-03-02 08:00:00 UTC.
let morning = Instant(milliseconds: 1_772_438_400_000)

func after(_ seconds: Int64, _ milliseconds: Int64 = 0) -> Instant {
    morning + Span(milliseconds: seconds * 1000 + milliseconds)
}

let sales = QueueID("sales")
let support = QueueID("support")
let anna = AgentID("anna")
let ben = AgentID("ben")

/// Facts in short. `lines` are what has been written, each with its seconds since the morning in front.
struct Script {
    var fold: QueueLogFold
    var facts: [DatedFact] = []
    var lines: [String] = []

    init(naming: AgentNaming = .endpoint) { fold = QueueLogFold(naming: naming) }

    /// Two agents of both queues, offline.
    static func staffed(_ naming: AgentNaming = .endpoint) -> Script {
        var script = Script(naming: naming)
        script.settings(morning)
        script.lines = []
        return script
    }

    mutating func add(_ at: Instant, _ fact: Fact) {
        let dated = DatedFact(at: at, fact: fact)
        facts.append(dated)
        var lines: [QueueLogLine] = []
        fold.apply(dated, into: &lines)
        self.lines += lines.map(Script.text)
    }

    /// What the last facts wrote, which is then forgotten.
    mutating func told() -> [String] {
        defer { lines = [] }
        return lines
    }

    /// With seconds since the morning instead of the epoch; the number of caller `t-1` is `n-1`.
    static func text(_ line: QueueLogLine) -> String {
        let text = line.text { "n" + $0.raw.dropFirst() }
        let parts = text.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        let seconds = (Int64(parts[0]) ?? 0) - morning.milliseconds / 1000
        return "\(seconds)|\(parts[1])"
    }

    static func agent(
        _ id: AgentID, endpoint: String? = nil, queues: [QueueID] = [sales, support]
    ) -> AgentSettings {
        AgentSettings(
            id: id, name: id.raw.uppercased(), endpoint: endpoint ?? "PJSIP/\(id)", server: ServerID("a"),
            queues: queues)
    }

    mutating func settings(
        _ at: Instant, _ agents: [AgentSettings] = [Script.agent(anna), Script.agent(ben)]
    ) {
        let queues = [sales, support].map { QueueSettings(id: $0, name: $0.raw) }
        add(at, .settingsChanged(Settings(queues: queues, agents: agents)))
    }

    mutating func enters(
        _ entry: String, _ at: Instant, since: Instant? = nil, queue: QueueID = sales, priority: Int = 0
    ) {
        add(
            at,
            .entryOpened(
                EntryOpened(
                    entry: EntryID(entry), call: CallID("call-\(entry)"), server: ServerID("a"),
                    channel: ChannelID("c-\(entry)"), queue: queue, group: "default", caller: CallerToken("t-\(entry)"),
                    enteredAt: since ?? at, priority: priority)))
    }

    mutating func offers(_ offer: String, of entry: String, _ at: Instant, to agent: AgentID = anna) {
        add(
            at,
            .offerMade(
                OfferMade(
                    offer: OfferID(offer), entry: EntryID(entry), queue: sales, agent: agent,
                    channel: ChannelID("l-\(offer)"), bridge: BridgeID("b-\(offer)"), deadline: at + .seconds(15))))
    }

    mutating func loses(_ offer: String, of entry: String, _ at: Instant, _ why: LostOffer, by agent: AgentID = anna) {
        add(
            at,
            .offerLost(
                OfferLost(
                    offer: OfferID(offer), entry: EntryID(entry), queue: sales, agent: agent, why: why, cause: 0)))
    }

    mutating func connects(_ offer: String, of entry: String, _ at: Instant, with agent: AgentID = anna) {
        add(
            at,
            .entryConnected(
                EntryConnected(
                    entry: EntryID(entry), offer: OfferID(offer), queue: sales, agent: agent,
                    bridge: BridgeID("b-\(offer)"))))
    }

    mutating func ends(_ entry: String, _ at: Instant, _ outcome: EntryOutcome, by party: Party = .caller) {
        add(
            at,
            .entryClosed(
                EntryClosed(entry: EntryID(entry), queue: sales, outcome: outcome, by: party, inferred: false)))
    }

    mutating func becomes(_ state: AgentState, _ at: Instant, _ agent: AgentID = anna, reason: String? = nil) {
        add(at, .agentChanged(AgentChanged(agent: agent, state: state, reason: reason)))
    }
}
