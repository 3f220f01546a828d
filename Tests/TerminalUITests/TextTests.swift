import Testing

@testable import TerminalUI

@Suite struct TextTests {
    @Test(
        "S1 widths: East Asian wide, combining marks, emoji, invisible ones",
        arguments: [
            ("", 0), ("abc", 3), ("Müller", 6), ("Mu\u{308}ller", 6), ("日本", 4), ("한국", 4),
            ("\u{1112}\u{1161}\u{11AB}", 2), ("ｱ", 1), ("ＡＢ", 4), ("🎧", 2), ("👩‍👩‍👧", 2), ("👍🏽", 2), ("☎️", 1),
            ("\u{200B}\u{FEFF}", 0), ("—…│█", 4), ("עברית", 5), ("\u{301}", 1), ("\t", 1), ("क्षि", 3),
        ])
    func widths(text: String, expected: Int) {
        #expect(Text.width(text) == expected)
    }

    @Test("S1 cutting and filling by columns")
    func fitting() {
        #expect(Text.cut("waiting", to: 7) == "waiting")
        #expect(Text.cut("waiting", to: 5) == "wait…")
        #expect(Text.cut("waiting", to: 1) == "…")
        #expect(Text.cut("waiting", to: 0) == "")
        #expect(Text.cut("日本語", to: 5) == "日本…")
        #expect(Text.cut("日本語", to: 4) == "日…")
        #expect(Text.fit("日本語", to: 4) == "日… ")
        #expect(Text.fit("7", to: 3, .right) == "  7")
        #expect(Text.fit("1234", to: 3, .right) == "12…")
    }

    @Test("S1 wrapping at spaces")
    func wrapping() {
        #expect(Text.wrap("the service does not answer", to: 11) == ["the service", "does not", "answer"])
        #expect(Text.wrap("unbreakable word", to: 6) == ["unbre…", "word"])
        #expect(Text.wrap("", to: 5) == [])
    }
}
