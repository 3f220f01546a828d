import Telephony

/// One line of `mayday call show ID --trace`: what one call heard, decided and asked of Asterisk. Kept for a while and
/// up to a count, written when the writer has nothing better to do, thrown away rather than waited for.
package struct TraceLine: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case input, decision, request, response
    }
    package var call: CallID
    package var at: Instant
    package var kind: Kind
    /// The journal's sequence, for decisions.
    package var sequence: Int64?
    /// For people, one line.
    package var text: String
    /// The thing itself, secrets left out.
    package var json: String?

    package init(
        call: CallID, at: Instant, kind: Kind, sequence: Int64? = nil, text: String, json: String? = nil
    ) {
        self.call = call
        self.at = at
        self.kind = kind
        self.sequence = sequence
        self.text = text
        self.json = json
    }

    var footprint: Int { 160 + call.raw.utf8.count + text.utf8.count + (json?.utf8.count ?? 0) }
}

/// What is kept of a call's trace.
package struct StoredTrace: Hashable, Sendable {
    /// Oldest first.
    package var lines: [TraceLine]
    /// Lines were thrown away while the call lived, or there are more than were asked for.
    package var truncated: Bool

    package init(lines: [TraceLine], truncated: Bool) {
        self.lines = lines
        self.truncated = truncated
    }
}
