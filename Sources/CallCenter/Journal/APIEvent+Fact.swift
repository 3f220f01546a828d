import MaydayAPI
import Queueing
import Store
import Telephony

extension APIEvent {
    /// The one event of a journalled fact. Made of the row alone, so that it is the same today and when it is read again.
    static func fact(_ fact: Fact, row: JournalRow) -> APIEvent {
        var data = APIFact(
            type: row.kind, callId: row.call?.raw, queue: row.queue?.raw, agent: row.agent?.raw)
        switch fact {
        case .entryOpened(let opened):
            data.entryId = opened.entry.raw
            data.server = opened.server.raw
            data.channel = opened.channel.raw
            data.priority = Int64(opened.priority)
            data.fromEntryId = opened.from?.raw
            data.waitMs = (row.at - opened.enteredAt).milliseconds
        case .entryWidened(let entry, _), .entryOverdue(let entry), .demandRelaxed(let entry, _):
            data.entryId = entry.raw
        case .entryPlaced(let placed):
            data.entryId = placed.entry.raw
            data.priority = Int64(placed.priority)
        case .offerMade(let made):
            data.entryId = made.entry.raw
            data.channel = made.channel.raw
        case .offerLost(let lost):
            data.entryId = lost.entry.raw
            data.cause = lost.why.rawValue
        case .entryConnected(let connected):
            data.entryId = connected.entry.raw
            data.bridge = connected.bridge.raw
        case .holdBegun(let hold), .holdEnded(let hold):
            data.entryId = hold.call?.entry.raw
            data.inferred = hold.inferred
        case .entryClosed(let closed):
            data.entryId = closed.entry.raw
            data.outcome = MaydayAPI.EntryOutcome(rawValue: closed.outcome.rawValue)
            data.cause = closed.by.rawValue
            data.inferred = closed.inferred
            data.target = closed.to?.description
            data.detail = closed.detail
        case .agentChanged(let changed):
            data.agentState = MaydayAPI.AgentState(rawValue: changed.state.rawValue)
            data.cause = changed.reason
        case .partChanged(let changed):
            data.part = changed.part.rawValue
            data.cause = changed.reason
        case .agentSeated(_, let endpoint): data.endpoint = endpoint
        case .queueTurned(let turned):
            data.open = turned.door.isOpen
            data.cause = turned.door.cause.rawValue
            data.detail = turned.door.reason
            data.target = turned.door.target?.description
        case .headsetCalled(let called):
            data.endpoint = called.endpoint
            data.server = called.server.raw
            data.channel = called.channel.raw
            data.bridge = called.bridge.raw
        case .headsetGone(_, let why): data.cause = why.rawValue
        case .orderGiven(let order):
            data.entryId = order.entry?.raw
            data.by = order.by
            data.order = order.order
            data.cause = order.detail
        case .dispositionGiven(let given):
            data.entryId = given.entry.raw
            data.by = given.by
            data.disposition = given.disposition
        case .dispositionMissed(let missed): data.entryId = missed.entry.raw
        case .callbackTaken(let taken):
            data.entryId = taken.entry.raw
            data.outcome = .callback
            data.detail = taken.key
            data.target = taken.to.description
        case .callbackDialled(let dialled):
            data.entryId = dialled.entry.raw
            data.channel = dialled.channel.raw
        case .callbackAnswered(let entry): data.entryId = entry.raw
        case .callbackEnded(let ended):
            data.entryId = ended.entry.raw
            data.cause = ended.why.rawValue
        case .callerLeft(let server, let channel):
            data.server = server.raw
            data.channel = channel.raw
        case .serverLost(let server): data.server = server.raw
        case .serverReconciled(let server, _, _): data.server = server.raw
        case .offerRinging, .offerAnswered, .headsetUp, .settingsChanged: break
        }
        return APIEvent(id: row.sequence, at: APITime(milliseconds: row.at.milliseconds), data: .fact(data))
    }
}
