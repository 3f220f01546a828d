/// A password or key that must never reach a log line, an error text or a dump.
///
/// Printing it, interpolating it or reflecting on it gives `•••`; only `reveal()` gives the text.
package struct Secret: Sendable, Hashable {
    private let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The secret itself. Call it where the text goes onto the wire and nowhere else.
    package func reveal() -> String { text }

    package var isEmpty: Bool { text.isEmpty }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "•••" }
    package var debugDescription: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
