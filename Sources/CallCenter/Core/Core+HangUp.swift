import Queueing
import Telephony

/// What a wish to end a call came to.
package enum HangUpAnswer: Hashable, Sendable {
    case done
    case refused(CallerRefusal)
    /// No queue has this call, or this leg of it, or nothing but a request for a callback, while its caller is on the line yet:
    /// it is somebody else's to end.
    case noEntry
}

extension Core {
    /// Ends a call of a queue by order, whatever its stage. Returns once it is decided; the journal follows.
    /// - Parameters:
    ///   - leg: an agent's whose phone rings: that ring alone. The caller's, or that of the agent who picked up, is the whole.
    ///   - onlyRing: the leg was seen to ring: refused (`pickedUp`) where that agent has picked up.
    ///   - hasOthers: whether somebody is in the call whom no queue put there. Where the queue has but a request for a callback
    ///     left, they are meant, and the request stands.
    ///   - reason: what the caller's end is told.
    ///   - by: who said so, for the record.
    package func hangUp(
        _ call: CallID, leg: ChannelID? = nil, onlyRing: Bool = false, hasOthers: Bool = false,
        reason: HangupReason = .normal, by: String
    ) -> HangUpAnswer {
        guard let entry = engine.state.entries.values.first(where: { $0.call == call }),
            leg.map({ engine.state.owns($0, entry) }) ?? (entry.hasLeg || !hasOthers)
        else { return .noEntry }
        let details = [leg.map { "leg \($0)" }, reason == .normal ? nil : reason.rawValue].compactMap { $0 }
        let order = OrderGiven(
            by: by, agent: nil, queue: entry.queue, entry: entry.id, call: call, order: Self.hangUpOrder,
            detail: details.isEmpty ? nil : details.joined(separator: ", "))
        switch command(entry.id, .hangUp(leg: leg, reason: reason, onlyRing: onlyRing), by: order) {
        case nil: return .done
        // What was due came first: they may be in another queue by now.
        case .unknown?:
            return hangUp(call, leg: leg, onlyRing: onlyRing, hasOthers: hasOthers, reason: reason, by: by)
        case let refusal?: return .refused(refusal)
        }
    }

    /// As the journal names it.
    static let hangUpOrder = "hangup"
}

extension QueueState {
    /// Whether a leg is the caller's of an entry, or of an agent whose phone rings or who talks for it.
    fileprivate func owns(_ leg: ChannelID, _ entry: Entry) -> Bool {
        entry.hasLeg && entry.channel == leg || entry.running.contains { offers[$0]?.channel == leg }
    }
}
