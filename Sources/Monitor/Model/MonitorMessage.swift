import MaydayAPI
import TerminalUI

/// Everything that the monitor can be told. Each arrives with the moment at which it came (`MonitorModel.update`).
package enum MonitorMessage: Sendable {
    /// The whole picture, fetched after each connect and after `lagged`.
    case snapshot(MonitorSnapshot)
    /// One message of `/v1/events`.
    case event(APIEvent)
    /// How the link to the service does.
    case link(MonitorLink)
    case key(Key)
    /// The window's new size, in columns and rows.
    case resize(width: Int, height: Int)
    /// Time went by; a few a second.
    case tick
}

/// What the lists of the API say, fetched together.
package struct MonitorSnapshot: Sendable, Hashable {
    package var health: Health
    /// In the order of the configuration.
    package var queues: [Queue]
    package var callers: [Caller]
    /// In the order of the configuration.
    package var agents: [Agent]
    package var calls: [Call]

    package init(
        health: Health, queues: [Queue] = [], callers: [Caller] = [], agents: [Agent] = [], calls: [Call] = []
    ) {
        self.health = health
        self.queues = queues
        self.callers = callers
        self.agents = agents
        self.calls = calls
    }
}

/// The link between the monitor and the service.
package enum MonitorLink: Sendable, Hashable {
    case connecting
    /// Events arrive.
    case live
    /// Not there. `trying` is what is being done about it, for people; the next attempt is made at `nextTryAt` (by
    /// the monitor's own clock).
    case lost(reason: String, trying: String, nextTryAt: APITime?)
}

/// What the monitor asks of the one who runs it.
package enum MonitorEffect: Sendable, Hashable {
    case quit
    /// Somebody else wrote on the terminal: draw every cell again.
    case redraw
    /// Go to the shell's background (Ctrl-Z).
    case suspend
}
