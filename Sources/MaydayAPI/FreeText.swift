/// Text that people write with a command, and how much of it is taken: it stands in facts, events, logs and terminals from then
/// on. Counted in Unicode scalars, so that marks upon marks count too.
package struct FreeText: Sendable, Hashable {
    /// The most Unicode scalars; one is the fewest.
    package let limit: Int
    /// Whether there may be line feeds and tabs; all other control characters are refused everywhere.
    package let mayHaveLines: Bool

    /// Why an agent is not ready, a queue closes, a caller is taken out.
    package static let reason = FreeText(limit: 64)
    /// What is worth knowing of a call.
    package static let note = FreeText(limit: 2000, mayHaveLines: true)
    /// A number to dial, before it is checked as one.
    package static let number = FreeText(limit: 32)
    /// The id of something, before it is looked for.
    package static let id = FreeText(limit: 128)

    private init(limit: Int, mayHaveLines: Bool = false) {
        self.limit = limit
        self.mayHaveLines = mayHaveLines
    }

    /// Whether a text is taken.
    package func accepts(_ text: String) -> Bool {
        // Far more bytes than scalars can be is not counted to its end.
        guard !text.isEmpty, text.utf8.count <= 4 * limit else { return false }
        return text.unicodeScalars.count <= limit
            && !text.unicodeScalars.contains { scalar in
                scalar.breaksLines && !(mayHaveLines && (scalar == "\n" || scalar == "\t"))
            }
    }

    /// What would be right, for people.
    package var expectation: String {
        "expected 1 to \(limit) characters"
            + (mayHaveLines
                ? "; of the control characters only line feed and tab" : " in one line, no control characters")
    }

    /// What is wrong with a member's text; nil where it is right, or not there.
    package func problem(with text: String?, in field: String) -> FieldError? {
        guard let text, !accepts(text) else { return nil }
        return FieldError(field: field, detail: expectation)
    }
}

extension Unicode.Scalar {
    /// A control character or the end of a line: nothing that a report or a terminal should carry.
    package var breaksLines: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
