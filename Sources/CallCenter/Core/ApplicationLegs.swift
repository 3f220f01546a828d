import ARITelephony
import Queueing
import Telephony

/// The legs of a snapshot, sorted by what they are to the queues.
struct ApplicationLegs {
    /// In our application, or dialled by us and on the way there.
    private(set) var ours: [ServerPicture.Leg] = []
    /// Known to us, alive, but in the dialplan: callers whom the dead-man moved.
    private(set) var elsewhere: [ChannelID] = []
    /// In our application, and nobody told us.
    private(set) var strangers: [(leg: LegSnapshot, arguments: [String])] = []
    /// Legs that share a bridge with another.
    private var talking: Set<ChannelID> = []

    /// Callers whom we have not heard of, and since when each waits; who came first first. Of the same second, by which
    /// the dialplan counts, the channel that was made first. Who talks waits no more, nobody knows since when: they come
    /// with no wait rather than with their talk for one.
    func callers(at now: Instant) -> [(leg: LegSnapshot, arguments: [String], since: Instant)] {
        strangers.filter { $0.arguments.first != AgentLeg.argument }
            .map { (leg: $0.leg, arguments: $0.arguments, since: since($0.leg, now)) }
            .sorted { ($0.since, $0.leg.createdAt, $0.leg.id) < ($1.since, $1.leg.createdAt, $1.leg.id) }
    }

    /// Legs of ours that we have not heard of.
    var lost: [(leg: LegSnapshot, arguments: [String])] {
        strangers.filter { $0.arguments.first == AgentLeg.argument }
    }

    /// - Parameters:
    ///   - boot: the prefix of the legs that this process itself dials.
    ///   - role: what a channel is to the engine; nil if it does not know it.
    init(
        _ snapshot: AsteriskSnapshot, application: String, boot: String, role: (ChannelID) -> QueueState.LegRole?
    ) {
        var bridges: [ChannelID: BridgeID] = [:]
        for bridge in snapshot.bridges {
            for member in bridge.members { bridges[member] = bridge.id }
            if bridge.members.count > 1 { talking.formUnion(bridge.members) }
        }
        for leg in snapshot.legs {
            let entry = leg.dialplan.stasis.flatMap { $0.name == application ? $0 : nil }
            let known = role(leg.id)
            if let entry, known == nil { strangers.append((leg, entry.arguments)) }
            let isOurs =
                switch known {
                case .agent, .headset: true
                // A customer's leg is as much ours as an agent's.
                case .caller, .leaving: leg.id.isCustomers
                case nil: false
                }
            if isOurs {
                // An agent's leg is ours from its creation, whatever the dialplan says of it. One that an earlier process
                // created and does not ring may never have been dialled, and nobody will: it counts as gone, and is
                // hung up with its offer.
                if leg.state == .down, !leg.id.raw.hasPrefix("\(boot)-") { continue }
            } else if entry == nil {
                elsewhere.append(leg.id)
                continue
            }
            ours.append(
                ServerPicture.Leg(
                    channel: leg.id, isUp: leg.state == .up, bridge: bridges[leg.id],
                    endpoint: leg.endpoint.map { "\($0)" },
                    isHeld: snapshot.holds[leg.id]))
        }
    }

    private func since(_ leg: LegSnapshot, _ now: Instant) -> Instant {
        talking.contains(leg.id) ? now : leg.waitsSince(notAfter: now) ?? now
    }
}
