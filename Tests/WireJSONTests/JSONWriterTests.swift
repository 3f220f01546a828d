import Testing
import WireJSON

@Suite struct JSONWriterTests {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("A1 members, arrays and nesting get their commas")
    func structure() {
        let result = text { writer in
            writer.beginObject()
            writer.member("s", "a")
            writer.member("none", String?.none)
            writer.member("i", Int64.min)
            writer.member("n", 0)
            writer.member("d", 0.1)
            writer.member("b", false)
            writer.member("l", ["x", "y"])
            writer.object("o") { $0.member("v", JSONValue.null) }
            writer.array("a") { array in
                array.value(1)
                array.beginObject()
                array.endObject()
                array.null()
                array.raw(Array("[2]".utf8))
            }
            writer.key("from \"outside\"")
            writer.value(true)
            writer.endObject()
        }
        #expect(
            result == #"{"s":"a","i":-9223372036854775808,"n":0,"d":0.1,"b":false,"l":["x","y"],"o":{"v":null},"#
                + #""a":[1,{},null,[2]],"from \"outside\"":true}"#)
    }

    @Test("A1 what must be escaped is, and nothing else")
    func escapes() {
        #expect(
            text { $0.value("\u{0}\u{8}\t\n\u{c}\r\u{1f}\"\\/\u{7f}é😀") } == #""\u0000\b\t\n\f\r\u001f\"\\/"#
                + "\u{7f}é😀\"")
    }

    @Test(
        "A1 doubles are written so that they read back as themselves",
        arguments: [0, -0.0, 1, 0.1, 1e16, 1e-7, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 123_456.789])
    func doubles(_ value: Double) throws {
        let bytes = Array(text { $0.value(value) }.utf8)
        let back = try JSONReader.over(bytes) { (reader) throws(JSONError) in try reader.readDouble() }
        #expect(back == value && back.sign == value.sign)
        #expect(text { $0.value(Double.infinity) } == "null")
    }
}
