import APIServer
import MaydayAPI
import Queueing
import Store
import Telephony

extension CallCenterService {
    /// A call that is over, as the journal tells it; nil if the journal knows no such call.
    func endedCall(_ id: CallID) async throws(APIFailure) -> MaydayAPI.Call? {
        do {
            var call: MaydayAPI.Call?
            var hold = HoldClock()
            for row in try await store.reader.journal(call: id) {
                let at = APITime(milliseconds: row.at.milliseconds)
                switch try FactCoding.fact(kind: row.kind, version: row.version, body: row.body) {
                case .entryOpened(let opened):
                    let known = try await store.reader.caller(opened.caller)
                    var begun = MaydayAPI.Call(
                        id: id.raw, state: .ended, server: opened.server.raw,
                        beganAt: APITime(milliseconds: opened.enteredAt.milliseconds), inferred: false)
                    begun.queue = opened.queue.raw
                    begun.entryId = opened.entry.raw
                    begun.caller = MaydayAPI.Party(number: known?.number, name: known?.name)
                    call = begun
                case .entryConnected(let connected):
                    call?.answeredAt = at
                    call?.agent = connected.agent.raw
                    call?.bridge = connected.bridge.raw
                    hold.connected(at: row.at)
                case .holdBegun: hold.begun(at: row.at)
                case .holdEnded: hold.ended(at: row.at)
                case .callbackTaken: call?.endedAt = at
                case .callbackDialled: call?.endedAt = nil
                case .entryClosed(let closed):
                    call?.endedAt = at
                    call?.inferred = closed.inferred
                    call?.holdMs = hold.closed(at: row.at)
                default: break
                }
            }
            return call
        } catch {
            throw .unavailable(detail: "the journal cannot be read: \(error)")
        }
    }
}

/// How long the caller of an ended call was on hold, along its facts.
private struct HoldClock {
    private var isConnected = false
    private var since: Instant?
    private var sum: Int64 = 0

    mutating func connected(at moment: Instant) {
        isConnected = true
        if since != nil { since = moment }
    }

    mutating func begun(at moment: Instant) { since = since ?? moment }

    mutating func ended(at moment: Instant) {
        if isConnected, let since { sum += (moment - since).milliseconds }
        since = nil
    }

    /// Nil where the entry was not answered.
    mutating func closed(at moment: Instant) -> Int64? {
        ended(at: moment)
        return isConnected ? sum : nil
    }
}
