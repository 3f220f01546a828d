import MaydayAPI
import Telephony

/// Notes what was heard, decided and asked for in each call, for `mayday call show ID --trace`.
///
/// A value with one function, so that a test can read along and a benchmark can leave it out.
package struct Tracer: Sendable {
    package typealias Kind = TraceKind

    package struct Item: Sendable, Hashable {
        package var call: CallID
        package var at: Instant
        package var kind: Kind
        package var text: String

        package init(call: CallID, at: Instant, kind: Kind, text: String) {
            self.call = call
            self.at = at
            self.kind = kind
            self.text = text
        }
    }

    package var note: @Sendable (Item) -> Void

    package init(note: @escaping @Sendable (Item) -> Void) { self.note = note }

    package static let none = Tracer { _ in }
}
