import Queueing
import Telephony
import WireJSON

extension JSONValue {
    func series<Counts>(
        _ empty: Counts, _ read: (JSONValue, inout Counts) throws(CheckpointError) -> Void
    ) throws(CheckpointError) -> Series<Counts> {
        var series = Series<Counts>()
        for item in try list("intervals") {
            var counts = empty
            try read(item, &counts)
            series.change(try item.instant("start"), or: empty) { $0 = counts }
        }
        return series
    }

    static func queueCounts(_ item: JSONValue, _ counts: inout QueueCounts) throws(CheckpointError) {
        try item.sums(QueueCounts.sums, into: &counts)
        counts.longestWait = item["longest_wait"] == nil ? 0 : try item.number("longest_wait")
        counts.answeredWaits = try item.histogram("answered_waits")
        counts.abandonedWaits = try item.histogram("abandoned_waits")
        try item["offers"]?.sums(OfferCounts.sums, into: &counts.offers)
    }

    static func agentCounts(_ item: JSONValue, _ counts: inout AgentCounts) throws(CheckpointError) {
        try item.sums(AgentCounts.sums, into: &counts)
        try item["offers"]?.sums(OfferCounts.sums, into: &counts.offers)
        for pair in try item.pairs("not_ready_by_reason") {
            guard let reason = pair.0.text else { throw .wrong("not_ready_by_reason") }
            counts.notReadyByReason.add(try pair.1.number(as: "not_ready_by_reason"), for: reason)
        }
    }

    func presence() throws(CheckpointError) -> Presence {
        guard let state = AgentState(rawValue: try text("state")) else { throw .wrong("state") }
        var presence = Presence()
        presence.state = state
        presence.reason = self["reason"]?.text
        presence.since = try instant("since")
        presence.accounted = try instant("accounted")
        presence.loggedInAt = try optionalInstant("logged_in_at")
        if let finished = self["finished"] {
            presence.finished = FinishedTalk(
                queue: QueueID(try finished.text("queue")), talk: try finished.number("talk"))
        }
        return presence
    }

    private func sums<Counts>(
        _ fields: [(name: String, field: any WritableKeyPath<Counts, Int64> & Sendable)], into counts: inout Counts
    ) throws(CheckpointError) {
        for (name, field) in fields where self[name] != nil { counts[keyPath: field] = try number(name) }
    }

    private func histogram(_ name: String) throws(CheckpointError) -> WaitHistogram {
        var histogram = WaitHistogram()
        for pair in try pairs(name) {
            let index = try pair.0.number(as: name)
            guard (0...Int64(WaitHistogram.last)).contains(index) else { throw .wrong(name) }
            histogram.add(WaitHistogram.Bucket(index: Int(index), count: try pair.1.number(as: name)))
        }
        return histogram
    }

    /// The elements of an array two by two; none if it is not there.
    private func pairs(_ name: String) throws(CheckpointError) -> [(JSONValue, JSONValue)] {
        guard self[name] != nil else { return [] }
        let elements = try list(name)
        guard elements.count % 2 == 0 else { throw .wrong(name) }
        return stride(from: 0, to: elements.count, by: 2).map { (elements[$0], elements[$0 + 1]) }
    }
}
