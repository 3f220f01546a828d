import Glibc
import Queueing
import Telephony

// What choosing costs: among so many available agents for a caller who arrives, and among so many waiting callers for an
// agent who becomes ready. Ten queues, every agent serves them all.
//   select STRATEGY AGENTS CALLERS     one line of figures, microseconds of one `handle` each

let arguments = CommandLine.arguments
guard arguments.count == 4, let strategy = Strategy(rawValue: arguments[1]), let agentCount = Int(arguments[2]),
    let callerCount = Int(arguments[3]), agentCount > 0, callerCount > 0
else {
    print("usage: select STRATEGY AGENTS CALLERS")
    exit(64)
}
let rounds = 2000
let server = ServerID("pbx")
let queues = (0..<10).map { QueueID("queue\($0)") }
let ids = (0..<agentCount).map { AgentID("agent\($0)") }

@MainActor
func centre() -> QueueEngine {
    var engine = QueueEngine(boot: "b0")
    let settings = Settings(
        queues: queues.map { QueueSettings(id: $0, name: $0.raw, strategy: strategy) },
        agents: ids.enumerated().map { position, id in
            AgentSettings(
                id: id, name: id.raw, endpoint: "PJSIP/\(id)", server: server,
                memberships: queues.map { Membership(queue: $0, weight: 1 + position % 5) }, position: position)
        })
    var output = Output()
    engine.handle(.settingsLoaded(settings), at: now, into: &output)
    engine.handle(
        .serverReconciled(server, ServerPicture(legs: [], bridges: [], blindFrom: now, blindUntil: now)), at: now,
        into: &output)
    return engine
}

@MainActor
func arrival(_ number: Int) -> Input {
    .callerArrived(
        Arrival(
            entry: EntryID("n1-e\(number)"), call: CallID("n1-k\(number)"), server: server,
            channel: ChannelID("1700000000.\(number)"), queue: queues[number % queues.count],
            caller: CallerToken("t\(number)"), enteredAt: now))
}

/// Nearest rank.
func percentile(_ p: Double, of times: [Double]) -> Double {
    times.sorted()[max(0, Int((p * Double(times.count)).rounded(.up)) - 1)]
}

var now = Instant(milliseconds: 1_700_000_000_000)
var output = Output()

@MainActor
func tell(_ engine: inout QueueEngine, _ input: Input) {
    output.removeAll()
    engine.handle(input, at: now, into: &output)
}

@MainActor
func time(_ engine: inout QueueEngine, _ input: Input) -> Double {
    output.removeAll()
    let start = ContinuousClock.now
    engine.handle(input, at: now, into: &output)
    let spent = (ContinuousClock.now - start) / .microseconds(1)
    guard output.facts.contains(where: { if case .offerMade = $0.fact { true } else { false } }) else {
        print("select: nobody was asked after \(input)")
        exit(1)
    }
    return spent
}

// Every agent is free, callers come one by one and hang up.
var engine = centre()
for id in ids { tell(&engine, .agentCommanded(id, .logIn)) }
var arriving: [Double] = []
for number in 0..<rounds {
    now = now + Span(milliseconds: 1)
    arriving.append(time(&engine, arrival(number)))
    let legs = engine.state.offers.values.map(\.channel)
    tell(&engine, .legEnded(server, ChannelID("1700000000.\(number)"), LegEnd(cause: 16)))
    for leg in legs { tell(&engine, .legEnded(server, leg, LegEnd(cause: 16))) }
}

// Nobody is free, many wait; agents log in one by one, are asked and log out.
engine = centre()
for number in 0..<callerCount {
    now = now + Span(milliseconds: 1)
    tell(&engine, arrival(number))
    for effect in output.effects { engine.handle(.effectFinished(effect.id, .done), at: now, into: &output) }
}
var readying: [Double] = []
for round in 0..<rounds {
    now = now + Span(milliseconds: 1)
    let id = ids[round % ids.count]
    readying.append(time(&engine, .agentCommanded(id, .logIn)))
    let legs = engine.state.offers.values.map(\.channel)
    tell(&engine, .agentCommanded(id, .logOut))
    for leg in legs { tell(&engine, .legEnded(server, leg, LegEnd(cause: 16))) }
}

print(
    """
    {"strategy":"\(strategy.rawValue)","agents":\(agentCount),"callers":\(callerCount),\
    "arrive_p50_us":\(percentile(0.5, of: arriving)),"arrive_p99_us":\(percentile(0.99, of: arriving)),\
    "ready_p50_us":\(percentile(0.5, of: readying)),"ready_p99_us":\(percentile(0.99, of: readying))}
    """)
