import Queueing
import Telephony

/// Who was in a queue at the moment in which it went from the configuration.
package struct RemovedQueue: Hashable, Sendable {
    package var id: QueueID
    /// On the line, phones that ring for them or not.
    package var waiting = 0
    /// To be called back, and not dialled yet.
    package var requests = 0
    /// Talking, or being called back.
    package var calls = 0

    package init(id: QueueID, waiting: Int = 0, requests: Int = 0, calls: Int = 0) {
        self.id = id
        self.waiting = waiting
        self.requests = requests
        self.calls = calls
    }

    /// What people are told of it: who was there, and what becomes of them. Nil where nobody was.
    package var warning: String? {
        var who: [String] = []
        var what: [String] = []
        if waiting > 0 {
            who.append(waiting == 1 ? "1 caller waits" : "\(waiting) callers wait")
            what.append("who waits goes back to the dialplan (where a phone rings, unless it is picked up)")
        }
        if requests > 0 {
            who.append(requests == 1 ? "1 is to be called back" : "\(requests) are to be called back")
            what.append("nobody is called back")
        }
        if calls > 0 {
            who.append(calls == 1 ? "1 talks" : "\(calls) talk")
            what.append("who talks talks on")
        }
        guard !who.isEmpty else { return nil }
        let last = who.removeLast()
        let all = who.isEmpty ? last : who.joined(separator: ", ") + " and " + last
        return "queue \(id) is removed while \(all) in it: \(what.joined(separator: ", "))"
    }
}

extension QueueState {
    /// Who is in each queue that new settings do not have any more; queues in which nobody is are left out.
    func removed(by new: Settings) -> [RemovedQueue] {
        let gone = queues.values.filter { queue in !queue.isRetired && !new.queues.contains { $0.id == queue.id } }
        return gone.filter { $0.entries > 0 }.map { queue in
            var removed = RemovedQueue(id: queue.id)
            for entry in entries.values where entry.queue == queue.id {
                if !entry.hasLeg {
                    removed.requests += 1
                } else if entry.stage == .connected || entry.callback != nil {
                    removed.calls += 1
                } else {
                    removed.waiting += 1
                }
            }
            return removed
        }
        .sorted { $0.id < $1.id }
    }
}
