/// A grid of cells, drawn by value: a view makes a new screen, and only what differs from the last goes out.
package struct Screen: Sendable, Hashable {
    package let width: Int
    package let height: Int
    /// Row by row.
    private var cells: [Cell]

    /// Sizes below 1 × 1 become 1 × 1.
    package init(width: Int, height: Int) {
        self.width = max(1, width)
        self.height = max(1, height)
        cells = Array(repeating: .blank, count: self.width * self.height)
    }

    package var bounds: Rect { Rect(width: width, height: height) }

    /// The cell at a place; blank outside.
    package subscript(column: Int, row: Int) -> Cell {
        guard (0..<width).contains(column), (0..<height).contains(row) else { return .blank }
        return cells[row * width + column]
    }

    /// Writes text from a place to the right, cut at `limit` columns and at the screen's edge. Never wraps, never
    /// writes half of a wide glyph, and never lets a control character through: names come from the network.
    ///
    /// - Returns: the columns that were written.
    @discardableResult
    package mutating func put(
        _ text: String, column: Int, row: Int, style: Style = .plain, limit: Int = .max
    ) -> Int {
        guard (0..<height).contains(row), column < width else { return 0 }
        let end = limit > width - column ? width : column + max(0, limit)
        var next = column
        for character in text {
            let glyph = Glyph(character)
            guard glyph.width > 0 else { continue }
            guard next + glyph.width <= end else { break }
            if next >= 0 { set(Cell(glyph.text, width: glyph.width, style: style), column: next, row: row) }
            next += glyph.width
        }
        return max(0, next - column)
    }

    /// Gives every cell of a part the same look and removes its text.
    package mutating func fill(_ rect: Rect, style: Style = .plain) {
        for row in rect.row..<(rect.row + rect.height) {
            put(String(repeating: " ", count: rect.width), column: rect.column, row: row, style: style)
        }
    }

    private mutating func set(_ cell: Cell, column: Int, row: Int) {
        let index = row * width + column
        // What is left of a wide glyph when its other half is overwritten is a blank.
        if cells[index].width == 0, column > 0 { cells[index - 1] = Cell(style: cells[index - 1].style) }
        let last = index + cell.width - 1
        if cells[last].width == 2, column + cell.width < width { cells[last + 1] = Cell(style: cells[last + 1].style) }
        cells[index] = cell
        if cell.width == 2 { cells[index + 1] = .rightHalf(cell.style) }
    }

    /// A row as text, with the spaces at its end.
    package func text(row: Int) -> String {
        guard (0..<height).contains(row) else { return "" }
        return cells[(row * width)..<((row + 1) * width)].map(\.text).joined()
    }
}
