import Foundation
import TerminalUI
import Testing

/// Compares screens cell by cell with those in `Snapshots/`. `MAYDAY_RECORD_SNAPSHOTS=1` writes them anew: look at
/// the difference before you commit it.
enum ScreenSnapshot {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots")

    static func check(_ screen: Screen, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let file = folder.appending(path: "\(name).txt")
        let drawn = text(screen)
        if ProcessInfo.processInfo.environment["MAYDAY_RECORD_SNAPSHOTS"] == "1" {
            try drawn.write(to: file, atomically: true, encoding: .utf8)
            return
        }
        let recorded = try String(contentsOf: file, encoding: .utf8)
        guard drawn != recorded else { return }
        let lines = zip(drawn.split(separator: "\n"), recorded.split(separator: "\n"))
        let first = lines.first { $0 != $1 }
        Issue.record(
            "\(name) differs\n drawn: \(first?.0 ?? "more or fewer lines")\nbefore: \(first?.1 ?? "")",
            sourceLocation: sourceLocation)
    }

    /// The cells as text, a row to a line between bars, and below it the looks: each style gets a letter in the order in
    /// which it appears, each row is told as runs of them.
    static func text(_ screen: Screen) -> String {
        var letters: [Style: Character] = [.plain: "."]
        var legend: [String] = []
        var styles: [String] = []
        for row in 0..<screen.height {
            var line = ""
            for column in 0..<screen.width {
                let style = screen[column, row].style
                if letters[style] == nil {
                    let letter = Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(legend.count % 26)))
                    letters[style] = letter
                    legend.append("\(letter) = \(describe(style))")
                }
                line.append(letters[style] ?? "?")
            }
            styles.append(runs(line))
        }
        let rows = (0..<screen.height).map { "|\(screen.text(row: $0))|" }
        return (["\(screen.width) x \(screen.height)"] + rows + styles + legend).joined(separator: "\n") + "\n"
    }

    private static func runs(_ line: String) -> String {
        var parts: [(letter: Character, count: Int)] = []
        for letter in line {
            if parts.last?.letter == letter { parts[parts.count - 1].count += 1 } else { parts.append((letter, 1)) }
        }
        return parts.map { "\($0.count)\($0.letter)" }.joined(separator: " ")
    }

    private static func describe(_ style: Style) -> String {
        var words = ["\(style.foreground) on \(style.background)"]
        let names: [(Attributes, String)] = [
            (.bold, "bold"), (.dim, "dim"), (.underline, "underline"), (.reverse, "reverse"),
        ]
        words += names.filter { style.attributes.contains($0.0) }.map(\.1)
        return words.joined(separator: " ")
    }
}
