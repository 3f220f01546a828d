/// A part of the screen; column and row count from 0 at the top left. Never of negative size.
package struct Rect: Sendable, Hashable {
    package var column: Int
    package var row: Int
    package var width: Int
    package var height: Int

    package init(column: Int = 0, row: Int = 0, width: Int, height: Int) {
        self.column = column
        self.row = row
        self.width = max(0, width)
        self.height = max(0, height)
    }

    package var isEmpty: Bool { width == 0 || height == 0 }

    /// The upper rows and the rest.
    package func splitTop(_ rows: Int) -> (top: Rect, rest: Rect) {
        let rows = min(max(0, rows), height)
        return (
            Rect(column: column, row: row, width: width, height: rows),
            Rect(column: column, row: row + rows, width: width, height: height - rows)
        )
    }

    /// The rest and the lower rows.
    package func splitBottom(_ rows: Int) -> (rest: Rect, bottom: Rect) {
        let (rest, bottom) = splitTop(height - min(max(0, rows), height))
        return (rest, bottom)
    }

    /// The left columns and the rest.
    package func splitLeft(_ columns: Int) -> (left: Rect, rest: Rect) {
        let columns = min(max(0, columns), width)
        return (
            Rect(column: column, row: row, width: columns, height: height),
            Rect(column: column + columns, row: row, width: width - columns, height: height)
        )
    }

    package func inset(_ by: Int) -> Rect {
        Rect(column: column + by, row: row + by, width: width - 2 * by, height: height - 2 * by)
    }
}
