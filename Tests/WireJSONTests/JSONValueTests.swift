import SeededValues
import Testing
import WireJSON

@Suite struct JSONValueTests {
    static let sound: [(String, JSONValue)] = [
        ("null", .null), (" true ", .bool(true)), ("false", .bool(false)),
        ("0", .integer(0)), ("-0", .number("-0")), ("9223372036854775807", .integer(.max)),
        ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .number("9223372036854775808")),
        ("1.50", .number("1.50")), ("1E400", .number("1E400")), ("-1e-7", .number("-1e-7")), ("\"\"", .string("")),
        (#""a\"b\\c\/d\b\f\n\r\t""#, .string("a\"b\\c/d\u{8}\u{c}\n\r\t")), (#""\u00e9\u0000""#, .string("é\u{0}")),
        (#""\ud83d\ude00 😀""#, .string("😀 😀")), (#""\ud83d""#, .string("\u{FFFD}")),
        (#""\ud83dx\ude00""#, .string("\u{FFFD}x\u{FFFD}")), (#""\ud83d\u0041""#, .string("\u{FFFD}A")),
        ("[]", .array([])), ("{}", .object([])), ("[1, [] ,{}]", .array([.integer(1), .array([]), .object([])])),
        (
            #"{"b":1,"a":{"b":[null]}}"#,
            .object([
                JSONMember("b", .integer(1)), JSONMember("a", .object([JSONMember("b", .array([.null]))])),
            ])
        ),
    ]

    @Test("A2 every kind of value is read, and written back as the same value", arguments: sound)
    func reads(_ text: String, _ expected: JSONValue) throws {
        let value = try JSONValue(parsing: text)
        #expect(value == expected)
        #expect(try JSONValue(parsing: value.bytes) == expected)
    }

    static let broken = [
        "", " ", "nul", "nulL", "tru", "falsy", "+1", "01", "-", "-a", "1.", ".5", "1e", "1e+", "0x1", "NaN",
        "Infinity",
        "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"a\nb\"", "\"a\u{0}b\"", "'a'", "[", "[1", "[1,", "[1,]",
        "[,1]", "[1 2]", "[1}", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{,\"a\":1}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}", "{a:1}", "{1:1}", "{\"a\":1]", "1 2", "{}{}", "[]]", "\u{FEFF}1", "/**/1", "\u{B}1",
    ]

    @Test("A2 what is not JSON is refused, read or skipped alike", arguments: broken)
    func refuses(_ text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text) }
        #expect(throws: JSONError.self) {
            try JSONReader.over(Array(text.utf8)) { (reader) throws(JSONError) in try reader.skipValue() }
        }
    }

    @Test("A2 bytes that are not UTF-8 are repaired, never refused")
    func repairsUTF8() throws {
        for bad: [UInt8] in [
            [0xFF], [0xC3], [0xE2, 0x82], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xED, 0xA0, 0x80], [0x80],
        ] {
            let value = try JSONValue(parsing: [0x22, 0x61] + bad + [0x22])
            let text = try #require(value.text)
            #expect(text.hasPrefix("a\u{FFFD}"))
            let escaped = try JSONValue(parsing: [0x22, 0x5C, 0x6E] + bad + [0x22])
            #expect(escaped.text?.hasPrefix("\n\u{FFFD}") == true)
        }
    }

    @Test("A2 an error says where")
    func offsets() {
        #expect(throws: JSONError.truncated(offset: 5)) { try JSONValue(parsing: "[1, 2") }
        #expect(throws: JSONError.malformed(offset: 4)) { try JSONValue(parsing: "[1, x]") }
        #expect(throws: JSONError.trailingBytes(offset: 3)) { try JSONValue(parsing: "{} []") }
    }

    @Test("A2 members are found by name, the last of that name counting")
    func lookup() throws {
        let value = try JSONValue(parsing: #"{"a":1,"b":"x","a":[2]}"#)
        #expect(value["a"]?.elements == [.integer(2)])
        #expect(value["b"]?.text == "x")
        #expect(value["c"] == nil)
        #expect(value.members?.count == 3)
        #expect(JSONValue.null["a"] == nil)
    }

    @Test("A2 nesting up to 128 is read, deeper nesting is refused without recursion", arguments: [128, 129, 100_000])
    func depth(_ depth: Int) throws {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let text = Array(
                (String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)).utf8)
            if depth <= JSONReader.depthLimit {
                let value = try JSONValue(parsing: text)
                #expect(value.bytes == text)
                try JSONReader.over(text) { (reader) throws(JSONError) in try reader.skipValue() }
            } else {
                let offset = JSONReader.depthLimit * open.utf8.count
                #expect(throws: JSONError.tooDeep(offset: offset)) { try JSONValue(parsing: text) }
                #expect(throws: JSONError.tooDeep(offset: offset)) {
                    try JSONReader.over(text) { (reader) throws(JSONError) in try reader.skipValue() }
                }
            }
        }
    }

    @Test("A2 random values survive writing and reading")
    func roundTrip() throws {
        var random = SplitMix64(seed: 7)
        for _ in 0..<2_000 {
            let value = random.value(depth: 4)
            #expect(try JSONValue(parsing: value.bytes) == value)
        }
    }
}
