import Queueing
import Telephony
import WireJSON

extension StatisticsFold {
    private static let version: Int64 = 1

    /// The fold as bytes. The same facts give the same bytes: everything is in order, zeros are left out.
    package var checkpoint: [UInt8] {
        var json = JSONWriter(capacity: 4096)
        json.beginObject()
        json.member("version", Self.version)
        json.member("interval_ms", interval.milliseconds)
        json.member("horizon", horizon.milliseconds)
        json.member("day_start", dayStart.milliseconds)
        json.member("anomalies", anomalies)
        json.records("queues", queues) { queue, json in
            json.member("threshold", queue.rules.threshold)
            json.member("short_abandon", queue.rules.shortAbandon)
            json.series(queue.series) { $1.counts($0) }
        }
        json.records("agents", agents) { agent, json in
            json.presence(agent.presence)
            if agent.sinceLogin != AgentCounts() { json.object("since_login") { $0.counts(agent.sinceLogin) } }
            json.series(agent.series) { $1.counts($0) }
        }
        json.records("entries", entries) { entry, json in
            json.member("queue", entry.queue.raw)
            json.member("entered_at", entry.enteredAt.milliseconds)
            json.member("connected_at", entry.connectedAt?.milliseconds)
            json.member("agent", entry.agent?.raw)
            json.member("callback_wait", entry.callback?.wait)
            if entry.callback?.isAtThreshold == true { json.member("callback_late", true) }
            json.member("held_since", entry.heldSince?.milliseconds)
            if entry.held != 0 { json.member("held", entry.held) }
        }
        json.records("offers", offers) { offer, json in
            json.member("queue", offer.queue.raw)
            json.member("agent", offer.agent.raw)
            json.member("made_at", offer.madeAt.milliseconds)
        }
        json.array("blind") { json in
            for time in blind {
                json.beginObject()
                // Without a server it was the journal.
                if case .server(let server) = time.source { json.member("server", server.raw) }
                json.member("from", time.from.milliseconds)
                json.member("until", time.until?.milliseconds)
                json.endObject()
            }
        }
        json.endObject()
        return json.bytes
    }

    /// The fold that a checkpoint was made from.
    package init(checkpoint bytes: [UInt8]) throws(CheckpointError) {
        let root = try JSONValue(checkpoint: bytes, newest: Self.version)
        let length = try root.number("interval_ms")
        guard length > 0 else { throw .wrong("interval_ms") }
        self.init(interval: Span(milliseconds: length))
        horizon = try root.instant("horizon")
        dayStart = try root.instant("day_start")
        anomalies = try root.number("anomalies")
        for item in try root.list("queues") {
            var track = QueueTrack()
            track.rules.threshold = try item.number("threshold")
            track.rules.shortAbandon = try item.number("short_abandon")
            track.series = try item.series(QueueCounts(), JSONValue.queueCounts)
            track.recount(from: dayStart)
            queues[QueueID(try item.text("id"))] = track
        }
        for item in try root.list("agents") {
            var track = AgentTrack()
            track.presence = try item.presence()
            if let counts = item["since_login"] { try JSONValue.agentCounts(counts, &track.sinceLogin) }
            track.series = try item.series(AgentCounts(), JSONValue.agentCounts)
            track.recount(from: dayStart)
            agents[AgentID(try item.text("id"))] = track
        }
        for item in try root.list("entries") {
            entries[EntryID(try item.text("id"))] = OpenEntry(
                queue: QueueID(try item.text("queue")), enteredAt: try item.instant("entered_at"),
                connectedAt: try item.optionalInstant("connected_at"),
                agent: item["agent"]?.text.map { AgentID($0) },
                callback: item["callback_wait"] == nil
                    ? nil
                    : OpenEntry.Exit(
                        wait: try item.number("callback_wait"), isAtThreshold: item["callback_late"] == .bool(true)),
                heldSince: try item.optionalInstant("held_since"),
                held: item["held"] == nil ? 0 : try item.number("held"))
        }
        for item in try root.list("offers") {
            offers[OfferID(try item.text("id"))] = OpenOffer(
                queue: QueueID(try item.text("queue")), agent: AgentID(try item.text("agent")),
                madeAt: try item.instant("made_at"))
        }
        for item in try root.list("blind") {
            let server = item["server"]?.text.map { ServerID($0) }
            blind.append(
                BlindTime(
                    server.map { .server($0) } ?? .journal, from: try item.instant("from"),
                    until: try item.optionalInstant("until")))
        }
    }
}
