import Queueing
import Telephony

/// Chooses ids that are unique over restarts: a random prefix per start of the process and a count.
///
/// Randomness comes in from outside (`boot`), so that a test gets the same ids each time.
package struct IdentifierSource: Sendable {
    package let node: NodeID
    /// Six characters of `0-9a-z`, new at each start.
    package let boot: String
    private var count: UInt64 = 0

    package init(node: NodeID, boot: String) {
        self.node = node
        self.boot = boot
    }

    /// A boot prefix.
    /// - Parameter random: a number from zero up to, but not including, the one that it is given.
    package static func boot(random: (Int) -> Int) -> String {
        let alphabet = Array("0123456789abcdefghijklmnopqrstuvwxyz")
        return String((0..<6).map { _ in alphabet[random(alphabet.count)] })
    }

    /// The call's id carries the node: it is what log lines, the SIP header, the journal and the API share.
    package mutating func call() -> CallID {
        count += 1
        return CallID("\(node.raw)-\(boot)-c\(count)")
    }

    package mutating func entry() -> EntryID {
        count += 1
        return EntryID("\(boot)-e\(count)")
    }

    /// What was written about a call.
    package mutating func note() -> String {
        count += 1
        return "\(boot)-n\(count)"
    }

    package mutating func caller() -> CallerToken {
        count += 1
        return CallerToken("\(boot)-t\(count)")
    }
}
