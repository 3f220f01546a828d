import Glibc
import Simulation

struct Options: Sendable {
    var from: UInt64 = 1
    var count: UInt64 = 1000
    /// How many runs go on beside each other.
    var jobs = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    var printsHashes = false
    var printsFaults = false
    var stopsAtFirst = false
    var isTold = false
    var shrinks = false
    var without: Set<UInt64> = []
}

/// What one run came to, or several.
struct Tally: Sendable {
    var ran = 0
    var failed = 0
    var steps = 0
    var callers = 0
    var facts = 0
    var faults: [String: Int] = [:]

    mutating func add(_ other: Tally) {
        ran += other.ran
        failed += other.failed
        steps += other.steps
        callers += other.callers
        facts += other.facts
        faults.merge(other.faults, uniquingKeysWith: +)
    }
}

private struct Run: Sendable {
    var seed: UInt64
    var tally: Tally
    var hash: UInt64
    var violation: String?

    init(seed: UInt64, _ options: Options) {
        self.seed = seed
        var world = World(seed: seed, without: options.without)
        world.isTold = options.isTold
        world.run()
        tally = Tally(
            ran: 1, failed: world.violations.isEmpty ? 0 : 1, steps: world.steps, callers: world.callerCount,
            facts: world.factCount, faults: world.faults)
        hash = world.hash
        violation = world.violations.first
    }
}

/// Runs the seeds, several beside each other, and prints what each has to say in the order of the seeds.
func run(_ options: Options) async -> Tally {
    var sum = Tally()
    await withTaskGroup(of: Run.self) { group in
        let end = options.from + options.count
        var next = options.from
        var turn = options.from
        var early: [UInt64: Run] = [:]
        var told = monotonicSeconds()
        // A trace is printed by the run itself: one at a time.
        let jobs = options.isTold ? 1 : options.jobs
        func begin() {
            guard next < end else { return }
            let seed = next
            next += 1
            group.addTask { Run(seed: seed, options) }
        }
        for _ in 0..<jobs { begin() }
        while let run = await group.next() {
            early[run.seed] = run
            while let run = early.removeValue(forKey: turn) {
                turn += 1
                sum.add(run.tally)
                tell(run, options)
                if run.violation != nil, options.stopsAtFirst {
                    group.cancelAll()
                    return
                }
            }
            if isatty(STDERR_FILENO) == 1, !options.isTold, monotonicSeconds() - told > 2 {
                told = monotonicSeconds()
                progress("\(sum.ran) of \(options.count) seeds, \(sum.failed) failed\n")
            }
            // No run gets far ahead of a slow one, so that little waits in memory.
            while next < min(end, turn + UInt64(jobs * 2)), next - turn - UInt64(early.count) < UInt64(jobs) { begin() }
        }
    }
    return sum
}

func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

private func progress(_ line: String) {
    _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
}

private func tell(_ run: Run, _ options: Options) {
    if options.printsHashes { print(run.seed, String(run.hash, radix: 16)) }
    guard let violation = run.violation else { return }
    print("seed \(run.seed): \(violation)")
    if options.shrinks { shrink(run.seed) }
    fflush(nil)
}

/// Prints the shortest run of a failing seed, and how to see it.
private func shrink(_ seed: UInt64) {
    guard let whole = Shrinking(failureOf: seed), let violation = whole.world.violations.first else { return }
    print("  in \(whole.world.steps) steps, after \(whole.tries) tries: \(violation)")
    for item in whole.world.chosen { print("    \(item.number)\t\(item.what)") }
    let without = whole.without.sorted().map(String.init).joined(separator: ",")
    print("  scripts/simulate --seed \(seed) --trace --without \(without)")
}
