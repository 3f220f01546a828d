/// Which side of its column a text stands on.
package enum Alignment: Sendable, Hashable {
    case left
    case right
}

/// Measuring and cutting text by columns instead of characters.
package enum Text {
    /// The columns that a text takes.
    package static func width(_ text: String) -> Int {
        text.reduce(0) { $0 + Glyph($1).width }
    }

    /// The text itself if it fits, else its beginning and `…`.
    package static func cut(_ text: String, to columns: Int) -> String {
        guard columns > 0 else { return "" }
        var used = 0
        var kept = ""
        for (index, character) in text.enumerated() {
            let width = Glyph(character).width
            if used + width > columns {
                return cutMore(text, index: index, to: columns)
            }
            used += width
            kept.append(character)
        }
        return kept
    }

    private static func cutMore(_ text: String, index: Int, to columns: Int) -> String {
        var used = 0
        var kept = ""
        for character in text.prefix(index) {
            let width = Glyph(character).width
            guard used + width <= columns - 1 else { break }
            used += width
            kept.append(character)
        }
        return kept + "…"
    }

    /// Exactly so many columns: cut, or filled with spaces.
    package static func fit(_ text: String, to columns: Int, _ alignment: Alignment = .left) -> String {
        let cut = cut(text, to: columns)
        let space = String(repeating: " ", count: max(0, columns - width(cut)))
        return alignment == .left ? cut + space : space + cut
    }

    /// Lines of at most so many columns, broken at spaces where there are any.
    package static func wrap(_ text: String, to columns: Int) -> [String] {
        guard columns > 0 else { return [] }
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ").map(String.init) {
            if line.isEmpty {
                line = word
            } else if width(line) + 1 + width(word) <= columns {
                line += " " + word
            } else {
                lines.append(cut(line, to: columns))
                line = word
            }
        }
        if !line.isEmpty { lines.append(cut(line, to: columns)) }
        return lines
    }
}
