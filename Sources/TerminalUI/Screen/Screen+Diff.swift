extension Screen {
    /// Neighbouring cells of one look that are to be written.
    package struct Run: Sendable, Hashable {
        package var column: Int
        package var row: Int
        package var text: String
        package var style: Style

        package init(column: Int, row: Int, text: String, style: Style) {
            self.column = column
            self.row = row
            self.text = text
            self.style = style
        }
    }

    /// What to write so that a terminal that shows `earlier` shows this screen; all of it if the sizes differ.
    package func changes(from earlier: Screen?) -> [Run] {
        let known = earlier.flatMap { $0.width == width && $0.height == height ? $0 : nil }
        var runs: [Run] = []
        for row in 0..<height {
            var column = 0
            var open: Run?
            while column < width {
                let cell = self[column, row]
                let step = max(1, cell.width)
                let changed =
                    known.map { known in
                        (column..<(column + step)).contains { known[$0, row] != self[$0, row] }
                    } ?? true
                if changed {
                    if open?.style == cell.style {
                        open?.text += cell.text
                    } else {
                        if let open { runs.append(open) }
                        open = Run(column: column, row: row, text: cell.text, style: cell.style)
                    }
                } else if let finished = open {
                    runs.append(finished)
                    open = nil
                }
                column += step
            }
            if let open { runs.append(open) }
        }
        return runs
    }
}
