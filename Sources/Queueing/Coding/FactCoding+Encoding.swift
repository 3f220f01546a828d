import Telephony
import WireJSON

extension FactCoding {
    /// The body of a fact, in the version of today.
    package static func body(of fact: Fact) -> [UInt8] {
        var json = JSONWriter(capacity: 320)
        json.beginObject()
        switch fact {
        case .settingsChanged(let settings): SettingsCoding.write(settings, &json)
        case .entryOpened(let fact): write(fact, &json)
        case .entryWidened(let entry, let offersAtOnce):
            json.member("entry", entry.raw)
            json.member("offers_at_once", offersAtOnce)
        case .entryOverdue(let entry): json.member("entry", entry.raw)
        case .demandRelaxed(let entry, let rung):
            json.member("entry", entry.raw)
            json.member("rung", rung)
        case .entryPlaced(let fact): write(fact, &json)
        case .offerMade(let fact): write(fact, &json)
        case .offerRinging(let offer), .offerAnswered(let offer): json.member("offer", offer.raw)
        case .offerLost(let fact): write(fact, &json)
        case .entryConnected(let fact): write(fact, &json)
        case .holdBegun(let hold), .holdEnded(let hold): write(hold, &json)
        case .entryClosed(let fact): write(fact, &json)
        case .callbackTaken(let fact): write(fact, &json)
        case .callbackDialled(let fact): write(fact, &json)
        case .callbackAnswered(let entry): json.member("entry", entry.raw)
        case .callbackEnded(let fact): write(fact, &json)
        case .callerLeft(let server, let channel):
            json.member("server", server.raw)
            json.member("channel", channel.raw)
        case .agentChanged(let fact): write(fact, &json)
        case .partChanged(let fact): write(fact, &json)
        case .agentSeated(let agent, let endpoint):
            json.member("agent", agent.raw)
            json.member("endpoint", endpoint)
        case .queueTurned(let fact): write(fact, &json)
        case .headsetCalled(let fact): write(fact, &json)
        case .headsetUp(let agent): json.member("agent", agent.raw)
        case .headsetGone(let agent, let why):
            json.member("agent", agent.raw)
            json.member("why", why.rawValue)
        case .orderGiven(let fact): write(fact, &json)
        case .dispositionGiven(let fact): write(fact, &json)
        case .dispositionMissed(let fact): write(fact, &json)
        case .serverLost(let server): json.member("server", server.raw)
        case .serverReconciled(let server, let from, let until):
            json.member("server", server.raw)
            json.member("blind_from", from.milliseconds)
            json.member("blind_until", until.milliseconds)
        }
        json.endObject()
        return json.bytes
    }

    private static func write(_ fact: EntryOpened, _ json: inout JSONWriter) {
        json.member("entry", fact.entry.raw)
        json.member("call", fact.call.raw)
        json.member("server", fact.server.raw)
        json.member("channel", fact.channel.raw)
        json.member("queue", fact.queue.raw)
        json.member("group", fact.group)
        json.member("caller", fact.caller.raw)
        json.member("entered_at", fact.enteredAt.milliseconds)
        if fact.priority != 0 { json.member("priority", fact.priority) }
        SettingsCoding.write(fact.needs, &json)
        json.member("from", fact.from?.raw)
        json.member("since", fact.since?.milliseconds)
        json.member("regained", fact.regained?.raw)
        if fact.passes != 0 { json.member("passes", fact.passes) }
    }

    private static func write(_ fact: EntryPlaced, _ json: inout JSONWriter) {
        json.member("entry", fact.entry.raw)
        json.member("queue", fact.queue.raw)
        json.member("priority", fact.priority)
        json.member("since", fact.since.milliseconds)
        json.member("order", fact.order)
    }

    private static func write(_ fact: OfferMade, _ json: inout JSONWriter) {
        json.member("offer", fact.offer.raw)
        json.member("entry", fact.entry.raw)
        json.member("queue", fact.queue.raw)
        json.member("agent", fact.agent.raw)
        json.member("channel", fact.channel.raw)
        json.member("bridge", fact.bridge.raw)
        json.member("deadline", fact.deadline.milliseconds)
        if fact.isPick { json.member("pick", true) }
    }

    private static func write(_ fact: OfferLost, _ json: inout JSONWriter) {
        json.member("offer", fact.offer.raw)
        json.member("entry", fact.entry.raw)
        json.member("queue", fact.queue.raw)
        json.member("agent", fact.agent.raw)
        json.member("why", fact.why.rawValue)
        if fact.cause != 0 { json.member("cause", fact.cause) }
    }

    private static func write(_ fact: EntryConnected, _ json: inout JSONWriter) {
        json.member("entry", fact.entry.raw)
        json.member("offer", fact.offer.raw)
        json.member("queue", fact.queue.raw)
        json.member("agent", fact.agent.raw)
        json.member("bridge", fact.bridge.raw)
    }

    private static func write(_ fact: EntryClosed, _ json: inout JSONWriter) {
        json.member("entry", fact.entry.raw)
        json.member("queue", fact.queue.raw)
        json.member("outcome", fact.outcome.rawValue)
        json.member("by", fact.by.rawValue)
        if fact.inferred { json.member("inferred", true) }
        json.member("to", fact.to?.description)
        json.member("detail", fact.detail)
    }

    private static func write(_ fact: AgentChanged, _ json: inout JSONWriter) {
        json.member("agent", fact.agent.raw)
        json.member("state", fact.state.rawValue)
        json.member("reason", fact.reason)
        json.member("until", fact.until?.milliseconds)
        json.member("rest_until", fact.restUntil?.milliseconds)
        if let afterCall = fact.afterCall { SettingsCoding.write(afterCall, &json) }
        json.member("when_disposed", fact.whenDisposed?.milliseconds)
    }
}
