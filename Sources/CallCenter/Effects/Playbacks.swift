import Locking
import Queueing
import Telephony

/// What is being said to callers, and who waits for the end of what is said to agents. While something is played on a
/// channel, Asterisk lets most other requests about that channel wait: it has to be stopped first.
package final class Playbacks: Sendable {
    struct Saying: Hashable, Sendable {
        var playback: PlaybackID
        /// The music to go on with.
        var music: String
    }

    private let callers = Locked<[LegKey: Saying]>([:])
    /// Legs to which an earlier process may be saying something.
    private let strangers = Locked<Set<LegKey>>([])
    let ends = Arrivals<PlaybackID>()

    package init() {}

    func begin(_ leg: LegKey, _ saying: Saying) { callers.withLock { $0[leg] = saying } }
    func isSpokenTo(_ leg: LegKey) -> Bool { callers.withLock { $0[leg] != nil } }

    /// Nobody knows whether something is said to these legs: an earlier process had them.
    func suspect(_ legs: some Sequence<LegKey>) { strangers.withLock { $0.formUnion(legs) } }
    /// Whether nobody knows; asked once, as it is stopped then.
    func wasSuspected(_ leg: LegKey) -> Bool { strangers.withLock { $0.remove(leg) != nil } }

    /// Nothing is said to the caller any more; what it was.
    func end(_ leg: LegKey) -> Saying? { callers.withLock { $0.removeValue(forKey: leg) } }

    /// The end was told. The caller whose music goes on; nil if it was nobody's, or if it was stopped.
    func ended(_ playback: PlaybackID, on server: ServerID) -> (leg: LegKey, saying: Saying)? {
        ends.arrived(playback)
        return callers.withLock { callers in
            guard let leg = callers.first(where: { $0.value.playback == playback && $0.key.server == server })?.key,
                let saying = callers.removeValue(forKey: leg)
            else { return nil }
            return (leg, saying)
        }
    }
}
