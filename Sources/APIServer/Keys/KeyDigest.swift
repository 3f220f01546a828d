import CCrypto

/// SHA-256 of a key. A key is 256 random bits, so there is nothing to guess and a slow hash would buy nothing.
package struct KeyDigest: Sendable, Hashable {
    package static let length = 32
    package let bytes: [UInt8]

    package init(of text: some StringProtocol) {
        bytes = Self.sha256(Array(text.utf8))
    }

    /// 64 hexadecimal digits, or nil.
    package init?(hex: some StringProtocol) {
        let digits = Array(hex.utf8)
        guard digits.count == Self.length * 2 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.value(digits[index]), let low = Self.value(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    package var hex: String { Hex.encode(bytes) }

    /// Takes the same time wherever the two differ.
    package func matches(_ other: KeyDigest) -> Bool {
        CRYPTO_memcmp(bytes, other.bytes, Self.length) == 0
    }

    static func sha256(_ data: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: length)
        var count: UInt32 = 0
        let done = EVP_Digest(data, data.count, &digest, &count, EVP_sha256(), nil)
        // It fails only when OpenSSL has no SHA-256 at all; a zero digest must then match nothing.
        precondition(done == 1 && count == UInt32(length), "OpenSSL offers no SHA-256")
        return digest
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

enum Hex {
    static func encode(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
