import ARI
import ARIClient
import Glibc
import Logging

// The time of GET /asterisk/ping through our client, with so many requests in flight.
//   rest-latency URL USER IN_FLIGHT REQUESTS     password in MAYDAY_ARI_PASSWORD; one line of figures

let arguments = CommandLine.arguments
guard arguments.count == 5, let inFlight = Int(arguments[3]), let requests = Int(arguments[4]), inFlight > 0,
    let password = getenv("MAYDAY_ARI_PASSWORD").map({ String(cString: $0) })
else {
    print("usage: MAYDAY_ARI_PASSWORD=… rest-latency URL USER IN_FLIGHT REQUESTS")
    exit(64)
}

let server = try ARIServer(
    url: arguments[1], credentials: ARICredentials(user: arguments[2], password: password))
let client = try ARIRESTClient(server: server, logger: Logger(label: "rest") { _ in SwiftLogNoOpLogHandler() })

func measure(_ count: Int) async throws -> [Double] {
    var times: [Double] = []
    times.reserveCapacity(count)
    for _ in 0..<count {
        let start = ContinuousClock.now
        _ = try await client.send(ARI.Asterisk.ping())
        times.append((ContinuousClock.now - start) / .microseconds(1))
    }
    return times
}

// Connections are opened and code is warm before anything counts.
_ = try await withThrowingTaskGroup(of: [Double].self) { group in
    for _ in 0..<inFlight { group.addTask { try await measure(50) } }
    try await group.waitForAll()
}
let begin = ContinuousClock.now
let times = try await withThrowingTaskGroup(of: [Double].self) { group in
    for _ in 0..<inFlight { group.addTask { try await measure(requests / inFlight) } }
    var all: [Double] = []
    for try await some in group { all += some }
    return all.sorted()
}
let seconds = (ContinuousClock.now - begin) / .seconds(1)

/// Nearest rank.
func percentile(_ p: Double, of times: [Double]) -> Double {
    times[max(0, Int((p * Double(times.count)).rounded(.up)) - 1)]
}

print(
    """
    {"requests":\(times.count),"p50_us":\(percentile(0.5, of: times)),"p99_us":\(percentile(0.99, of: times)),\
    "requests_per_second":\(Double(times.count) / seconds)}
    """)
