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
                let fact = try FactCoding.fact(kind: row.kind, version: row.version, body: row.body)
                hold.take(fact, at: row.at)
                switch fact {
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
                case .callbackTaken: call?.endedAt = at
                case .callbackDialled: call?.endedAt = nil
                case .entryClosed(let closed):
                    call?.endedAt = at
                    call?.inferred = closed.inferred
                    call?.holdMs = hold.milliseconds
                default: break
                }
            }
            return call
        } catch {
            throw .unavailable(detail: "the journal cannot be read: \(error)")
        }
    }
}
