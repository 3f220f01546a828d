import Telephony
import WireJSON

extension FactCoding {
    static func write(_ fact: PartChanged, _ json: inout JSONWriter) {
        json.member("agent", fact.agent.raw)
        json.member("queue", fact.queue.raw)
        json.member("part", fact.part.rawValue)
        json.member("reason", fact.reason)
    }

    static func partChanged(_ body: [UInt8]) throws(CodingError) -> PartChanged {
        let fields = try Fields(body)
        return PartChanged(
            agent: AgentID(try fields.require("agent")), queue: QueueID(try fields.require("queue")),
            part: try fields.choice("part"), reason: fields.text("reason"))
    }

    static func agentSeated(_ body: [UInt8]) throws(CodingError) -> Fact {
        let fields = try Fields(body)
        return .agentSeated(AgentID(try fields.require("agent")), endpoint: fields.text("endpoint"))
    }

    static func write(_ fact: OrderGiven, _ json: inout JSONWriter) {
        json.member("by", fact.by)
        json.member("agent", fact.agent?.raw)
        json.member("queue", fact.queue?.raw)
        json.member("entry", fact.entry?.raw)
        json.member("call", fact.call?.raw)
        json.member("order", fact.order)
        json.member("detail", fact.detail)
    }

    static func orderGiven(_ body: [UInt8]) throws(CodingError) -> OrderGiven {
        let fields = try Fields(body)
        return OrderGiven(
            by: try fields.require("by"), agent: fields.text("agent").map { AgentID($0) },
            queue: fields.text("queue").map { QueueID($0) }, entry: fields.text("entry").map { EntryID($0) },
            call: fields.text("call").map { CallID($0) }, order: try fields.require("order"),
            detail: fields.text("detail"))
    }
}

extension SettingsCoding {
    static func write(_ reason: NotReadyReason, _ json: inout JSONWriter) {
        json.member("id", reason.id)
        json.member("name", reason.name)
        if reason.billable { json.member("billable", true) }
        json.member("longest", reason.longest?.milliseconds)
    }

    static func readReason(_ json: inout JSONReader) throws(CodingError) -> NotReadyReason {
        let fields = try Fields(&json)
        return NotReadyReason(
            id: try fields.require("id"), name: try fields.require("name"), billable: fields.flag("billable"),
            longest: fields.number("longest").map { Span(milliseconds: $0) })
    }
}
