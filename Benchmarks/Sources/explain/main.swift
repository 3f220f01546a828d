import Glibc
import Queueing
import Telephony

// What one offer's explanation takes: the time to work it out and to write it, and its bytes, in a queue of so many agents
// of whom a third is free, a third talks or wraps up and a third is away for one of four reasons.
//   explain AGENTS

guard CommandLine.arguments.count == 2, let agentCount = Int(CommandLine.arguments[1]), agentCount >= 12 else {
    print("usage: explain AGENTS (12 or more)")
    exit(64)
}
let rounds = 200
let server = ServerID("pbx")
let queue = QueueID("support")
let ids = (0..<agentCount).map { AgentID("agent\(10_000 + $0)") }
var now = Instant(milliseconds: 1_700_000_000_000)
var state = QueueState()

@MainActor
func apply(_ fact: Fact) {
    now = now + Span(milliseconds: 700)
    state.apply(DatedFact(at: now, fact: fact))
}

apply(
    .settingsChanged(
        Settings(
            queues: [QueueSettings(id: queue, name: "Support")],
            agents: ids.enumerated().map { position, id in
                AgentSettings(
                    id: id, name: id.raw, endpoint: "PJSIP/\(id)", server: server, queues: [queue], position: position)
            })))
apply(.serverReconciled(server, blindFrom: now, blindUntil: now))
let reasons = ["lunch", "training", "paperwork", "no_answer"]
for (place, id) in ids.enumerated() {
    apply(.agentChanged(AgentChanged(agent: id, state: .ready)))
    switch place % 6 {
    case 0: apply(.agentChanged(AgentChanged(agent: id, state: .notReady, reason: reasons[place / 6 % 4])))
    case 1: apply(.agentChanged(AgentChanged(agent: id, state: .offline)))
    case 2: apply(.agentChanged(AgentChanged(agent: id, state: .wrapUp, until: now + .seconds(30))))
    case 3: apply(.agentChanged(AgentChanged(agent: id, state: .talking)))
    default: break
    }
}
let entry = EntryID("n1-e1")
apply(
    .entryOpened(
        EntryOpened(
            entry: entry, call: CallID("n1-k1"), server: server, channel: ChannelID("1.1"), queue: queue,
            group: "default", caller: CallerToken("t1"), enteredAt: now, priority: 0)))
let offer = OfferMade(
    offer: OfferID("b0-o1"), entry: entry, queue: queue, agent: ids[4], channel: ChannelID("b0-a1"),
    bridge: BridgeID("b0-b1"), deadline: now + .seconds(15))
let roster = Roster(state.settings)
var times: [Double] = []
var bytes: [UInt8] = []
for _ in 0..<rounds {
    let start = ContinuousClock.now
    guard let explanation = Explanation(of: offer, at: now, in: state) else { exit(1) }
    bytes = ExplanationCoding.bytes(of: explanation, at: now, roster)
    times.append((ContinuousClock.now - start) / .microseconds(1))
}
times.sort()
print(
    """
    {"agents":\(agentCount),"bytes":\(bytes.count),"roster_bytes":\(roster.bytes.count),\
    "p50_us":\(times[rounds / 2 - 1]),"p99_us":\(times[rounds * 99 / 100 - 1])}
    """)
