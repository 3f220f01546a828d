extension ScreenPop.Field {
    /// What stands between the braces; nil if it is nothing known.
    package init?(_ name: some StringProtocol) {
        if let field = Self.plain.first(where: { $0.name == name })?.field {
            self = field
        } else if name.hasPrefix("var:"), case let variable = name.dropFirst(4), Self.isVariable(variable) {
            self = .variable(String(variable))
        } else {
            return nil
        }
    }

    /// Every name but those of variables.
    package static var names: [String] { plain.map(\.name) }

    private static let plain: [(name: String, field: Self)] = [
        ("number", .number), ("name", .name), ("dialled", .dialled), ("queue", .queue), ("queue_name", .queueName),
        ("call", .call), ("entry", .entry), ("wait", .wait), ("priority", .priority), ("skills", .skills),
        ("agent", .agent), ("agent_name", .agentName),
    ]

    /// Letters, digits and `_`, 1 to 64 of them.
    package static func isVariable(_ name: some StringProtocol) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

extension ScreenPop {
    static func read(_ template: String) throws(ScreenPopError) -> [Part] {
        guard template.utf8.count <= longestTemplate else { throw .tooLong }
        let scheme = template.prefix { $0 != ":" }
        guard ["http", "https"].contains(scheme.lowercased()), template.dropFirst(scheme.count).hasPrefix("://") else {
            throw .scheme
        }
        let host = template.dropFirst(scheme.count + 3).prefix { !"/?#".contains($0) }
        guard !host.isEmpty, !host.contains(where: { "{}@\\".contains($0) }) else { throw .host }
        var parts: [Part] = []
        var text = ""
        var rest = template[...]
        var at = 0
        while let character = rest.popFirst() {
            at += 1
            switch character {
            case "{":
                let name = rest.prefix { $0 != "}" && $0 != "{" }
                guard rest.dropFirst(name.count).first == "}" else { throw .brace(at: at) }
                guard let field = Field(name) else { throw .unknownField(String(name)) }
                if !text.isEmpty { parts.append(.text(text)) }
                text = ""
                parts.append(.field(field))
                rest = rest.dropFirst(name.count + 1)
                at += name.count + 1
            case "}": throw .brace(at: at)
            default:
                guard isAddress(character) else { throw .character(String(character), at: at) }
                text.append(character)
            }
        }
        if !text.isEmpty { parts.append(.text(text)) }
        return parts
    }

    /// Printable ASCII but what RFC 3986 leaves out.
    private static func isAddress(_ character: Character) -> Bool {
        guard let byte = character.asciiValue else { return false }
        return (0x21...0x7e).contains(byte) && !"\"<>\\^`|".contains(character)
    }
}
