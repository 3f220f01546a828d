/// A plain table: a header, aligned columns, two spaces between them.
package struct Table {
    package struct Column {
        var title: String
        var alignsRight: Bool

        package static func text(_ title: String) -> Column { Column(title: title, alignsRight: false) }
        package static func number(_ title: String) -> Column { Column(title: title, alignsRight: true) }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    package init(_ columns: Column...) { self.init(columns) }
    package init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row; a missing cell is empty, one too many is a mistake of ours.
    package mutating func add(_ cells: String...) { add(cells) }
    package mutating func add(_ cells: [String]) {
        precondition(cells.count <= columns.count)
        rows.append(cells.map(Self.printable) + Array(repeating: "", count: columns.count - cells.count))
    }

    package var isEmpty: Bool { rows.isEmpty }

    package func rendered() -> String {
        var widths = columns.map(\.title.count)
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) }
        }
        var text = line(columns.map { $0.title.uppercased() }, widths)
        for row in rows { text += line(row, widths) }
        return text
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            if index > 0 { text += "  " }
            let padding = String(repeating: " ", count: widths[index] - cell.count)
            text += columns[index].alignsRight ? padding + cell : cell + padding
        }
        while text.last == " " { text.removeLast() }
        return text + "\n"
    }

    /// A caller's name may carry control characters; a terminal must never obey them.
    private static func printable(_ cell: String) -> String {
        String(
            cell.unicodeScalars.map { scalar -> Character in
                scalar.properties.generalCategory == .control ? "\u{FFFD}" : Character(scalar)
            })
    }
}
