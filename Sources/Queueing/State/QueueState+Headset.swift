import Telephony

extension QueueState {
    /// An agent's leg that stays connected between their calls.
    package struct Headset: Hashable, Sendable {
        package var server: ServerID
        package var channel: ChannelID
        package var bridge: BridgeID
        package var endpoint: String
        package var calledAt: Instant
        /// Whether it is in its bridge: callers can be put through.
        package var isUp = false
        /// The phone has it on hold: nobody can be put through.
        package internal(set) var isHeld = false
        /// The caller of the last call, who was told to go and may still be in the bridge.
        package var guest: LegKey?

        package var leg: LegKey { LegKey(server, channel) }
    }

    mutating func apply(_ fact: HeadsetCalled, at: Instant) {
        guard let agent = agents[fact.agent], agent.headset == nil else { return }
        let headset = Headset(
            server: fact.server, channel: fact.channel, bridge: fact.bridge, endpoint: fact.endpoint, calledAt: at)
        agents[agent.id]?.headset = headset
        legs[headset.leg] = .headset(agent.id)
    }

    mutating func raiseHeadset(of id: AgentID) { agents[id]?.headset?.isUp = true }

    mutating func dropHeadset(of id: AgentID) {
        guard let headset = agents[id]?.headset else { return }
        if let guest = headset.guest { guests[guest] = nil }
        agents[id]?.headset = nil
        if case .headset = legs[headset.leg] { legs[headset.leg] = nil }
    }

    mutating func keepGuest(_ leg: LegKey, of offer: Offer) {
        guard isNailedUp(offer) else { return }
        agents[offer.agent]?.headset?.guest = leg
        guests[leg] = offer.agent
    }

    mutating func letGuestGo(_ leg: LegKey) {
        guard let host = guests.removeValue(forKey: leg) else { return }
        agents[host]?.headset?.guest = nil
    }

    /// Whether an offer uses a leg that stays when it is over.
    package func isNailedUp(_ offer: Offer) -> Bool { agents[offer.agent]?.headset?.leg == offer.leg }
}

extension QueueState.Agent {
    /// Their headset, where callers can be put through to it at the phone that they use now.
    package var liveHeadset: QueueState.Headset? {
        guard let headset, headset.isUp, wants(headset) else { return nil }
        return headset
    }

    /// Whether a headset is the one that they should have.
    func wants(_ headset: QueueState.Headset) -> Bool {
        settings.connection == .nailedUp && headset.endpoint == endpoint && headset.server == settings.server
            && !isRetired
    }
}
