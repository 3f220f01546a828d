import Queueing
import Telephony

/// Callers on hold. What an agent does meanwhile is told by their own facts.
extension StatisticsFold {
    mutating func begin(_ hold: Hold, at: Instant) {
        guard let entry = hold.call?.entry else { return }
        guard entries[entry] != nil, entries[entry]?.heldSince == nil else {
            anomalies += 1
            return
        }
        entries[entry]?.heldSince = at
    }

    mutating func end(_ hold: Hold, at: Instant) {
        guard let id = hold.call?.entry else { return }
        guard let entry = entries[id], entry.heldSince != nil else {
            anomalies += 1
            return
        }
        entries[id]?.held = entry.holdTime(at: at)
        entries[id]?.heldSince = nil
    }
}
