import Telephony

/// Names one effect for as long as the process lives.
package struct EffectID: Hashable, Comparable, Sendable {
    package var number: UInt64
    package init(number: UInt64) { self.number = number }
    package static func < (left: EffectID, right: EffectID) -> Bool { left.number < right.number }
}

/// Something to be done to the outside world. The rim carries it out when the facts that it follows from are committed,
/// and answers with `Input.effectFinished`.
///
/// Effects on one channel are carried out in the order of their ids; effects on different channels may overtake one
/// another. Each is idempotent by the ids that it carries.
package struct Effect: Hashable, Sendable {
    package var id: EffectID
    package var server: ServerID
    package var call: CallID
    package var action: Action

    package init(id: EffectID, server: ServerID, call: CallID, action: Action) {
        self.id = id
        self.server = server
        self.call = call
        self.action = action
    }

    package enum Action: Hashable, Sendable {
        /// Answer the caller, or let them hear that they wait as the policy says, give them music and arm the dialplan's dead-man. Repeated after every reconcile for a
        /// caller who still waits; doing it twice changes nothing.
        case welcome(ChannelID, music: String, answer: AnswerPolicy = .answer)
        /// Create a leg to the agent's endpoint under this id and dial it. The rim ends it by itself if it rings longer
        /// than `timeout` plus a grace; the engine's own deadline comes first. After `refused` or `gone` nothing is left
        /// of the leg.
        case dial(ChannelID, agent: AgentID, endpoint: String, caller: CallerToken, timeout: Span)
        /// Create a leg to a customer who is to be called back and dial it, as `dial`, at the endpoint with the number of
        /// `customer` in it; the agent hears the ring meanwhile. Carried out only if its facts are committed: at most one
        /// such leg is ever made for an entry.
        case callBack(
            ChannelID, agent: ChannelID, endpoint: String, customer: CallerToken, timeout: Span)
        /// End the ring that an agent hears.
        case quiet(ChannelID)
        /// Interrupt the music to say something to a waiting caller, and go on with it. Done when it has begun.
        case announce(ChannelID, PlaybackID, [Media], music: String)
        /// End what is being said to a caller.
        case silence(ChannelID, PlaybackID)
        /// Say something to an agent who has picked up. Done when all was said.
        case brief(ChannelID, PlaybackID, [Media])
        /// End what is being said to an agent.
        case hush(ChannelID, PlaybackID)
        /// Make the bridge if need be, put the agent's leg in, disarm the caller's dead-man, answer them where
        /// that was put off, put the caller in.
        case connect(BridgeID, caller: ChannelID, agent: ChannelID, answers: Bool = false)
        /// Put a caller into the bridge of an agent's headset, answered first where that was put off, and disarm their
        /// dead-man beside it. That the two are together is told by `Input.legBridged`.
        case join(BridgeID, caller: ChannelID, answers: Bool = false)
        /// End what the wait gave a caller who talks: their dead-man and their music.
        case free(ChannelID)
        /// Create a leg to an agent's endpoint that is to stay connected, and dial it; as `dial`.
        case callHeadset(ChannelID, agent: AgentID, endpoint: String, timeout: Span)
        /// Make the bridge of a headset that was picked up, and put it in.
        case seat(BridgeID, ChannelID)
        /// End a leg.
        case hangUp(ChannelID, HangupReason)
        /// Remove a bridge that has served its time.
        case dissolve(BridgeID)
        /// Let go of a caller: to a place that is no queue of ours.
        case release(ChannelID, to: Target)
    }
}

extension Effect.Action {
    var isJoin: Bool { if case .join = self { true } else { false } }

    /// Whether a bridge is there afterwards that need not have been there before.
    var makesBridge: Bool {
        switch self {
        case .connect, .seat: true
        default: false
        }
    }
}

package enum HangupReason: String, Hashable, Sendable, CaseIterable {
    case normal
    case answeredElsewhere = "answered_elsewhere"
    case noAnswer = "no_answer"
    // What somebody wants a caller to be told.
    case busy, congestion, rejected, unallocated, failure
}

extension HangupReason {
    init(_ why: LostOffer) {
        switch why {
        case .timeout: self = .noAnswer
        case .answeredElsewhere: self = .answeredElsewhere
        default: self = .normal
        }
    }
}

/// What became of an effect.
package enum EffectResult: Hashable, Sendable {
    case done
    /// Asterisk knows no such channel or bridge, or it is no longer ours (404, 409, 422).
    case gone
    /// As `gone`, where the rim knows which of the legs it was.
    case legGone(ChannelID)
    /// Asterisk refused for a reason that will not pass by itself (an endpoint without a contact, for example).
    case refused(String)
    /// The rim could not find out. The server is gone or silent; the next reconcile tells.
    case unknown
}
