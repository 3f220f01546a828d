import Monitor
import TerminalUI

/// What the monitor draws on.
package protocol MonitorTerminal: Sendable {
    /// Shows a screen; only what differs from the last one is written.
    func show(_ screen: Screen) async
    /// Somebody else wrote on the terminal, or its size changed: the next `show` writes every cell.
    func forget() async
    /// Gives the terminal back to the shell and stops this process. Nothing is shown until `forget()`, which is due when
    /// the process was continued.
    func suspend() async
}

/// What comes from a terminal.
package enum TerminalInput: Sendable, Hashable {
    case key(Key)
    /// Columns and rows.
    case resize(width: Int, height: Int)
    /// The terminal is gone, or the process was asked to end.
    case end
}

/// Where the monitor's figures come from: a service, or a test.
package protocol MonitorFeed: Sendable {
    /// Delivers the state of the link, a snapshot after each connect and each `lagged`, and the events in between, until
    /// the task is cancelled. It tries again by itself what can be tried again, and throws only what cannot.
    func run(_ deliver: @escaping @Sendable (MonitorMessage) -> Void) async throws
}
