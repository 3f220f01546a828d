import Telephony

/// Why one offer was made, as bytes that their owner wrote.
package struct StoredExplanation: Hashable, Sendable {
    /// The offer's fact.
    package var sequence: Int64
    package var at: Instant
    package var body: [UInt8]
    /// What the body's numbers refer to, and under which key it is kept.
    package var roster: Int64
    /// The roster itself; nil where it is known to be kept already.
    package var rosterBody: [UInt8]?

    package init(sequence: Int64, at: Instant, body: [UInt8], roster: Int64, rosterBody: [UInt8]?) {
        self.sequence = sequence
        self.at = at
        self.body = body
        self.roster = roster
        self.rosterBody = rosterBody
    }
}

/// Explains offers beside the journal. Asked on the writer's thread, so that no decision waits for it; what it answers is
/// written in the facts' own transaction.
package protocol Explaining: Sendable {
    /// The explanations of the offers among the facts up to this one that are not kept yet. Asked again after a commit
    /// that failed.
    func explanations(through sequence: Int64) -> [StoredExplanation]
    /// They are on the disk.
    func kept(through sequence: Int64)
}
