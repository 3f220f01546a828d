import Queueing
import Telephony
import WireJSON

extension QueueLogFold {
    private static let version: Int64 = 1

    /// What must be known to go on after the last fact. The same facts give the same bytes.
    package var checkpoint: [UInt8] {
        var json = JSONWriter(capacity: 4096)
        json.beginObject()
        json.member("version", Self.version)
        json.member("started", hasStarted)
        json.member("arrivals", arrivals)
        json.records("entries", entries) { entry, json in
            json.member("channel", entry.channel.raw)
            json.member("queue", entry.queue.raw)
            json.member("entered_at", entry.enteredAt.milliseconds)
            json.member("priority", entry.turn.priority)
            json.member("arrival", entry.turn.arrival)
            json.member(
                "stands_since", entry.turn.enteredAt == entry.enteredAt ? nil : entry.turn.enteredAt.milliseconds)
            json.member("order", entry.turn.order)
            json.member("original", entry.original)
            json.member("connected_at", entry.connectedAt?.milliseconds)
            json.member("agent", entry.agent)
            if entry.isCallback { json.member("callback", true) }
        }
        json.records("offers", offers) { offer, json in
            json.member("entry", offer.entry.raw)
            json.member("agent", offer.agent)
            json.member("channel", offer.channel.raw)
            json.member("made_at", offer.madeAt.milliseconds)
            json.member("deadline", offer.deadline.milliseconds)
            json.member("answered_at", offer.answeredAt?.milliseconds)
        }
        json.records("members", members) { member, json in
            json.member("name", member.name)
            json.member("endpoint", member.endpoint)
            json.member("queues", member.queues.map(\.raw))
            json.member("logged_in_at", member.loggedInAt?.milliseconds)
            json.member("pause", member.pause)
            if member.isRetired { json.member("retired", true) }
            if !member.out.isEmpty { json.member("out", member.out.map(\.raw).sorted()) }
            if !member.paused.isEmpty { json.member("paused", member.paused.map(\.raw).sorted()) }
        }
        json.endObject()
        return json.bytes
    }

    /// The fold that a checkpoint was made from.
    ///
    /// - Parameter naming: of today; it may be another one than then.
    package init(checkpoint bytes: [UInt8], naming: AgentNaming) throws(CheckpointError) {
        let root = try JSONValue(checkpoint: bytes, newest: Self.version)
        self.init(naming: naming)
        hasStarted = root["started"] == .bool(true)
        arrivals = try root.number("arrivals")
        for item in try root.list("entries") {
            let id = EntryID(try item.text("id"))
            let queue = QueueID(try item.text("queue"))
            let enteredAt = try item.instant("entered_at")
            let turn = Turn(
                priority: Int(try item.number("priority")),
                enteredAt: try item.optionalInstant("stands_since") ?? enteredAt,
                arrival: try item.number("arrival"), entry: id,
                order: item["order"] == nil ? nil : try item.number("order"))
            let entry = OpenEntry(
                channel: ChannelID(try item.text("channel")), queue: queue, enteredAt: enteredAt, turn: turn,
                original: Int(try item.number("original")), connectedAt: try item.optionalInstant("connected_at"),
                agent: item["agent"]?.text, isCallback: item["callback"] == .bool(true))
            entries[id] = entry
            if entry.connectedAt == nil { _ = lines[queue, default: Line()].insert(turn) }
        }
        for item in try root.list("offers") {
            offers[OfferID(try item.text("id"))] = OpenOffer(
                entry: EntryID(try item.text("entry")), agent: try item.text("agent"),
                channel: ChannelID(try item.text("channel")), madeAt: try item.instant("made_at"),
                deadline: try item.instant("deadline"), answeredAt: try item.optionalInstant("answered_at"))
        }
        for item in try root.list("members") {
            let id = AgentID(try item.text("id"))
            members[id] = Member(
                id: id, name: try item.text("name"), endpoint: try item.text("endpoint"),
                queues: try item.list("queues").compactMap { $0.text.map { QueueID($0) } },
                loggedInAt: try item.optionalInstant("logged_in_at"), pause: item["pause"]?.text,
                isRetired: item["retired"] == .bool(true), out: item.queues("out"), paused: item.queues("paused"))
        }
    }
}

extension JSONValue {
    /// None where it is missing.
    fileprivate func queues(_ name: String) -> Set<QueueID> {
        Set((self[name]?.elements ?? []).compactMap { $0.text.map { QueueID($0) } })
    }
}
