import APIServer
import MaydayAPI
import Queueing
import Telephony

extension CallCenterService {
    /// A call of a queue ends by order, so that nobody is charged with it; any other is hung up as it is.
    package func hangUp(
        _ order: HangUpBody, call id: String, from origin: CommandOrigin
    ) async throws(APIFailure) -> MaydayAPI.Call {
        var call = try await call(id)
        var legs = call.legs.filter { order.channelId == nil || $0.channelId == order.channelId }
        if let channel = order.channelId, legs.isEmpty { throw .notFound(kind: "leg", id: channel) }
        let onlyRing = order.ringing ?? false
        guard !onlyRing || (order.channelId != nil && !legs.contains(where: { $0.role == .caller })) else {
            throw .invalid([FieldError(field: "ringing", detail: "needs channel_id, the leg of an agent")])
        }
        let reason = order.reason ?? .normal
        let hasOthers = legs.contains { $0.role == .other }
        switch await core.hangUp(
            CallID(call.id), leg: order.channelId.map { ChannelID($0) }, onlyRing: onlyRing, hasOthers: hasOthers,
            reason: HangupReason(rawValue: reason.rawValue) ?? .normal, by: origin.key)
        {
        case .refused(.pickedUp): throw Self.pickedUp(order)
        case .refused: throw .unavailable(detail: "nothing is heard of the call's Asterisk")
        case .done:
            call.kept = await settled()
            // Who else is in the call was brought by somebody else, and is in no entry.
            legs.removeAll { $0.role != .other }
        case .noEntry where onlyRing && legs.contains(where: { $0.state == "\(LegState.up)" }):
            throw Self.pickedUp(order)
        // Phones that ring for a request for a callback ring on.
        case .noEntry: if hasOthers { legs.removeAll { $0.role != .other } }
        }
        for leg in legs {
            effects.hangUp(
                ChannelID(leg.channelId), on: ServerID(call.server), reason: reason.rawValue, call: CallID(call.id))
        }
        return call
    }

    private static func pickedUp(_ order: HangUpBody) -> APIFailure {
        .conflict(
            code: CallerRefusal.pickedUp.rawValue,
            detail: "leg \(order.channelId ?? "") rings no more: it has been picked up, and nothing is ended")
    }
}
