import SeededValues
import Testing

@testable import TerminalUI

@Suite struct ScreenTests {
    @Test("S1 text is cut at the edge, and never half a wide glyph is written")
    func cutting() {
        var screen = Screen(width: 6, height: 2)
        #expect(screen.put("abcdefgh", column: 2, row: 0) == 4)
        #expect(screen.text(row: 0) == "  abcd")
        #expect(screen.put("日本語x", column: 1, row: 1) == 4)
        #expect(screen.text(row: 1) == " 日本 ")
        #expect(screen[1, 1].width == 2)
        #expect(screen[2, 1].width == 0)
        #expect(screen.put("x", column: 0, row: 9) == 0)
        #expect(screen.put("abc", column: -2, row: 0) == 3)
        #expect(screen.text(row: 0) == "c abcd")
    }

    @Test("S1 writing over one half of a wide glyph blanks the other")
    func overwriting() {
        var screen = Screen(width: 6, height: 1)
        screen.put("日本語", column: 0, row: 0)
        screen.put("x", column: 1, row: 0)
        #expect(screen.text(row: 0) == " x本語")
        screen.put("y", column: 2, row: 0)
        #expect(screen.text(row: 0) == " xy 語")
        screen.put("字", column: 3, row: 0)
        #expect(screen.text(row: 0) == " xy字 ")
    }

    @Test("S1 control characters and reading-direction marks from the network never reach the terminal")
    func controlCharacters() {
        var screen = Screen(width: 20, height: 1)
        screen.put("a\u{1B}[31mb\u{7}\u{9B}c\u{202E}d\r\ne\u{0}", column: 0, row: 0)
        #expect(screen.text(row: 0).unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
        #expect(!screen.text(row: 0).unicodeScalars.contains("\u{202E}"))
        #expect(screen.text(row: 0).hasPrefix("a\u{FFFD}[31mb\u{FFFD}\u{FFFD}cd\u{FFFD}"))
    }

    @Test("S1 the difference of two screens, applied to the first, is the second", arguments: 0..<50)
    func differences(seed: UInt64) {
        var dice = SplitMix64(seed: seed)
        func scribble(_ screen: inout Screen) {
            let words = ["a", "bcd", "日本", "e\u{301}", "🎧", " ", "──", "x日"]
            for _ in 0..<Int(dice.next() % 12) {
                screen.put(
                    words[Int(dice.next() % 8)], column: Int(dice.next() % 20), row: Int(dice.next() % 4),
                    style: dice.next() % 2 == 0 ? .plain : Style(.basic(UInt8(dice.next() % 3))))
            }
        }
        var earlier = Screen(width: 20, height: 4)
        scribble(&earlier)
        var later = earlier
        scribble(&later)
        var shown = earlier
        for run in later.changes(from: earlier) {
            shown.put(run.text, column: run.column, row: run.row, style: run.style)
        }
        #expect(shown == later)
        #expect(later.changes(from: later).isEmpty)
    }

    @Test("S1 only what changed is written; after a resize everything is")
    func runs() {
        var earlier = Screen(width: 8, height: 2)
        earlier.put("waiting", column: 0, row: 0)
        var later = earlier
        later.put("lk", column: 1, row: 0, style: Style(.basic(1)))
        later.put("in", column: 3, row: 0)
        #expect(
            later.changes(from: earlier) == [
                .init(column: 1, row: 0, text: "lk", style: Style(.basic(1))),
                .init(column: 3, row: 0, text: "in", style: .plain),
            ])
        #expect(later.changes(from: Screen(width: 7, height: 2)).map(\.row) == [0, 0, 0, 1])
        #expect(later.changes(from: nil).map(\.text).joined() == "wlkinng         ")
    }
}
