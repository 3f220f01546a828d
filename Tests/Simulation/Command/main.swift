import Glibc
import Simulation

#if MAYDAY_MUTANTS
    import Queueing
#endif

// simulate [--from SEED] [--count N] [--seed SEED] [--hashes] [--faults] [--shrink] [--without N,N,…]
//   Runs the simulation for many seeds. Prints each seed that fails with its first violation, and a summary; ends with
//   1 if any failed.

struct Options {
    var from: UInt64 = 1
    var count: UInt64 = 1000
    var printsHashes = false
    var printsFaults = false
    var stopsAtFirst = false
    var isTold = false
    var shrinks = false
    var without: Set<UInt64> = []
}

func usage() -> Never {
    print(
        "usage: simulate [--from SEED] [--count N] [--seed SEED] [--hashes] [--faults] [--first] [--trace] [--speed] [--shrink] [--without N,N,…]"
    )
    exit(64)
}

var options = Options()
var arguments = CommandLine.arguments.dropFirst()
@MainActor func number() -> UInt64 {
    guard let text = arguments.popFirst(), let value = UInt64(text) else { usage() }
    return value
}
while let argument = arguments.popFirst() {
    switch argument {
    case "--from": options.from = number()
    case "--count": options.count = number()
    case "--seed":
        options.from = number()
        options.count = 1
    case "--hashes": options.printsHashes = true
    case "--faults": options.printsFaults = true
    case "--speed":
        measureSpeed()
        exit(0)
    case "--trace": options.isTold = true
    case "--shrink": options.shrinks = true
    case "--without":
        let numbers = arguments.popFirst()?.split(separator: ",").map { UInt64($0) }
        guard let numbers, numbers.allSatisfy({ $0 != nil }) else { usage() }
        options.without = Set(numbers.compactMap { $0 })
    #if MAYDAY_MUTANTS
        case "--mutant": activeMutant = Int(number())
    #endif
    case "--first": options.stopsAtFirst = true
    default: usage()
    }
}

func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Prints the shortest run of a failing seed, and how to see it.
@MainActor func shrink(_ seed: UInt64) {
    let whole = Shrinking(seed: seed) { world in
        world.run()
        return !world.violations.isEmpty
    }
    guard let whole, let violation = whole.world.violations.first else { return }
    print("  in \(whole.world.steps) steps, after \(whole.tries) tries: \(violation)")
    for item in whole.world.chosen { print("    \(item.number)\t\(item.what)") }
    let without = whole.without.sorted().map(String.init).joined(separator: ",")
    print("  scripts/simulate --seed \(seed) --trace --without \(without)")
}

let began = monotonicSeconds()
var failed = 0
var ran = 0
var steps = 0
var facts = 0
var callers = 0
var faults: [String: Int] = [:]
for seed in options.from..<(options.from + options.count) {
    var world = World(seed: seed, without: options.without)
    world.isTold = options.isTold
    world.run()
    ran += 1
    steps += world.steps
    facts += world.factCount
    callers += world.callerCount
    for (name, count) in world.faults { faults[name, default: 0] += count }
    if options.printsHashes { print(seed, String(world.hash, radix: 16)) }
    if let first = world.violations.first {
        failed += 1
        print("seed \(seed): \(first)")
        if options.shrinks { shrink(seed) }
        if options.stopsAtFirst { break }
    }
}
if options.printsFaults {
    for name in faults.keys.sorted() { print("\(faults[name] ?? 0)\t\(name)") }
}
let seconds = monotonicSeconds() - began
if !options.printsHashes {
    print(
        "\(ran) seeds, \(failed) failed; \(steps) steps, \(callers) callers, \(facts) facts; "
            + "\(Int(seconds * 10) / 10).\(Int(seconds * 10) % 10) s")
}
exit(failed == 0 ? 0 : 1)
