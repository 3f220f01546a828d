/// One place on the screen. A wide glyph owns its cell and the next one, whose text is then empty.
package struct Cell: Sendable, Hashable {
    /// One printable glyph; empty for the right half of a wide one.
    package var text: String
    /// Columns: 1, 2, or 0 for the right half of a wide glyph.
    package var width: Int
    package var style: Style

    package init(_ text: String = " ", width: Int = 1, style: Style = .plain) {
        self.text = text
        self.width = width
        self.style = style
    }

    package static let blank = Cell()

    static func rightHalf(_ style: Style) -> Cell {
        Cell("", width: 0, style: style)
    }
}
