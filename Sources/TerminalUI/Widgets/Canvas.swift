/// A screen being drawn with a theme.
package struct Canvas: Sendable {
    package private(set) var screen: Screen
    package let theme: Theme

    package init(width: Int, height: Int, theme: Theme) {
        screen = Screen(width: width, height: height)
        self.theme = theme
    }

    package var bounds: Rect { screen.bounds }

    /// A text of one role; cut with `…` where it does not fit.
    ///
    /// - Returns: the columns that were written.
    @discardableResult
    package mutating func text(
        _ text: String, _ role: Role = .plain, column: Int, row: Int, limit: Int = .max
    ) -> Int {
        let room = min(limit, screen.width - column)
        return screen.put(
            Text.cut(text, to: room), column: column, row: row, style: theme.style(role), limit: max(0, room))
    }

    package mutating func fill(_ rect: Rect, _ role: Role) {
        screen.fill(rect, style: theme.style(role))
    }
}

/// A piece of a line.
package struct Span: Sendable, Hashable {
    package var text: String
    package var role: Role

    package init(_ text: String, _ role: Role = .plain) {
        self.text = text
        self.role = role
    }
}

extension Canvas {
    /// A line of pieces at the left and pieces at the right. Where there is not room for both, the left ones win.
    /// - Parameter background: the role whose look fills the line and its plain pieces.
    package mutating func line(
        _ left: [Span], right: [Span] = [], in rect: Rect, background: Role = .plain
    ) {
        guard !rect.isEmpty else { return }
        fill(Rect(column: rect.column, row: rect.row, width: rect.width, height: 1), background)
        let used = spans(left, column: rect.column, row: rect.row, limit: rect.width, background: background)
        let width = right.reduce(0) { $0 + Text.width($1.text) }
        let room = rect.width - used - (used > 0 ? 1 : 0)
        guard width > 0, width <= room else { return }
        spans(right, column: rect.column + rect.width - width, row: rect.row, limit: width, background: background)
    }

    @discardableResult
    private mutating func spans(_ spans: [Span], column: Int, row: Int, limit: Int, background: Role) -> Int {
        var used = 0
        for span in spans {
            guard used < limit else { break }
            var style = theme.style(span.role == .plain ? background : span.role)
            // A coloured word on a coloured line keeps the line's ground.
            if style.background == .standard, span.role != .plain {
                let ground = theme.style(background)
                style.background = ground.background
                if ground.attributes.contains(.reverse) { style.attributes.insert(.reverse) }
            }
            used += screen.put(
                Text.cut(span.text, to: limit - used), column: column + used, row: row, style: style,
                limit: limit - used)
        }
        return used
    }
}
