import ARIClient
import Dispatch
import Glibc
import Locking
import Logging

// Receives and throws away: what our own client costs before anybody reads an event.
//   event-sink URL COUNT [frames|events]     one line of figures, like `mayday ari listen --quiet`

let arguments = CommandLine.arguments
guard arguments.count >= 3, let wanted = Int(arguments[2]) else {
    print("usage: event-sink URL COUNT [frames|events]")
    exit(64)
}

struct Seen {
    var messages = 0
    var first: ContinuousClock.Instant?
    var last: ContinuousClock.Instant?
    var isOver = false
}

let seen = Locked(Seen())
let over = DispatchSemaphore(value: 0)
let server = try ARIServer(url: arguments[1], credentials: ARICredentials(user: "mayday", password: "x"))
let loop = try WebSocketLoop()
let stream = try ARIEventStream(
    loop: loop, server: server, applications: ["mayday"],
    delivery: arguments.count > 3 && arguments[3] == "events" ? .events : .frames,
    logger: Logger(label: "event-sink") { _ in SwiftLogNoOpLogHandler() }
) { batch in
    var count = 0
    for element in batch.elements {
        switch element {
        case .event, .frame, .malformed: count += 1
        default: break
        }
    }
    guard count > 0 else { return }
    let isOver = seen.withLock { seen in
        seen.messages += count
        if seen.first == nil { seen.first = .now }
        seen.last = .now
        defer { seen.isOver = seen.messages >= wanted }
        return !seen.isOver && seen.messages >= wanted
    }
    if isOver { over.signal() }
}
stream.start()
over.wait()

let figures = seen.withLock { $0 }
var usage = rusage()
getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
let cpu = [usage.ru_utime, usage.ru_stime].reduce(0.0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
let span = figures.first.flatMap { first in figures.last.map { ($0 - first) / .seconds(1) } } ?? 0
print(
    """
    {"events":\(figures.messages),"seconds":\(span),"events_per_second":\(Double(figures.messages) / span),\
    "cpu_seconds":\(cpu),"max_rss_bytes":\(usage.ru_maxrss * 1024)}
    """)
