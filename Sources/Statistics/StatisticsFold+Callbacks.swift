import Queueing
import Telephony

/// An entry whose caller is called back ends with the outcome `callback`; when they are dialled that end is taken back,
/// and the entry ends once more, as whatever became of it. Each time in the interval in which it began.
extension StatisticsFold {
    mutating func take(_ fact: CallbackTaken, at: Instant) {
        guard let entry = entries[fact.entry], entry.callback == nil else {
            anomalies += 1
            return
        }
        leave(entry, .callback, at: at)
        let wait = max(0, (at - entry.enteredAt).milliseconds)
        let threshold = (queues[entry.queue]?.rules ?? QueueRules()).threshold
        entries[fact.entry]?.callback = OpenEntry.Exit(wait: wait, isAtThreshold: wait >= threshold)
    }

    mutating func reopen(_ fact: CallbackDialled) {
        guard let entry = entries[fact.entry], let exit = entry.callback else {
            anomalies += 1
            return
        }
        entries[fact.entry]?.callback = nil
        change(entry.queue, start(of: entry.enteredAt)) { counts in
            counts.waiting += 1
            counts.callback -= 1
            counts.waitOfOthers -= exit.wait
            if exit.isAtThreshold { counts.exitsAtThreshold -= 1 }
        }
    }

    /// Counted when it was taken.
    mutating func end(_ fact: CallbackEnded) {
        if entries.removeValue(forKey: fact.entry)?.callback == nil { anomalies += 1 }
    }
}
