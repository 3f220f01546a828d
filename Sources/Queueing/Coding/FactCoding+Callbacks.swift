import Telephony
import WireJSON

extension FactCoding {
    static func write(_ fact: CallbackTaken, _ json: inout JSONWriter) {
        json.member("entry", fact.entry.raw)
        json.member("queue", fact.queue.raw)
        json.member("customer", fact.customer.raw)
        json.member("key", fact.key)
        json.member("to", fact.to.description)
        json.member("until", fact.until?.milliseconds)
    }

    static func callbackTaken(_ body: [UInt8]) throws(CodingError) -> CallbackTaken {
        let fields = try Fields(body)
        return CallbackTaken(
            entry: EntryID(try fields.require("entry")), queue: QueueID(try fields.require("queue")),
            customer: CallerToken(try fields.require("customer")), key: fields.text("key"),
            to: try fields.target("to") ?? .hangUp, until: fields.number("until").map { Instant(milliseconds: $0) })
    }

    static func write(_ fact: CallbackDialled, _ json: inout JSONWriter) {
        json.member("entry", fact.entry.raw)
        json.member("queue", fact.queue.raw)
        json.member("offer", fact.offer.raw)
        json.member("agent", fact.agent.raw)
        json.member("channel", fact.channel.raw)
        json.member("deadline", fact.deadline.milliseconds)
    }

    static func callbackDialled(_ body: [UInt8]) throws(CodingError) -> CallbackDialled {
        let fields = try Fields(body)
        return CallbackDialled(
            entry: EntryID(try fields.require("entry")), queue: QueueID(try fields.require("queue")),
            offer: OfferID(try fields.require("offer")), agent: AgentID(try fields.require("agent")),
            channel: ChannelID(try fields.require("channel")), deadline: try fields.instant("deadline"))
    }

    static func write(_ fact: CallbackEnded, _ json: inout JSONWriter) {
        json.member("entry", fact.entry.raw)
        json.member("queue", fact.queue.raw)
        json.member("why", fact.why.rawValue)
    }

    static func callbackEnded(_ body: [UInt8]) throws(CodingError) -> CallbackEnded {
        let fields = try Fields(body)
        return CallbackEnded(
            entry: EntryID(try fields.require("entry")), queue: QueueID(try fields.require("queue")),
            why: try fields.choice("why"))
    }
}

extension SettingsCoding {
    static func write(_ rules: CallbackRules, _ json: inout JSONWriter) {
        json.member("callback_endpoint", rules.endpoint)
        json.member("callback_key", rules.key)
        if rules.target != .hangUp { json.member("callback_target", rules.target.description) }
        json.member("callback_ring_timeout", rules.ringTimeout.milliseconds)
        json.member("callback_keep", rules.keep?.milliseconds)
        json.member("callback_most", rules.most)
    }

    /// A request in its entry's checkpoint.
    static func write(_ callback: QueueState.Callback, _ json: inout JSONWriter) {
        json.member("callback_at", callback.takenAt.milliseconds)
        json.member("callback_until", callback.until?.milliseconds)
        json.member("callback_dialled_at", callback.dialledAt?.milliseconds)
        json.member("callback_rings_until", callback.ringsUntil?.milliseconds)
        if callback.isAnswered { json.member("callback_answered", true) }
    }
}

extension Fields {
    /// Nil where a queue calls nobody back.
    func callbackRules() throws(CodingError) -> CallbackRules? {
        guard let endpoint = text("callback_endpoint") else { return nil }
        return CallbackRules(
            key: text("callback_key"), endpoint: endpoint, target: try target("callback_target") ?? .hangUp,
            ringTimeout: Span(milliseconds: try integer("callback_ring_timeout")),
            keep: number("callback_keep").map { Span(milliseconds: $0) },
            most: Int(clamping: try integer("callback_most")))
    }

    var callback: QueueState.Callback? {
        guard let at = number("callback_at") else { return nil }
        return QueueState.Callback(
            takenAt: Instant(milliseconds: at), until: number("callback_until").map { Instant(milliseconds: $0) },
            dialledAt: number("callback_dialled_at").map { Instant(milliseconds: $0) },
            ringsUntil: number("callback_rings_until").map { Instant(milliseconds: $0) },
            isAnswered: flag("callback_answered"))
    }
}
