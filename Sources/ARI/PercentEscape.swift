/// Escapes for path segments and query values (RFC 3986): all but the unreserved characters, so that no id, however
/// chosen, can change the meaning of a request.
enum PercentEscape {
    static func append(_ text: String, to bytes: inout [UInt8]) {
        let digits: StaticString = "0123456789ABCDEF"
        // A segment of dots only would be taken for "here" or "up", were its dots left alone.
        let isDots = text == "." || text == ".."
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            case UInt8(ascii: ".") where !isDots:
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digits.utf8Start[Int(byte >> 4)])
                bytes.append(digits.utf8Start[Int(byte & 15)])
            }
        }
    }
}
