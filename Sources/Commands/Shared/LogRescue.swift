import CTerminal
import Glibc

/// Gives the log a moment to come out when the process crashes.
///
/// A signal handler may use almost nothing: this one looks on while the log's own thread writes.
enum LogRescue {
    nonisolated(unsafe) private static var output: LogOutput?
    nonisolated(unsafe) private static var earlier = SignalActions()

    /// Once in a process.
    static func install(for output: LogOutput) {
        Self.output = output
        earlier = SignalActions(of: SignalActions.crashes)
        for number in SignalActions.crashes { mayday_sigaction(number, { LogRescue.crash($0) }) }
    }

    /// Async-signal-safe: `usleep`, `sigaction`, `raise`. Then the crash takes its usual way; the signal is blocked until
    /// this returns.
    private static func crash(_ number: Int32) {
        // A second at most: perhaps nobody reads, or the log's own thread has crashed.
        for _ in 0..<100 {
            guard output?.isWritten == false else { break }
            usleep(10_000)
        }
        earlier.putBack(number)
        raise(number)
    }
}
