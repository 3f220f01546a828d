import Glibc
import Queueing
import Telephony

// What choosing costs: among so many available agents for a caller who arrives, and among so many waiting callers for an
// agent who becomes ready. Ten queues, every agent serves them all.
//   select STRATEGY AGENTS CALLERS [WISHES]     one line of figures, microseconds of one `handle` each

let arguments = CommandLine.arguments
guard (4...5).contains(arguments.count), let strategy = Strategy(rawValue: arguments[1]),
    let agentCount = Int(arguments[2]), let callerCount = Int(arguments[3]), agentCount > 0, callerCount > 0,
    let wishes = Wishes(rawValue: arguments.count == 5 ? arguments[4] : "none")
else {
    print("usage: select STRATEGY AGENTS CALLERS [\(Wishes.allCases.map(\.rawValue).joined(separator: "|"))]")
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
        queues: queues.map {
            var queue = QueueSettings(id: $0, name: $0.raw, strategy: strategy)
            wishes.apply(to: &queue)
            return queue
        },
        agents: ids.enumerated().map { position, id in
            AgentSettings(
                id: id, name: id.raw, endpoint: "PJSIP/\(id)", server: server,
                memberships: queues.map { Membership(queue: $0, tier: wishes.tier, weight: 1 + position % 5) },
                position: position, skills: wishes.skills(position))
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
            caller: CallerToken("t\(number)"), enteredAt: now, needs: wishes.needs(number, among: ids)))
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

@MainActor
func end(_ leg: ChannelID) { tell(&engine, .legEnded(server, leg, LegEnd(cause: 16))) }

/// Free: in the line of agents. Not free: logged in, so that one may hope for them, but on the phone.
@MainActor
func set(_ agent: AgentID, isFree: Bool) -> Input {
    wishes == .agent
        ? .endpointBusy(server, endpoint: "PJSIP/\(agent)", !isFree) : .agentCommanded(agent, isFree ? .logIn : .logOut)
}

// Every agent is free, callers come one by one and hang up.
var engine = centre()
for id in ids { tell(&engine, .agentCommanded(id, .logIn)) }
var arriving: [Double] = []
if wishes == .tier {
    // What is timed is the end of a caller's patience: they are there, each a millisecond after the one before.
    for number in 0..<rounds {
        now = now + Span(milliseconds: 1)
        tell(&engine, arrival(number))
        for effect in output.effects { engine.handle(.effectFinished(effect.id, .done), at: now, into: &output) }
    }
    now = now + Span(milliseconds: Wishes.patience.milliseconds - Int64(rounds))
}
for number in 0..<rounds {
    now = now + Span(milliseconds: 1)
    arriving.append(time(&engine, wishes == .tier ? .clock : arrival(number)))
    let legs = engine.state.offers.values.map(\.channel)
    end(ChannelID("1700000000.\(number)"))
    for leg in legs { end(leg) }
}

// Nobody is free, many wait; agents become free one by one, are asked and are free no more.
engine = centre()
if wishes == .agent {
    for id in ids {
        tell(&engine, .agentCommanded(id, .logIn))
        tell(&engine, set(id, isFree: false))
    }
}
for number in 0..<callerCount {
    now = now + Span(milliseconds: 1)
    tell(&engine, arrival(number))
    for effect in output.effects { engine.handle(.effectFinished(effect.id, .done), at: now, into: &output) }
}
var readying: [Double] = []
// Whom one hopes for is asked once.
for round in 0..<(wishes == .tier ? 0 : wishes == .agent ? min(rounds, ids.count, callerCount) : rounds) {
    now = now + Span(milliseconds: 1)
    let id = ids[round % ids.count]
    readying.append(time(&engine, set(id, isFree: true)))
    let legs = engine.state.offers.values.map(\.channel)
    if wishes == .agent { for leg in legs { end(leg) } }
    tell(&engine, set(id, isFree: false))
    if wishes != .agent { for leg in legs { end(leg) } }
}
// Where time alone is measured nobody becomes ready.
let ready =
    readying.isEmpty
    ? ""
    : #","ready_p50_us":\#(percentile(0.5, of: readying)),"ready_p99_us":\#(percentile(0.99, of: readying))"#
print(
    """
    {"strategy":"\(strategy.rawValue)","agents":\(agentCount),"callers":\(callerCount),\
    "arrive_p50_us":\(percentile(0.5, of: arriving)),"arrive_p99_us":\(percentile(0.99, of: arriving))\(ready)}
    """)
