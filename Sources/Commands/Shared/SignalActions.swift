import Glibc

/// What the process did about some signals, to be put back.
struct SignalActions {
    /// The signals of a crash.
    static let crashes = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE]

    private var kept: [(number: Int32, action: sigaction)] = []

    /// Of none.
    init() {}

    init(of numbers: [Int32]) {
        kept = numbers.map { number in
            var action = sigaction()
            sigaction(number, nil, &action)
            return (number, action)
        }
    }

    /// Async-signal-safe.
    func putBack(_ number: Int32) {
        for entry in kept where entry.number == number { Self.restore(entry) }
    }

    func putBack() {
        for entry in kept { Self.restore(entry) }
    }

    private static func restore(_ entry: (number: Int32, action: sigaction)) {
        var action = entry.action
        sigaction(entry.number, &action, nil)
    }
}
