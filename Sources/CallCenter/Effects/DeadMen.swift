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

    /// Into so many parts a period is divided, each with its share of the callers: a thousand armings at once would stand
    /// before whatever is asked for meanwhile.
    package static let shares = 40

    private struct Guarded {
        var call: CallID
        var share: Int
    }
    private struct State {
        var guarded: [LegKey: Guarded] = [:]
        /// How many are in each share: a newcomer comes into a smallest one.
        var sizes = Array(repeating: 0, count: DeadMen.shares)

        mutating func leave(_ key: LegKey) {
            guard let share = guarded.removeValue(forKey: key)?.share else { return }
            sizes[share] -= 1
        }
    }

    private let state = Locked(State())

    package init() {}

    /// Whoever is in already stays in their share, so that no period is longer for them.
    package func enter(_ key: LegKey, _ call: CallID) {
        state.withLock { state in
            let sizes = state.sizes
            let share = state.guarded[key]?.share ?? sizes.indices.min { sizes[$0] < sizes[$1] } ?? 0
            state.leave(key)
            state.guarded[key] = Guarded(call: call, share: share)
            state.sizes[share] += 1
        }
    }

    package func strike(_ key: LegKey) { state.withLock { $0.leave(key) } }
    /// The call whose caller is guarded; nil where nobody is.
    package func call(_ key: LegKey) -> CallID? { state.withLock { $0.guarded[key]?.call } }
    /// Those of a share, in order, so that a trace of two runs reads alike.
    package func share(_ share: Int) -> [LegKey] {
        state.withLock { $0.guarded.filter { $0.value.share == share }.map(\.key) }
            .sorted { ($0.server, $0.channel) < ($1.server, $1.channel) }
    }
}
