/// A character as a terminal can show it: printable, and of a width on which terminals agree.
package struct Glyph: Sendable, Hashable {
    package var text: String
    /// 0 when nothing is to be shown, else 1 or more columns.
    package var width: Int

    package init(_ character: Character) {
        if let byte = character.asciiValue, (0x20..<0x7F).contains(byte) {
            (text, width) = (String(character), 1)
            return
        }
        var kept = String.UnicodeScalarView()
        var width = 0
        for scalar in character.unicodeScalars {
            if Self.isJoiner(scalar) {
                // Families, flags of regions and skin tones are drawn in one piece by some terminals and in several
                // by others. The first piece is the same in all of them.
                break
            }
            guard let shown = Self.printable(scalar), kept.count < 8 else { continue }
            kept.append(shown)
            width += Self.width(of: shown)
        }
        // A combining mark without a base needs something to sit on.
        if width == 0, let first = kept.first, Self.isMark(first) {
            kept.insert(" ", at: kept.startIndex)
            width = 1
        }
        (text, self.width) = (width == 0 ? "" : String(kept), width)
    }

    /// The scalar, a stand-in for what would move the cursor or colour the screen, or nil for what is invisible
    /// (and could turn the reading direction of its neighbours).
    private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.properties.generalCategory {
        case .control, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            return scalar == "\t" ? " " : "\u{FFFD}"
        case .format: return nil
        case .spaceSeparator: return " "
        default: return scalar
        }
    }

    private static func isJoiner(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\u{200D}" || (0xFE00...0xFE0F).contains(scalar.value) || (0x1F3FB...0x1F3FF).contains(scalar.value)
            || (0xE0020...0xE007F).contains(scalar.value)
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: true
        default: false
        }
    }

    private static func width(of scalar: Unicode.Scalar) -> Int {
        if isMark(scalar) || (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FF).contains(scalar.value) {
            return 0
        }
        if scalar.properties.isEmojiPresentation, !(0x1F1E6...0x1F1FF).contains(scalar.value) { return 2 }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    /// UAX #11, classes W and F, without the emoji that the standard library knows by itself. Unassigned code
    /// points inside a block go with the block.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD,
    ]
}
