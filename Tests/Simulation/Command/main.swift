import Glibc
import Simulation

#if MAYDAY_MUTANTS
    import Queueing
#endif

// Runs the simulation for many seeds. Prints each seed that fails with its first violation, in their order, and a summary;
// ends with 1 if any failed.

func usage() -> Never {
    print(
        "usage: simulate [--from SEED] [--count N] [--seed SEED] [--jobs N] [--hashes] [--faults] [--first] [--trace] [--speed] [--shrink] [--without N,N,…]"
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
    case "--jobs": options.jobs = Int(max(1, min(number(), 1024)))
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

let began = monotonicSeconds()
let sum = await run(options)
if options.printsFaults {
    for name in sum.faults.keys.sorted() { print("\(sum.faults[name] ?? 0)\t\(name)") }
}
let seconds = monotonicSeconds() - began
if !options.printsHashes {
    print(
        "\(sum.ran) seeds, \(sum.failed) failed; \(sum.steps) steps, \(sum.callers) callers, \(sum.facts) facts; "
            + "\(Int(seconds * 10) / 10).\(Int(seconds * 10) % 10) s")
}
exit(sum.failed == 0 ? 0 : 1)
