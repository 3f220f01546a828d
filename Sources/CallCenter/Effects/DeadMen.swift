import Locking
import Queueing
import Telephony

/// The waiting callers whose dead-man in the dialplan must be armed again and again (asterisk-conf/extensions.conf): if
/// this service dies or hangs, the timer runs out and the caller goes to the fall-back queue.
///
/// A caller is entered when the welcome is asked for and struck out when the connection is asked for, before the
/// request goes out, so that no late arming can pull somebody out of a conversation.
package final class DeadMen: Sendable {
    /// How long a waiting caller's timer runs, in seconds. With an arming every 10 s: at most 28 s of music after the
    /// service's last sign of life.
    package static let seconds = 28
    static let span = Span.seconds(Int64(seconds))
    /// How often each is armed again.
    package static let period = Duration.seconds(10)

    private let armed = Locked<[LegKey: CallID]>([:])

    package init() {}

    package func enter(_ key: LegKey, _ call: CallID) { armed.withLock { $0[key] = call } }
    package func strike(_ key: LegKey) { armed.withLock { $0[key] = nil } }
    /// The call whose caller is guarded; nil where nobody is.
    package func call(_ key: LegKey) -> CallID? { armed.withLock { $0[key] } }
    /// In order, so that a trace of two runs reads alike.
    package var all: [LegKey] {
        armed.withLock { Array($0.keys) }.sorted { ($0.server, $0.channel) < ($1.server, $1.channel) }
    }
}
