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

    /// A boot prefix from six random bytes' worth of a generator.
    package static func boot(using generator: inout some RandomNumberGenerator) -> String {
        let alphabet = Array("0123456789abcdefghijklmnopqrstuvwxyz")
        return String((0..<6).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
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

    package mutating func caller() -> CallerToken {
        count += 1
        return CallerToken("\(boot)-t\(count)")
    }
}
