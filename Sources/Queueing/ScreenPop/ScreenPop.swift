/// The address that an agent's screen opens when a caller is offered to them, with places for what is known of the call.
///
/// The scheme and the host are fixed by the template; a place can only fill in a part of the path, the query or the
/// fragment, percent-encoded to the last character, so that no caller's name and no variable can change where it leads.
package struct ScreenPop: Hashable, Sendable {
    /// What can stand between braces.
    package enum Field: Hashable, Sendable {
        case number, name, dialled, queue, call, entry, wait, priority, skills, agent
        case queueName
        case agentName
        /// `{var:NAME}`: what the dialplan says as `var.NAME=…` among the arguments of `Stasis()`.
        case variable(String)
    }

    enum Part: Hashable, Sendable {
        case text(String)
        case field(Field)
    }

    /// As it is written.
    package let template: String
    let parts: [Part]

    /// The template's length and the address's, in bytes. What browsers and servers take without complaint.
    package static let longestTemplate = 2048
    package static let longestAddress = 8000
    /// A value's length, in characters of Unicode. The rest is cut off.
    package static let longestValue = 256

    /// - Throws: `ScreenPopError`, which says what is wrong.
    package init(_ template: String) throws(ScreenPopError) {
        self.template = template
        parts = try Self.read(template)
    }

    package static func == (left: ScreenPop, right: ScreenPop) -> Bool { left.template == right.template }
    package func hash(into hasher: inout Hasher) { hasher.combine(template) }

    /// The address. A value that is missing leaves its place empty, as does one that would make the whole too long.
    package func address(_ value: (Field) -> String?) -> String {
        var bytes: [UInt8] = []
        var room =
            Self.longestAddress
            - parts.reduce(0) { sum, part in
                if case .text(let text) = part { sum + text.utf8.count } else { sum }
            }
        for part in parts {
            switch part {
            case .text(let text): bytes += text.utf8
            case .field(let field):
                let escaped = Self.escape(value(field) ?? "")
                guard escaped.count <= room else { continue }
                room -= escaped.count
                bytes += escaped
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// All but RFC 3986's unreserved characters. A segment of dots alone would mean another place, escaped or not.
    private static func escape(_ value: String) -> [UInt8] {
        guard value != ".", value != ".." else { return [] }
        let digits: StaticString = "0123456789ABCDEF"
        var cut = ""
        cut.unicodeScalars.append(contentsOf: value.unicodeScalars.prefix(longestValue))
        var bytes: [UInt8] = []
        for byte in cut.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes += [UInt8(ascii: "%"), digits.utf8Start[Int(byte >> 4)], digits.utf8Start[Int(byte & 15)]]
            }
        }
        return bytes
    }
}

/// What is wrong with a template.
package enum ScreenPopError: Error, Hashable, Sendable {
    case tooLong
    /// Neither http nor https.
    case scheme
    /// No host, a user before it, or a place in it.
    case host
    /// A character that cannot stand in an address, with its number from 1.
    case character(String, at: Int)
    /// A brace without its partner, with the number of its character.
    case brace(at: Int)
    case unknownField(String)
}

extension ScreenPopError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLong: "is longer than \(ScreenPop.longestTemplate) bytes"
        case .scheme: "must begin with http:// or https://"
        case .host: "must name a host after the scheme, without a user and without a {place}"
        case .character(let character, let at):
            "character \(at), '\(character)', cannot stand in an address; write it percent-encoded"
        case .brace(let at): "character \(at) is a brace without its partner"
        case .unknownField(let name): "'{\(name)}' is not known here"
        }
    }
}
