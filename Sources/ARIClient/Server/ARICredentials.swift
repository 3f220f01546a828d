/// A user of Asterisk's `ari.conf` with its password.
///
/// Printing one shows the user only: the password reaches the wire as an `Authorization` header (RFC 7617) and
/// nothing else, neither a log line nor a URL.
public struct ARICredentials: Sendable, Hashable {
    /// The user's name, a section of `ari.conf`.
    public let user: String
    let password: String

    /// - Parameters:
    ///   - user: the section of `ari.conf` with `type = user`. Must not contain a colon.
    ///   - password: its password, in plain text.
    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    /// The value of an `Authorization` header.
    var authorization: String { "Basic " + Base64.encoded(Array("\(user):\(password)".utf8)) }
}

extension ARICredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(user):***" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}

/// Base 64 as of RFC 4648, both ways.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encoded(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let chunk = bytes[index..<min(index + 3, bytes.count)]
            var word: UInt32 = 0
            for byte in chunk { word = word << 8 | UInt32(byte) }
            word <<= UInt32(8 * (3 - chunk.count))
            for position in 0..<4 {
                let digit = Int(word >> UInt32(18 - 6 * position) & 63)
                text.append(position <= chunk.count ? alphabet[digit] : UInt8(ascii: "="))
            }
            index += 3
        }
        return String(decoding: text, as: UTF8.self)
    }
}
