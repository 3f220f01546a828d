import Glibc
import Queueing
import Simulation
import Telephony

/// Prints what the engine costs with ten thousand callers waiting: microseconds for an input that concerns nobody, for
/// a whole call, and for the coding of a fact.
@MainActor
func measureSpeed() {
    let server = ServerID("pbx")
    let queue = QueueSettings(id: QueueID("sales"), name: "Sales")
    let agents = (0..<500).map {
        AgentSettings(
            id: AgentID("\(1000 + $0)"), name: "Agent \($0)", endpoint: "PJSIP/\(1000 + $0)", server: server,
            queues: [queue.id], startsReady: false)
    }
    var engine = QueueEngine(boot: "k3f9")
    var output = Output()
    var now = Instant(milliseconds: 1_700_000_000_000)
    engine.handle(.settingsLoaded(Settings(queues: [queue], agents: agents)), at: now, into: &output)
    let nothing = ServerPicture(legs: [], bridges: [], blindFrom: now, blindUntil: now)
    engine.handle(.serverReconciled(server, nothing), at: now, into: &output)
    for index in 0..<10_000 {
        engine.handle(arrival(index, server, queue.id, now), at: now, into: &output)
        for effect in output.effects { engine.handle(.effectFinished(effect.id, .done), at: now, into: &output) }
        output.removeAll()
    }
    for agent in agents { engine.handle(.agentCommanded(agent.id, .logIn), at: now, into: &output) }
    output.removeAll()

    let stranger = ChannelID("1700000000.999999")
    report("an input that concerns nobody", 1_000_000) { _ in
        engine.handle(.legRinging(server, stranger), at: now, into: &output)
    }
    var facts: [DatedFact] = []
    report("a whole call: 9 inputs, 10,000 waiting, 500 agents", 10_000) { index in
        now = now + Span(milliseconds: 1)
        call(10_000 + index, &engine, server, queue.id, now, &output)
        if index < 1000 { facts.append(contentsOf: output.facts) }
        output.removeAll()
    }
    var bodies: [(kind: String, body: [UInt8])] = []
    report("encoding a fact", 1_000_000) { index in
        let fact = facts[index % facts.count].fact
        let body = FactCoding.body(of: fact)
        if bodies.count < facts.count { bodies.append((FactCoding.kind(of: fact).rawValue, body)) }
    }
    report("decoding a fact", 300_000) { index in
        let row = bodies[index % bodies.count]
        if (try? FactCoding.fact(kind: row.kind, version: 1, body: row.body)) == nil {
            print("cannot read \(row.kind)")
        }
    }
    report("a checkpoint", 5) { _ in _ = EngineCheckpoint.bytes(of: engine.state) }
}

private func arrival(_ index: Int, _ server: ServerID, _ queue: QueueID, _ at: Instant) -> Input {
    .callerArrived(
        Arrival(
            entry: EntryID("n1-e\(index)"), call: CallID("n1-k\(index)"), server: server,
            channel: ChannelID("1700000000.\(index)"), queue: queue, caller: CallerToken("t\(index)"), enteredAt: at))
}

/// One caller arrives; the agent who comes next is dialled for whoever is first, talks and wraps up.
private func call(
    _ index: Int, _ engine: inout QueueEngine, _ server: ServerID, _ queue: QueueID, _ now: Instant,
    _ output: inout Output
) {
    engine.handle(arrival(index, server, queue, now), at: now, into: &output)
    guard let offer = engine.state.offers.values.first(where: { $0.stage == .dialling }),
        let caller = engine.state.entries[offer.entry]
    else { return }
    engine.handle(.legRinging(server, offer.channel), at: now, into: &output)
    engine.handle(.legAnswered(server, offer.channel), at: now, into: &output)
    engine.handle(.legBridged(server, caller.channel, offer.bridge), at: now, into: &output)
    engine.handle(.legEnded(server, caller.channel, LegEnd(cause: 16)), at: now, into: &output)
    engine.handle(.legEnded(server, offer.channel, LegEnd(cause: 16)), at: now, into: &output)
    engine.handle(.agentCommanded(offer.agent, .endWrapUp), at: now, into: &output)
    for effect in output.effects { engine.handle(.effectFinished(effect.id, .done), at: now, into: &output) }
}

@MainActor
private func report(_ what: String, _ count: Int, _ body: (Int) -> Void) {
    var began = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &began)
    for index in 0..<count { body(index) }
    var ended = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended)
    let nanoseconds = (ended.tv_sec - began.tv_sec) * 1_000_000_000 + (ended.tv_nsec - began.tv_nsec)
    print("\(what): \(nanoseconds / count) ns")
}
