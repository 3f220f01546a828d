/// One request, as the transfer sends it.
struct HTTPRequest: Sendable {
    var method = "GET"
    var url: String
    /// `Name: value`, without line ends.
    var headers: [String] = []
    var body: [UInt8]?
    /// Milliseconds for the whole; 0 for a stream, which is watched for silence instead.
    var timeoutMs = 10_000
    /// Seconds of silence after which a stream counts as dead.
    var silenceSeconds = 0
}

struct HTTPAnswer: Sendable {
    var status: Int
    var contentType: String
    var body: [UInt8]
}

/// Percent-encoding (RFC 3986): everything but the unreserved characters.
enum URLText {
    static func encode(_ text: String) -> String {
        var encoded: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            default:
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
