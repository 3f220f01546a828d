import MaydayAPI
import TerminalUI

/// Draws a model. The same model gives the same cells.
package struct MonitorView: Sendable {
    let model: MonitorModel
    let layout: MonitorLayout
    private var canvas: Canvas

    /// The screen for a model, at the size that the model knows.
    package static func screen(_ model: MonitorModel, theme: Theme) -> Screen {
        var view = MonitorView(model: model, theme: theme)
        view.draw()
        return view.canvas.screen
    }

    private init(model: MonitorModel, theme: Theme) {
        self.model = model
        layout = model.layout
        canvas = Canvas(width: model.width, height: model.height, theme: theme)
    }

    private mutating func draw() {
        if layout.isTooSmall {
            let text = "The window is too small: \(MonitorLayout.leastWidth) × \(MonitorLayout.leastHeight) at least."
            for (row, line) in Text.wrap(text, to: canvas.bounds.width).enumerated() {
                canvas.text(line, column: 0, row: row)
            }
            return
        }
        canvas.line(headerLeft, right: headerRight, in: layout.header, background: .bar)
        canvas.line(notice, in: layout.notice)
        panel(.queues, title: "Queues", note: "", table: queueTable)
        panel(.callers, title: "Callers", note: waitingNote, table: callerTable)
        panel(.agents, title: "Agents", note: readyNote, table: agentTable)
        canvas.line(footerLeft, right: footerRight, in: layout.footer, background: .bar)
        if model.showsHelp { drawHelp() }
    }

    private mutating func panel(_ panel: MonitorModel.Panel, title: String, note: String, table: Table) {
        let rect = layout.panel(panel)
        let (top, body) = rect.splitTop(1)
        let scroll = model.scroll(panel)
        var title = title
        if panel != .queues, let only = model.onlyQueue { title += " of \(name(of: only))" }
        if model.sort(panel) > 0 { title += ", \(panel.sortNames[model.sort(panel)]) first" }
        let notes = [note, scroll.note(count: table.rows.count, visible: body.height - 1)]
        let focused = model.focus == panel
        canvas.rule(
            top, title: focused ? "▸ \(title)" : title, note: notes.filter { !$0.isEmpty }.joined(separator: " · "),
            role: focused ? .focused : .quiet)
        canvas.table(table, in: body, scroll: scroll, marksSelection: focused)
        if table.rows.isEmpty, body.height > 1 {
            canvas.text(emptyText(panel), .quiet, column: body.column, row: body.row + 1, limit: body.width)
        }
    }

    private func name(of queue: String) -> String {
        model.shown.queues.first { $0.queue.id == queue }?.queue.name ?? queue
    }

    private func emptyText(_ panel: MonitorModel.Panel) -> String {
        if model.picture.health == nil { return "nothing is known yet" }
        switch panel {
        case .queues: return "no queue is configured"
        case .callers: return "nobody waits"
        case .agents: return model.onlyQueue == nil ? "no agent is configured" : "no agent serves this queue"
        }
    }

    private var waitingNote: String {
        let count = model.callerRows.count
        return count == 0 ? "" : "\(count) waiting"
    }

    private var readyNote: String {
        let agents = model.agentRows
        guard !agents.isEmpty else { return "" }
        return "\(agents.count { $0.state == .ready }) of \(agents.count) ready"
    }

    private mutating func drawHelp() {
        let lines = Self.help
        let width = min(canvas.bounds.width, 66)
        let height = min(canvas.bounds.height, lines.count + 2)
        let rect = Rect(
            column: (canvas.bounds.width - width) / 2, row: (canvas.bounds.height - height) / 2, width: width,
            height: height)
        canvas.fill(rect, .plain)
        let inside = canvas.box(rect, title: "Keys", note: "any key closes", role: .focused)
        for (row, line) in lines.prefix(inside.height).enumerated() {
            canvas.text(line.key, .heading, column: inside.column + 1, row: inside.row + row, limit: 14)
            canvas.text(line.meaning, column: inside.column + 16, row: inside.row + row, limit: inside.width - 17)
        }
    }

    static let help: [(key: String, meaning: String)] = [
        ("Tab  Shift-Tab", "next, previous panel (also ← →)"),
        ("↑ ↓  j k", "select a row"),
        ("PgUp PgDn", "a page up, down"),
        ("Home End", "first, last row (also g G)"),
        ("Enter", "only the selected queue's callers and agents"),
        ("Esc", "all queues again"),
        ("s", "sort the panel by the next figure"),
        ("p", "stop the display, and go on"),
        ("Ctrl-L", "draw the screen anew"),
        ("?", "this help"),
        ("q", "quit"),
        ("", ""),
        ("! !!", "beyond the service level, more than three times"),
        ("SL now", "waiting callers still inside the service level"),
        ("SL", "today's service level; ~ not all was seen"),
    ]
}
