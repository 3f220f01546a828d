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

    /// Callers whom we have not heard of.
    var callers: [(leg: LegSnapshot, arguments: [String])] {
        strangers.filter { $0.arguments.first != AgentLeg.argument }
    }
    /// Legs of ours that we have not heard of.
    var lost: [(leg: LegSnapshot, arguments: [String])] {
        strangers.filter { $0.arguments.first == AgentLeg.argument }
    }

    /// - Parameter role: what a channel is to the engine; nil if it does not know it.
    init(_ snapshot: AsteriskSnapshot, application: String, role: (ChannelID) -> QueueState.LegRole?) {
        var bridges: [ChannelID: BridgeID] = [:]
        for bridge in snapshot.bridges {
            for member in bridge.members { bridges[member] = bridge.id }
        }
        for leg in snapshot.legs {
            let entry = leg.dialplan.stasis.flatMap { $0.name == application ? $0 : nil }
            let known = role(leg.id)
            if let entry, known == nil { strangers.append((leg, entry.arguments)) }
            if case .agent = known {
                // An agent's leg is ours from its creation, whatever the dialplan says of it.
            } else if entry == nil {
                elsewhere.append(leg.id)
                continue
            }
            ours.append(
                ServerPicture.Leg(
                    channel: leg.id, isUp: leg.state == .up, bridge: bridges[leg.id],
                    endpoint: leg.endpoint.map { "\($0)" }))
        }
    }
}
