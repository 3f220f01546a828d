extension Canvas {
    /// A frame with a title in its upper edge.
    ///
    /// - Returns: the room inside.
    @discardableResult
    package mutating func box(_ rect: Rect, title: String = "", note: String = "", role: Role = .quiet) -> Rect {
        guard rect.width >= 2, rect.height >= 2 else { return Rect(width: 0, height: 0) }
        let right = rect.column + rect.width - 1
        let bottom = rect.row + rect.height - 1
        let edge = String(repeating: "─", count: rect.width - 2)
        text("┌\(edge)┐", role, column: rect.column, row: rect.row)
        for row in (rect.row + 1)..<max(rect.row + 1, bottom) {
            text("│", role, column: rect.column, row: row)
            text("│", role, column: right, row: row)
        }
        text("└\(edge)┘", role, column: rect.column, row: bottom)
        var used = 0
        if !title.isEmpty {
            let heading: Role = role == .focused ? .focused : .heading
            used = text(" \(title) ", heading, column: rect.column + 2, row: rect.row, limit: rect.width - 4)
        }
        let width = Text.width(note) + 2
        if !note.isEmpty, used + width < rect.width - 4 {
            text(" \(note) ", .quiet, column: right - width - 1, row: rect.row)
        }
        return rect.inset(1)
    }

    /// A rule with a title: a frame's upper edge alone, where rows are dear.
    package mutating func rule(_ rect: Rect, title: String, note: String = "", role: Role = .quiet) {
        guard !rect.isEmpty else { return }
        text(String(repeating: "─", count: rect.width), role, column: rect.column, row: rect.row)
        let heading: Role = role == .focused ? .focused : .heading
        let used = text("─ \(title) ", heading, column: rect.column, row: rect.row, limit: rect.width)
        let width = Text.width(note) + 2
        if !note.isEmpty, used + width < rect.width {
            text(" \(note) ", .quiet, column: rect.column + rect.width - width - 1, row: rect.row)
        }
    }
}
