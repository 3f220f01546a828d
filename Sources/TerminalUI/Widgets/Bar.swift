/// Figures drawn with characters. They stand beside the figure, never instead of it.
package enum Chart {
    private static let eighths: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
    private static let heights: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// A horizontal bar of so many columns, filled for `fraction` (0...1, what lies outside is taken as the end).
    package static func bar(_ fraction: Double, columns: Int) -> String {
        guard columns > 0 else { return "" }
        let bounded = fraction.isNaN ? 0 : min(1, max(0, fraction))
        let filled = Int((bounded * Double(columns * 8)).rounded())
        var text = String(repeating: "█", count: filled / 8)
        if filled % 8 > 0 { text.append(eighths[filled % 8 - 1]) }
        return text + String(repeating: "·", count: max(0, columns - (filled + 7) / 8))
    }

    /// The last values, one column each, the greatest as high as the line; blanks where values are fewer.
    package static func sparkline(_ values: [Double], columns: Int) -> String {
        guard columns > 0 else { return "" }
        let shown = values.suffix(columns).map { $0.isFinite ? max(0, $0) : 0 }
        let greatest = shown.max() ?? 0
        let line = shown.map { value -> Character in
            greatest > 0 ? heights[min(7, Int(value / greatest * 7.999))] : heights[0]
        }
        return String(repeating: " ", count: columns - line.count) + String(line)
    }
}
