import ARI
import Telephony

/// How Asterisk's words are taken. The one place where they meet ours.
package struct Vocabulary: Hashable, Sendable {
    /// The channel variable that carries Mayday's id of the call.
    package var callVariable: String

    package init(callVariable: String = "MAYDAY_CALL") { self.callVariable = callVariable }
}

extension Instant {
    init(_ timestamp: ARITimestamp) { self.init(milliseconds: timestamp.milliseconds) }
    var timestamp: ARITimestamp { ARITimestamp(milliseconds: milliseconds) }
}
