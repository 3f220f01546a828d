import SeededValues
import Testing

@testable import TerminalUI

@Suite struct KeyDecoderTests {
    private func keys(_ text: String) -> [Key] {
        var decoder = KeyDecoder()
        return decoder.feed(Array(text.utf8))
    }

    @Test(
        "S1 keys of xterm, the Linux console, screen and tmux",
        arguments: [
            ("q", .character("q")), ("ü", .character("ü")), ("日", .character("日")), ("🎧", .character("🎧")),
            ("\r", .enter), ("\n", .enter), ("\t", .tab), ("\u{1B}[Z", .backTab), ("\u{3}", .control("c")),
            ("\u{7F}", .backspace), ("\u{1B}[A", .up), ("\u{1B}OA", .up), ("\u{1B}[1;5B", .down), ("\u{1B}[C", .right),
            ("\u{1B}[D", .left), ("\u{1B}[H", .home), ("\u{1B}[1~", .home), ("\u{1B}[7~", .home), ("\u{1B}[F", .end),
            ("\u{1B}[4~", .end), ("\u{1B}[5~", .pageUp), ("\u{1B}[6~", .pageDown), ("\u{1B}[2~", .insert),
            ("\u{1B}[3~", .delete), ("\u{1B}OP", .function(1)), ("\u{1B}[11~", .function(1)),
            ("\u{1B}[[A", .function(1)), ("\u{1B}[15~", .function(5)), ("\u{1B}[17~", .function(6)),
            ("\u{1B}[24~", .function(12)), ("\u{1B}x", .alt("x")),
        ] as [(String, Key)])
    func known(text: String, key: Key) {
        #expect(keys(text) == [key])
        #expect(keys("a\(text)b") == [.character("a"), key, .character("b")])
        // The same, cut after each byte.
        var decoder = KeyDecoder()
        var found: [Key] = []
        for byte in text.utf8 { found += decoder.feed([byte]) }
        #expect(found == [key])
        #expect(!decoder.isWaiting)
    }

    @Test(
        "S1 sequences that mean nothing here are swallowed whole",
        arguments: ["\u{1B}[?1;2c", "\u{1B}[200~", "\u{1B}[99~", "\u{1B}Ow", "\u{0}", "\u{1B}[I"])
    func unknown(text: String) {
        #expect(keys(text + "q") == [.character("q")])
    }

    @Test("S1 a lone escape is a key once nothing follows")
    func escape() {
        var decoder = KeyDecoder()
        #expect(decoder.feed([0x1B]) == [])
        #expect(decoder.isWaiting)
        #expect(decoder.flush() == [.escape])
        #expect(!decoder.isWaiting)
        #expect(decoder.feed([0x1B, 0x1B]) == [.escape])
        #expect(decoder.flush() == [.escape])
        #expect(decoder.feed(Array("\u{1B}[".utf8)) == [])
        #expect(decoder.flush() == [.alt("[")])
        #expect(decoder.feed(Array("\u{1B}[1;".utf8)) == [])
        #expect(decoder.flush() == [])
    }

    @Test("S1 bytes that are no UTF-8, and sequences without an end, are dropped and what follows is read")
    func garbage() {
        var decoder = KeyDecoder()
        #expect(decoder.feed([0xFF, 0xC3, 0x28, 0xED, 0xA0, 0x80]).last == .character("("))
        #expect(decoder.feed(Array("\u{1B}[".utf8) + Array(repeating: 0x31, count: 100)) == [])
        #expect(!decoder.isWaiting)
        #expect(decoder.feed(Array("q".utf8)) == [.character("q")])
    }

    @Test("S1 any bytes, cut anywhere, give the same keys as in one piece", arguments: 0..<50)
    func anyBytes(seed: UInt64) {
        var dice = SplitMix64(seed: seed)
        let alphabet: [UInt8] = [0x1B, 0x5B, 0x4F, 0x31, 0x3B, 0x7E, 0x41, 0xC3, 0xBC, 0x0D, 0x71, 0xE6]
        let bytes = (0..<24).map { _ in alphabet[Int(dice.next() % 12)] }
        var whole = KeyDecoder()
        let expected = whole.feed(bytes) + whole.flush()
        var cut = KeyDecoder()
        var found: [Key] = []
        for byte in bytes { found += cut.feed([byte]) }
        #expect(found + cut.flush() == expected)
    }
}
