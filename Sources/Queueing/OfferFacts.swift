import Telephony

package struct OfferMade: Hashable, Sendable {
    package var offer: OfferID
    package var entry: EntryID
    package var queue: QueueID
    package var agent: AgentID
    /// The id chosen for the agent's leg.
    package var channel: ChannelID
    /// The id chosen for the bridge of the two, should the agent pick up.
    package var bridge: BridgeID
    /// When the phone stops ringing.
    package var deadline: Instant
    /// Somebody asked for this agent: no rule chose them.
    package var isPick: Bool

    package init(
        offer: OfferID, entry: EntryID, queue: QueueID, agent: AgentID, channel: ChannelID, bridge: BridgeID,
        deadline: Instant, isPick: Bool = false
    ) {
        self.offer = offer
        self.entry = entry
        self.queue = queue
        self.agent = agent
        self.channel = channel
        self.bridge = bridge
        self.deadline = deadline
        self.isPick = isPick
    }
}

package struct OfferLost: Hashable, Sendable {
    package var offer: OfferID
    package var entry: EntryID
    package var queue: QueueID
    package var agent: AgentID
    package var why: LostOffer
    /// The Q.850 cause where the phone told one, else 0.
    package var cause: Int

    package init(
        offer: OfferID, entry: EntryID, queue: QueueID, agent: AgentID, why: LostOffer, cause: Int
    ) {
        self.offer = offer
        self.entry = entry
        self.queue = queue
        self.agent = agent
        self.why = why
        self.cause = cause
    }
}

package enum LostOffer: String, Hashable, Sendable, CaseIterable {
    case timeout
    case busy
    /// Declined, or pointed elsewhere (302): a phone's own forwarding is never followed.
    case rejected
    case unreachable
    /// Something broke: Asterisk refused, or a reconcile found the leg gone.
    case failed
    /// The caller left first.
    case withdrawn
    /// The agent logged out or paused.
    case agentLeft = "agent_left"
    /// Another agent, whose phone rang for the same caller, was quicker.
    case answeredElsewhere = "answered_elsewhere"
}

extension LostOffer {
    /// Whether the agent let the caller down and therefore goes to the end of the line. Who was only disturbed keeps
    /// their idle time.
    package var costsTurn: Bool {
        switch self {
        case .timeout, .busy, .rejected, .unreachable: true
        case .failed, .withdrawn, .agentLeft, .answeredElsewhere: false
        }
    }

    /// What an agent's leg that ended before it was picked up means, by its Q.850 cause (as Asterisk maps SIP's
    /// answers: 486 → 17, 603 → 21, 302 → 23, 480 → 19, 404 → 1, 408 → 18).
    package init(ringEndedWith cause: Int) {
        switch cause {
        case 17: self = .busy
        case 21, 23: self = .rejected
        case 19: self = .timeout
        case 1, 3, 18, 20, 27: self = .unreachable
        default: self = .failed
        }
    }
}
