import Telephony
import WireJSON

extension FactCoding {
    static func write(_ fact: DispositionGiven, _ json: inout JSONWriter) {
        json.member("agent", fact.agent.raw)
        json.member("entry", fact.entry.raw)
        json.member("call", fact.call.raw)
        json.member("queue", fact.queue.raw)
        json.member("disposition", fact.disposition)
        json.member("by", fact.by)
        json.member("note", fact.note)
    }

    static func dispositionGiven(_ body: [UInt8]) throws(CodingError) -> DispositionGiven {
        let fields = try Fields(body)
        return DispositionGiven(
            agent: AgentID(try fields.require("agent")), entry: EntryID(try fields.require("entry")),
            call: CallID(try fields.require("call")), queue: QueueID(try fields.require("queue")),
            disposition: try fields.require("disposition"), by: try fields.require("by"), note: fields.text("note"))
    }

    static func write(_ fact: DispositionMissed, _ json: inout JSONWriter) {
        json.member("agent", fact.agent.raw)
        json.member("entry", fact.entry.raw)
        json.member("call", fact.call.raw)
        json.member("queue", fact.queue.raw)
    }

    static func dispositionMissed(_ body: [UInt8]) throws(CodingError) -> DispositionMissed {
        let fields = try Fields(body)
        return DispositionMissed(
            agent: AgentID(try fields.require("agent")), entry: EntryID(try fields.require("entry")),
            call: CallID(try fields.require("call")), queue: QueueID(try fields.require("queue")))
    }
}

extension SettingsCoding {
    static func write(_ disposition: Disposition, _ json: inout JSONWriter) {
        json.member("id", disposition.id)
        json.member("name", disposition.name)
    }

    static func readDisposition(_ json: inout JSONReader) throws(CodingError) -> Disposition {
        let fields = try Fields(&json)
        return Disposition(id: try fields.require("id"), name: try fields.require("name"))
    }

    /// Ids hold no blanks.
    static func write(_ rule: DispositionRule, _ json: inout JSONWriter) {
        if !rule.allowed.isEmpty { json.member("dispositions", rule.allowed.joined(separator: " ")) }
        if rule.isRequired { json.member("disposition_required", true) }
        if rule.longest != DispositionRule.none.longest {
            json.member("disposition_longest", rule.longest.milliseconds)
        }
    }

    /// An agent's last talk, in their checkpoint.
    static func write(_ talk: QueueState.Talk, _ json: inout JSONWriter) {
        json.member("talk_entry", talk.entry.raw)
        json.member("talk_call", talk.call.raw)
        json.member("talk_queue", talk.queue.raw)
        if talk.isDisposed { json.member("talk_disposed", true) }
    }
}

extension Fields {
    var dispositionRule: DispositionRule {
        DispositionRule(
            allowed: (text("dispositions") ?? "").split(separator: " ").map(String.init),
            isRequired: flag("disposition_required"),
            longest: number("disposition_longest").map { Span(milliseconds: $0) } ?? DispositionRule.none.longest)
    }

    var lastTalk: QueueState.Talk? {
        guard let entry = text("talk_entry"), let call = text("talk_call"), let queue = text("talk_queue") else {
            return nil
        }
        return QueueState.Talk(
            entry: EntryID(entry), call: CallID(call), queue: QueueID(queue), isDisposed: flag("talk_disposed"))
    }
}
