import Telephony

/// Which dialled number leads to which queue.
package struct NumberTable: Sendable {
    private var queues: [String: QueueID] = [:]
    private let fallback: QueueID?

    /// - Parameter fallback: the queue of callers whose number is not told.
    package init(_ pairs: [(number: String, queue: QueueID)], default fallback: QueueID? = nil) {
        for pair in pairs { queues[pair.number] = pair.queue }
        self.fallback = fallback
    }

    /// The queue of a dialled number, as the dialplan passes it to Stasis. An unknown number has none; no number at all
    /// leads to the default queue.
    package func queue(forDialled number: String) -> QueueID? { number.isEmpty ? fallback : queues[number] }
}
