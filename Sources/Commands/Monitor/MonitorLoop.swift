import MaydayAPI
import Monitor
import TerminalUI

/// Runs the monitor's machine: messages in, screens and effects out. The time is read by `now`, nowhere else.
package struct MonitorLoop<Terminal: MonitorTerminal>: Sendable {
    /// A flood of events is shown so often and not more; milliseconds. Keys are answered at once.
    static var leastBetweenFrames: Int64 { 50 }

    let terminal: Terminal
    let theme: Theme
    let now: @Sendable () -> APITime

    package init(terminal: Terminal, theme: Theme, now: @escaping @Sendable () -> APITime) {
        self.terminal = terminal
        self.theme = theme
        self.now = now
    }

    /// Returns when a person quits or the messages end.
    ///
    /// - Returns: the last model.
    @discardableResult
    package func run<Messages: AsyncSequence>(
        _ start: MonitorModel, messages: Messages
    ) async -> MonitorModel where Messages.Element == MonitorMessage, Messages.Failure == Never {
        var model = start
        var drawnAt = now()
        await terminal.show(MonitorView.screen(model, theme: theme))
        for await message in messages {
            let moment = now()
            for effect in model.update(message, at: moment) {
                switch effect {
                case .quit: return model
                case .redraw: await terminal.forget()
                case .suspend: await terminal.suspend()
                }
            }
            // What is not drawn now is drawn by the next tick at the latest.
            if case .event = message, moment.milliseconds - drawnAt.milliseconds < Self.leastBetweenFrames { continue }
            await terminal.show(MonitorView.screen(model, theme: theme))
            drawnAt = moment
        }
        return model
    }
}
