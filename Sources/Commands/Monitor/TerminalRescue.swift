import CTerminal
import Glibc

/// Gives the terminal back when the process crashes, and hands signals on to the session.
///
/// A signal handler may use almost nothing, and cannot be given anything: what it needs lies ready in these globals,
/// written before the first handler is installed and not again while one is (there is one `TerminalSession` at a time).
enum TerminalRescue {
    nonisolated(unsafe) private static var settings = termios()
    nonisolated(unsafe) private static var farewell = UnsafeMutableBufferPointer<CChar>(start: nil, count: 0)
    nonisolated(unsafe) private static var signalPipe: Int32 = -1
    nonisolated(unsafe) private static var earlier = SignalActions()

    private static let requests = [SIGWINCH, SIGCONT, SIGTSTP, SIGTERM, SIGINT, SIGHUP, SIGQUIT]

    /// Remembers how the terminal and the signals were. To be called before curses changes both.
    static func remember(pipe: Int32) {
        tcgetattr(STDIN_FILENO, &settings)
        signalPipe = pipe
        earlier = SignalActions(of: SignalActions.crashes + requests)
    }

    /// To be called when curses runs: only then the terminal's capabilities are known, and curses' own handlers,
    /// which do more than a handler may, are replaced.
    static func install() {
        var text: [CChar] = []
        for name in ["sgr0", "rmkx", "cnorm", "rmcup"] {
            guard let capability = mayday_terminal_capability(name) else { continue }
            text += UnsafeBufferPointer(start: capability, count: strlen(capability))
        }
        let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: text.count)
        _ = copy.initialize(from: text)
        farewell = copy
        for number in SignalActions.crashes { mayday_sigaction(number, { TerminalRescue.crash($0) }) }
        for number in requests { mayday_sigaction(number, { TerminalRescue.handOn($0) }) }
    }

    static func uninstall() {
        earlier.putBack()
        earlier = SignalActions()
        signalPipe = -1
        farewell.deallocate()
        farewell = .init(start: nil, count: 0)
    }

    /// Stops this process and its group, as the terminal driver would. It may return before the stop takes effect, or
    /// only after the process was continued; `watchForStops()` is due after the latter.
    static func stop() {
        signal(SIGTSTP, SIG_DFL)
        kill(0, SIGTSTP)
    }

    static func watchForStops() {
        mayday_sigaction(SIGTSTP, { TerminalRescue.handOn($0) })
    }

    /// Async-signal-safe: `write` of a byte into a pipe that never blocks.
    private static func handOn(_ number: Int32) {
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(signalPipe, &byte, 1)
        errno = saved
    }

    /// Async-signal-safe: `write`, `tcsetattr`, `sigaction`, `raise`. Then the crash takes its usual way (the handler that
    /// was there before, Swift's backtrace among them); the signal is blocked until this returns.
    private static func crash(_ number: Int32) {
        _ = write(STDOUT_FILENO, farewell.baseAddress, farewell.count)
        tcsetattr(STDIN_FILENO, TCSANOW, &settings)
        earlier.putBack(number)
        raise(number)
    }
}
