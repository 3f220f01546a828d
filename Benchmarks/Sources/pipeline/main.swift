import APIServer
import ARI
import ARIClient
import ARITelephony
import CallCenter
import Foundation
import Logging
import MaydayAPI
import Queueing
import Store
import Telephony

// The service's whole way from the socket to the disk, against the replay server: client, translation, engine, journal,
// picture. Effects are answered at once instead of being sent to Asterisk.
//   pipeline URL EVENTS CALLS FOLDER [trace]     one line of figures

let arguments = CommandLine.arguments
guard arguments.count >= 5, let events = Int(arguments[2]), let calls = Int(arguments[3]) else {
    print("usage: pipeline URL EVENTS CALLS FOLDER [trace]")
    exit(64)
}
let traces = arguments.count > 5 && arguments[5] == "trace"
let log = Logger(label: "pipeline") { _ in SwiftLogNoOpLogHandler() }
let clock = WallClock.system
let id = ServerID("replay")
let application = "mayday"

let store = try Store(path: "\(arguments[4])/journal.sqlite", node: NodeID("bench"))
let recovery = try await Recovery(store.reader, figures: Figures(), log: log)
let feed = EventFeed(history: NoHistory(), lastSequence: 0)
let picture = Picture(
    state: recovery.state, figures: recovery.figures, sequence: 0, callers: [:], feed: feed, application: application,
    clock: clock, midnight: Midnight.local, log: log)
let progress = Progress(events: events, calls: calls)
let sink = ImmediateEffects()
let journal = Journal(store: store, feed: feed, next: recovery.nextSequence, queues: recovery.state)
let tracer = Tracer { item in
    store.trace([
        TraceLine(
            call: item.call, at: item.at, kind: TraceLine.Kind(rawValue: item.kind.rawValue) ?? .input,
            text: item.text)
    ])
}
let core = Core(
    engine: QueueEngine(state: recovery.state, boot: "tape00"),
    ids: IdentifierSource(node: NodeID("bench"), boot: "tape00"),
    numbers: NumberTable([("700", QueueID("support"))]), application: application,
    ports: Core.Ports(
        journal: CountedJournal(journal: journal, progress: progress), effects: sink,
        picture: CountedPicture(picture: picture, progress: progress), trace: traces ? tracer : .none),
    clock: clock, log: log)
sink.connect(core)
let queue = QueueSettings(id: QueueID("support"), name: "Support", wrapUp: .zero)
let agents = (1001...1040).map { number in
    AgentSettings(
        id: AgentID("\(number)"), name: "\(number)", endpoint: "PJSIP/\(number)", server: id,
        queues: [QueueID("support")], startsReady: true)
}
await core.load(Settings(queues: [queue], agents: agents), numbers: NumberTable([("700", QueueID("support"))]))

let loop = try WebSocketLoop()
let server = try ARIServer(url: arguments[1], credentials: ARICredentials(user: "mayday", password: "x"))
let client = try ARIRESTClient(server: server, logger: log)
let inbox = LinkInbox()
let stream = try ARIEventStream(
    loop: loop, server: server, applications: [application], delivery: .events, logger: log, sink: inbox.sink)
let link = Link(
    settings: Link.Settings(server: id, application: application), requests: client, inbox: inbox, core: core,
    picture: picture, arrivals: LegArrivals(), state: ServiceState(), clock: clock, log: log, redial: {})
let folding = Task { await picture.run() }
let following = Task { await link.run() }
stream.start()

await progress.finished(within: .seconds(120))
// Every fact is with the journal; the end is when the last of them is on the disk.
while store.status.committed < journal.lastSequence, progress.isTimely { usleep(200) }
progress.stop()
while !progress.hasHeardAll, progress.isTimely { usleep(200) }
await picture.settled()

let figures = progress.figures
let live = await core.liveEntries
let shown = await picture.callList().count
stream.stop()
inbox.finish()
print(
    """
    {"events":\(figures.events),"seconds":\(figures.seconds),\
    "events_per_second":\(Double(figures.events) / figures.seconds),"cpu_seconds":\(figures.cpu),\
    "facts":\(journal.lastSequence),"committed":\(store.status.committed),"calls":\(figures.closed),\
    "live_entries":\(live),"live_calls":\(shown),"lost_rows":\(store.status.lostRows),\
    "rss_50k":\(figures.early),"rss_end":\(figures.late)}
    """)
_ = await store.close()
exit(figures.closed == calls && live == 0 && shown == 0 ? 0 : 1)
