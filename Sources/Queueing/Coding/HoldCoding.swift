import Telephony
import WireJSON

extension FactCoding {
    static func write(_ hold: Hold, _ json: inout JSONWriter) {
        json.member("agent", hold.agent.raw)
        json.member("offer", hold.call?.offer.raw)
        json.member("entry", hold.call?.entry.raw)
        json.member("queue", hold.call?.queue.raw)
        if hold.inferred { json.member("inferred", true) }
    }

    static func hold(_ body: [UInt8]) throws(CodingError) -> Hold {
        let fields = try Fields(body)
        var call: Hold.Held?
        if let offer = fields.text("offer") {
            call = Hold.Held(
                offer: OfferID(offer), entry: EntryID(try fields.require("entry")),
                queue: QueueID(try fields.require("queue")))
        }
        return Hold(agent: AgentID(try fields.require("agent")), call: call, inferred: fields.flag("inferred"))
    }
}
