/// A table of text: columns shrink to their least width, then the least important ones are left out.
package struct Table: Sendable, Hashable {
    package struct Column: Sendable, Hashable {
        package var title: String
        package var alignment: Alignment
        /// Below this many columns of the screen it is left out rather than cut.
        package var least: Int
        /// It never takes more than this.
        package var most: Int
        /// Takes room that is left over, up to `most`.
        package var grows: Bool
        /// The higher, the sooner it is left out; 0 stays.
        package var dispensable: Int

        package init(
            _ title: String, _ alignment: Alignment = .left, least: Int, most: Int = .max, grows: Bool = false,
            dispensable: Int = 0
        ) {
            self.title = title
            self.alignment = alignment
            self.least = max(1, least)
            self.most = max(self.least, most)
            self.grows = grows
            self.dispensable = dispensable
        }
    }

    package var columns: [Column]
    /// One span for each column; missing ones are blank.
    package var rows: [[Span]]
    /// The column by whose values the rows are sorted gets a mark.
    package var sortedBy: Int?

    package init(columns: [Column], rows: [[Span]], sortedBy: Int? = nil) {
        self.columns = columns
        self.rows = rows
        self.sortedBy = sortedBy
    }

    func title(_ index: Int) -> String {
        sortedBy == index ? columns[index].title + "▾" : columns[index].title
    }

    /// Columns that are shown, with their widths, for so much room. One blank stands between two.
    package func layout(width: Int) -> [(column: Int, width: Int)] {
        var shown = Array(columns.indices)
        while !shown.isEmpty {
            let least = shown.reduce(shown.count - 1) { $0 + columns[$1].least }
            if least <= width { break }
            // Of equals the one furthest to the right goes first.
            guard let out = shown.max(by: { columns[$0].dispensable <= columns[$1].dispensable }),
                columns[out].dispensable > 0
            else {
                shown.removeLast()
                continue
            }
            shown.removeAll { $0 == out }
        }
        var widths = shown.map { ideal($0) }
        var excess = widths.reduce(max(0, shown.count - 1), +) - width
        while excess > 0 {
            let slack = shown.indices.map { widths[$0] - columns[shown[$0]].least }
            guard let widest = slack.indices.max(by: { slack[$0] < slack[$1] }), slack[widest] > 0 else { break }
            widths[widest] -= 1
            excess -= 1
        }
        // One column at a time to each in turn, so that equals stay equal.
        var growing = shown.indices.filter { columns[shown[$0]].grows }
        while excess < 0, !growing.isEmpty {
            growing.removeAll { widths[$0] >= columns[shown[$0]].most }
            for index in growing.prefix(-excess) {
                widths[index] += 1
                excess += 1
            }
        }
        return Array(zip(shown, widths))
    }

    private func ideal(_ column: Int) -> Int {
        var width = Text.width(title(column))
        for row in rows where row.indices.contains(column) { width = max(width, Text.width(row[column].text)) }
        return min(columns[column].most, max(columns[column].least, width))
    }
}

extension Canvas {
    /// Draws a table: its titles in the first row of the room, then the rows that the scroll shows.
    /// - Parameter marksSelection: whether the selected row stands out.
    package mutating func table(_ table: Table, in rect: Rect, scroll: Scroll = Scroll(), marksSelection: Bool = false)
    {
        guard !rect.isEmpty else { return }
        let layout = table.layout(width: rect.width)
        var column = rect.column
        for (index, width) in layout {
            text(
                Text.fit(table.title(index), to: width, table.columns[index].alignment), .quiet, column: column,
                row: rect.row, limit: rect.column + rect.width - column)
            column += width + 1
        }
        for line in 0..<max(0, rect.height - 1) {
            let number = scroll.offset + line
            guard table.rows.indices.contains(number) else { break }
            draw(
                table.rows[number], of: table, layout: layout,
                in: Rect(column: rect.column, row: rect.row + 1 + line, width: rect.width, height: 1),
                selected: marksSelection && number == scroll.selected)
        }
    }

    private mutating func draw(
        _ cells: [Span], of table: Table, layout: [(column: Int, width: Int)], in rect: Rect, selected: Bool
    ) {
        if selected { fill(rect, .selected) }
        var column = rect.column
        for (index, width) in layout {
            if cells.indices.contains(index) {
                text(
                    Text.fit(cells[index].text, to: width, table.columns[index].alignment),
                    selected ? .selected : cells[index].role, column: column, row: rect.row,
                    limit: rect.column + rect.width - column)
            }
            column += width + 1
        }
    }
}
