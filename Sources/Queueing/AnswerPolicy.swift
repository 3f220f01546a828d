/// What a caller's phone is told while they wait, and from when on the call costs something.
package enum AnswerPolicy: String, Hashable, Sendable, CaseIterable {
    /// Rings until an agent is there; the call is answered in the moment of the connection. Nothing can be played.
    case ring
    /// Music and announcements before the answer, which comes with the connection.
    case earlyMedia = "early_media"
    /// Answered at once.
    case answer

    /// Whether the connection has to answer.
    package var isLate: Bool { self != .answer }
}
