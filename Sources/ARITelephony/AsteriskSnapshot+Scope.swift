import Telephony

extension AsteriskSnapshot {
    /// The part of the answers that belongs onto a board.
    func restricted(to scope: BoardRepair.Scope, _ board: CallBoard) -> AsteriskSnapshot {
        guard case .application(let name) = scope else { return self }
        let subscribed = applications.first { $0.name == name }
        let subscribedLegs = Set(subscribed?.legs ?? [])
        let subscribedBridges = Set(subscribed?.bridges ?? [])
        var restricted = self
        restricted.legs.removeAll { leg in
            leg.dialplan.stasis?.name != name && !subscribedLegs.contains(leg.id) && board.leg(leg.id) == nil
        }
        let ours = Set(restricted.legs.map(\.id))
        restricted.bridges.removeAll { bridge in
            !subscribedBridges.contains(bridge.id) && board.bridge(bridge.id) == nil
                && !bridge.members.contains(where: ours.contains)
        }
        return restricted
    }
}
