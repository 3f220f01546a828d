import Telephony
import WireJSON

extension FactCoding {
    static func decode(_ kind: Kind, _ body: [UInt8]) throws(CodingError) -> Fact {
        switch kind {
        case .settingsChanged:
            try read(body) { (json) throws(CodingError) in .settingsChanged(try SettingsCoding.readSettings(&json)) }
        case .entryOpened: .entryOpened(try entryOpened(body))
        case .entryWidened: try entryWidened(body)
        case .entryOverdue: .entryOverdue(EntryID(try Fields(body).require("entry")))
        case .demandRelaxed: try demandRelaxed(body)
        case .entryPlaced: .entryPlaced(try entryPlaced(body))
        case .offerMade: .offerMade(try offerMade(body))
        case .offerRinging: .offerRinging(OfferID(try Fields(body).require("offer")))
        case .offerAnswered: .offerAnswered(OfferID(try Fields(body).require("offer")))
        case .offerLost: .offerLost(try offerLost(body))
        case .entryConnected: .entryConnected(try entryConnected(body))
        case .holdBegun: .holdBegun(try hold(body))
        case .holdEnded: .holdEnded(try hold(body))
        case .entryClosed: .entryClosed(try entryClosed(body))
        case .callbackTaken: .callbackTaken(try callbackTaken(body))
        case .callbackDialled: .callbackDialled(try callbackDialled(body))
        case .callbackAnswered: .callbackAnswered(EntryID(try Fields(body).require("entry")))
        case .callbackEnded: .callbackEnded(try callbackEnded(body))
        case .callerLeft: try callerLeft(body)
        case .agentChanged: .agentChanged(try agentChanged(body))
        case .partChanged: .partChanged(try partChanged(body))
        case .agentSeated: try agentSeated(body)
        case .queueTurned: .queueTurned(try queueTurned(body))
        case .headsetCalled: .headsetCalled(try headsetCalled(body))
        case .headsetUp: try headsetUp(body)
        case .headsetGone: try headsetGone(body)
        case .orderGiven: .orderGiven(try orderGiven(body))
        case .dispositionGiven: .dispositionGiven(try dispositionGiven(body))
        case .dispositionMissed: .dispositionMissed(try dispositionMissed(body))
        case .serverLost: .serverLost(ServerID(try Fields(body).require("server")))
        case .serverReconciled: try serverReconciled(body)
        }
    }

    private static func read(
        _ body: [UInt8], _ read: (inout JSONReader) throws(CodingError) -> Fact
    ) throws(CodingError) -> Fact {
        let result: Result<Fact, CodingError> = body.withUnsafeBytes { bytes in
            var json = JSONReader(bytes)
            do throws(CodingError) { return .success(try read(&json)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private static func entryOpened(_ body: [UInt8]) throws(CodingError) -> EntryOpened {
        let fields = try Fields(body)
        return EntryOpened(
            entry: EntryID(try fields.require("entry")), call: CallID(try fields.require("call")),
            server: ServerID(try fields.require("server")), channel: ChannelID(try fields.require("channel")),
            queue: QueueID(try fields.require("queue")), group: try fields.require("group"),
            caller: CallerToken(try fields.require("caller")), enteredAt: try fields.instant("entered_at"),
            priority: Int(fields.number("priority") ?? 0), needs: fields.needs,
            from: fields.text("from").map { EntryID($0) },
            since: fields.number("since").map { Instant(milliseconds: $0) },
            regained: fields.text("regained").map { CallerToken($0) }, passes: Int(fields.number("passes") ?? 0))
    }

    private static func demandRelaxed(_ body: [UInt8]) throws(CodingError) -> Fact {
        let fields = try Fields(body)
        return .demandRelaxed(EntryID(try fields.require("entry")), rung: Int(try fields.integer("rung")))
    }

    private static func entryWidened(_ body: [UInt8]) throws(CodingError) -> Fact {
        let fields = try Fields(body)
        return .entryWidened(
            EntryID(try fields.require("entry")), offersAtOnce: Int(try fields.integer("offers_at_once")))
    }

    private static func offerMade(_ body: [UInt8]) throws(CodingError) -> OfferMade {
        let fields = try Fields(body)
        return OfferMade(
            offer: OfferID(try fields.require("offer")), entry: EntryID(try fields.require("entry")),
            queue: QueueID(try fields.require("queue")), agent: AgentID(try fields.require("agent")),
            channel: ChannelID(try fields.require("channel")), bridge: BridgeID(try fields.require("bridge")),
            deadline: try fields.instant("deadline"), isPick: fields.flag("pick"))
    }

    private static func entryPlaced(_ body: [UInt8]) throws(CodingError) -> EntryPlaced {
        let fields = try Fields(body)
        return EntryPlaced(
            entry: EntryID(try fields.require("entry")), queue: QueueID(try fields.require("queue")),
            priority: Int(try fields.integer("priority")), since: try fields.instant("since"),
            order: fields.number("order"))
    }

    private static func offerLost(_ body: [UInt8]) throws(CodingError) -> OfferLost {
        let fields = try Fields(body)
        return OfferLost(
            offer: OfferID(try fields.require("offer")), entry: EntryID(try fields.require("entry")),
            queue: QueueID(try fields.require("queue")), agent: AgentID(try fields.require("agent")),
            why: try fields.choice("why"), cause: Int(fields.number("cause") ?? 0))
    }

    private static func entryConnected(_ body: [UInt8]) throws(CodingError) -> EntryConnected {
        let fields = try Fields(body)
        return EntryConnected(
            entry: EntryID(try fields.require("entry")), offer: OfferID(try fields.require("offer")),
            queue: QueueID(try fields.require("queue")), agent: AgentID(try fields.require("agent")),
            bridge: BridgeID(try fields.require("bridge")))
    }

    private static func entryClosed(_ body: [UInt8]) throws(CodingError) -> EntryClosed {
        let fields = try Fields(body)
        return EntryClosed(
            entry: EntryID(try fields.require("entry")), queue: QueueID(try fields.require("queue")),
            outcome: try fields.choice("outcome"), by: try fields.choice("by"), inferred: fields.flag("inferred"),
            to: try fields.target("to"), detail: fields.text("detail"))
    }

    private static func callerLeft(_ body: [UInt8]) throws(CodingError) -> Fact {
        let fields = try Fields(body)
        return .callerLeft(ServerID(try fields.require("server")), ChannelID(try fields.require("channel")))
    }

    private static func agentChanged(_ body: [UInt8]) throws(CodingError) -> AgentChanged {
        let fields = try Fields(body)
        return AgentChanged(
            agent: AgentID(try fields.require("agent")), state: try fields.choice("state"),
            reason: fields.text("reason"), until: fields.number("until").map { Instant(milliseconds: $0) },
            restUntil: fields.number("rest_until").map { Instant(milliseconds: $0) }, afterCall: fields.afterCall,
            whenDisposed: fields.number("when_disposed").map { Instant(milliseconds: $0) })
    }

    private static func serverReconciled(_ body: [UInt8]) throws(CodingError) -> Fact {
        let fields = try Fields(body)
        return .serverReconciled(
            ServerID(try fields.require("server")), blindFrom: try fields.instant("blind_from"),
            blindUntil: try fields.instant("blind_until"))
    }
}
