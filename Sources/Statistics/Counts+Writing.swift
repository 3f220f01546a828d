import Queueing
import Telephony
import WireJSON

/// Counts as JSON: what is zero is left out.
extension JSONWriter {
    mutating func series<Counts>(_ series: Series<Counts>, _ write: (Counts, inout JSONWriter) -> Void) {
        array("intervals") { json in
            for item in series.items {
                json.beginObject()
                json.member("start", item.start.milliseconds)
                write(item.counts, &json)
                json.endObject()
            }
        }
    }

    mutating func counts(_ counts: QueueCounts) {
        sums(QueueCounts.sums, of: counts)
        if counts.longestWait != 0 { member("longest_wait", counts.longestWait) }
        histogram("answered_waits", counts.answeredWaits)
        histogram("abandoned_waits", counts.abandonedWaits)
        offers(counts.offers)
    }

    mutating func counts(_ counts: AgentCounts) {
        sums(AgentCounts.sums, of: counts)
        offers(counts.offers)
        guard !counts.notReadyByReason.parts.isEmpty else { return }
        array("not_ready_by_reason") { json in
            for part in counts.notReadyByReason.parts {
                json.value(part.reason)
                json.value(part.milliseconds)
            }
        }
    }

    mutating func presence(_ presence: Presence) {
        member("state", presence.state.rawValue)
        member("reason", presence.reason)
        member("since", presence.since.milliseconds)
        member("accounted", presence.accounted.milliseconds)
        member("logged_in_at", presence.loggedInAt?.milliseconds)
        guard let finished = presence.finished else { return }
        object("finished") { json in
            json.member("queue", finished.queue.raw)
            json.member("talk", finished.talk)
        }
    }

    private mutating func offers(_ counts: OfferCounts) {
        guard counts != OfferCounts() else { return }
        object("offers") { $0.sums(OfferCounts.sums, of: counts) }
    }

    private mutating func sums<Counts>(
        _ fields: [(name: String, field: any WritableKeyPath<Counts, Int64> & Sendable)], of counts: Counts
    ) {
        for (name, field) in fields where counts[keyPath: field] != 0 {
            key(name)
            value(counts[keyPath: field])
        }
    }

    private mutating func histogram(_ name: StaticString, _ histogram: WaitHistogram) {
        guard !histogram.buckets.isEmpty else { return }
        array(name) { json in
            for bucket in histogram.buckets {
                json.value(bucket.index)
                json.value(bucket.count)
            }
        }
    }
}
