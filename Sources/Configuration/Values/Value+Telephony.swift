extension Value {
    private static let technologies = ["PJSIP", "IAX2", "DAHDI", "Local"]

    /// What Asterisk dials: `PJSIP/1001`.
    static func endpoint(_ text: String) throws(Refusal) -> String {
        let example = "write the technology and the name, for example PJSIP/1001"
        let technology = String(text.prefix { $0 != "/" })
        let name = text.dropFirst(technology.count + 1)
        guard text.contains("/") else {
            let isName = !text.isEmpty && text.unicodeScalars.allSatisfy(isAlphanumeric)
            throw Refusal("'\(text)' is not an endpoint; \(example)", suggestion: isName ? "PJSIP/\(text)" : nil)
        }
        guard technologies.contains(technology) else {
            if technology.uppercased() == "SIP" {
                throw Refusal("chan_sip is gone from Asterisk", suggestion: "PJSIP/\(name)")
            }
            let right = Spelling.nearest(to: technology, among: technologies)
            throw Refusal(
                "'\(technology)' is not a technology that Asterisk dials", suggestion: right.map { "\($0)/\(name)" })
        }
        let safe = name.unicodeScalars.allSatisfy { isAlphanumeric($0) || "_-.@+".unicodeScalars.contains($0) }
        guard !name.isEmpty, safe, name.utf8.count <= 80 else {
            throw Refusal("'\(text)' is not an endpoint; \(example)")
        }
        return text
    }

    /// A number as it is dialled: digits, `*`, `#`, perhaps a `+` in front.
    static func dialledNumber(_ text: String) throws(Refusal) -> String {
        let digits = text.hasPrefix("+") ? text.dropFirst() : text[...]
        let right = digits.allSatisfy { ("0"..."9").contains($0) || $0 == "*" || $0 == "#" }
        guard right, !digits.isEmpty, digits.count <= 32 else {
            throw Refusal("'\(text)' is not a number to dial: digits, '*', '#', perhaps a '+' in front")
        }
        return text
    }

    /// `30/1m`, or `30/m` for one of the unit.
    static func rate(_ text: String) throws(Refusal) -> CallRate {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let calls = Int(parts[0]), (1...1_000_000).contains(calls) else {
            throw Refusal("'\(text)' is not a rate; write calls and span, for example 30/1m")
        }
        let span = parts[1].first?.isLetter == true ? "1\(parts[1])" : String(parts[1])
        return CallRate(calls: calls, span: try duration(from: .seconds(1))(span))
    }

    /// A sound of Asterisk by its name: `custom/welcome`, without the file's ending.
    static func sound(_ text: String) throws(Refusal) -> String {
        let safe = text.unicodeScalars.allSatisfy { isAlphanumeric($0) || "_-./".unicodeScalars.contains($0) }
        guard !text.isEmpty, safe, text.utf8.count <= 80, !text.hasPrefix("/"), !text.contains("..") else {
            throw Refusal("'\(text)' is not the name of a sound such as custom/welcome")
        }
        return text
    }

    /// ISO 3166-1 alpha-2.
    static func country(_ text: String) throws(Refusal) -> String {
        let letters = text.uppercased()
        guard letters.utf8.count == 2, letters.unicodeScalars.allSatisfy({ ("A"..."Z").contains($0) }) else {
            throw Refusal("'\(text)' is not a country of two letters such as DE or US")
        }
        return letters
    }

    /// A dialplan context or extension: no separators, no spaces.
    static func dialplanName(_ text: String) throws(Refusal) -> String {
        let safe = text.unicodeScalars.allSatisfy { isAlphanumeric($0) || "_-.*#+!".unicodeScalars.contains($0) }
        guard !text.isEmpty, safe, text.utf8.count <= 80 else { throw Refusal("'\(text)' is not a dialplan name") }
        return text
    }
}
