/// Readers of single values. Each says what would have been right.
enum Value {
    typealias Reader<Result> = (String) throws(Refusal) -> Result

    /// `15s`, `2m`, `500ms`, `1h`, or several from the greater to the lesser: `1h30m`. `0` needs no unit.
    static func duration(from least: Duration = .zero, to most: Duration = .seconds(86_400)) -> Reader<Duration> {
        { (text: String) throws(Refusal) -> Duration in
            let value = try anyDuration(text)
            guard value >= least else {
                throw Refusal(
                    least <= .milliseconds(1) ? "must be more than 0" : "'\(text)' is less than \(spelled(least))")
            }
            guard value <= most else { throw Refusal("'\(text)' is more than \(spelled(most))") }
            return value
        }
    }

    private static func anyDuration(_ text: String) throws(Refusal) -> Duration {
        if text == "0" { return .zero }
        let units: [(name: String, milliseconds: Int64)] = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)]
        let wrong = Refusal("'\(text)' is not a duration such as 500ms, 15s, 2m or 1h")
        guard !text.isEmpty else { throw wrong }
        var rest = Substring(text)
        var total: Int64 = 0
        var greatest = units.startIndex
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            let unit = rest.dropFirst(digits.count).prefix { $0.isLetter }
            // Nine digits of hours are within Int64 in milliseconds, so nothing below can overflow.
            guard digits.count <= 9, let number = Int64(digits) else { throw wrong }
            if unit.isEmpty, digits.count == rest.count {
                throw Refusal("'\(text)' has no unit; write ms, s, m or h", suggestion: "\(text)s")
            }
            guard let index = units[greatest...].firstIndex(where: { $0.name == unit }) else { throw wrong }
            total += number * units[index].milliseconds
            greatest = index + 1
            rest = rest.dropFirst(digits.count + unit.count)
        }
        return .milliseconds(total)
    }

    /// As a person would write it: in the greatest unit that divides it.
    static func spelled(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        if attoseconds != 0 { return "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000)ms" }
        if seconds % 3600 == 0, seconds > 0 { return "\(seconds / 3600)h" }
        if seconds % 60 == 0, seconds > 0 { return "\(seconds / 60)m" }
        return "\(seconds)s"
    }

    static func integer(_ range: ClosedRange<Int>) -> Reader<Int> {
        { (text: String) throws(Refusal) -> Int in
            guard let number = Int(text), range.contains(number) else {
                throw Refusal("'\(text)' is not a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            // YAML 1.1 reads 010 as eight.
            guard text.drop(while: { $0 == "-" || $0 == "+" }).first != "0" || number == 0 else {
                throw Refusal("'\(text)' can be read as octal; leave the zero out", suggestion: "\(number)")
            }
            return number
        }
    }

    static func truth(_ text: String) throws(Refusal) -> Bool {
        switch text.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: throw Refusal("'\(text)' is neither true nor false")
        }
    }

    /// One of a closed set of words.
    static func word<Word>(_ type: Word.Type) -> Reader<Word>
    where Word: RawRepresentable & CaseIterable, Word.RawValue == String {
        { (text: String) throws(Refusal) -> Word in
            if let word = Word(rawValue: text) { return word }
            let words = Word.allCases.map(\.rawValue)
            throw Refusal(
                "'\(text)' is none of \(words.joined(separator: ", "))",
                suggestion: Spelling.nearest(to: text, among: words))
        }
    }

    /// Letters, digits, `_`, `-` and `.`, beginning with a letter or digit: what is safe in a URL, a file name, a
    /// channel id and a metric's label.
    static func identifier(_ text: String) throws(Refusal) -> String {
        let scalars = Array(text.unicodeScalars)
        let safe = scalars.allSatisfy { isAlphanumeric($0) || $0 == "_" || $0 == "-" || $0 == "." }
        guard safe, let first = scalars.first, isAlphanumeric(first), scalars.count <= 64 else {
            throw Refusal("'\(text)' is not a name of 1 to 64 letters a-z, digits, '_', '-' and '.'")
        }
        return text
    }

    /// As long as a name for people may be; counted in Unicode scalars, so that marks upon marks count too.
    private static let longestText = 200
    /// As long as a path may be (`PATH_MAX`), and any other value.
    static let longestValue = 4096

    /// Text for people, a name: not empty, no control characters. It stands in reports, events and on screens.
    static func text(_ text: String) throws(Refusal) -> String {
        guard !text.trimmingSpaces().isEmpty else { throw Refusal("must not be empty") }
        let length = text.unicodeScalars.count
        guard length <= longestText else {
            throw Refusal("has \(length) characters, and there can be \(longestText) at most")
        }
        return try oneLine(text)
    }

    private static func oneLine(_ text: String) throws(Refusal) -> String {
        let isRight = text.unicodeScalars.allSatisfy { scalar in
            scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value) && scalar != "\u{2028}"
                && scalar != "\u{2029}"
        }
        guard isRight else { throw Refusal("must not hold control characters") }
        return text
    }

    /// The path of a file.
    static func fileName(_ text: String) throws(Refusal) -> String {
        guard !text.trimmingSpaces().isEmpty else { throw Refusal("must not be empty") }
        return try oneLine(text)
    }

    /// A file of the disk: SQLite would take `:memory:` and `file:…` for something else.
    static func path(_ text: String) throws(Refusal) -> String {
        let path = try fileName(text)
        guard !path.hasPrefix(":"), !path.hasPrefix("file:") else {
            throw Refusal("'\(path)' is not the path of a file")
        }
        return path
    }

    /// The user of HTTP's basic authentication, where a colon ends the user (RFC 7617).
    static func userName(_ name: String) throws(Refusal) -> String {
        guard !name.contains(":") else {
            throw Refusal("must not hold a colon: a password belongs into the file that password_file names")
        }
        return try text(name)
    }

    /// A password as HTTP's basic authentication can carry it.
    static func isPassword(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
    }
}
