import Telephony

/// How a queue calls those back who do not want to wait on the line.
package struct CallbackRules: Hashable, Sendable {
    /// What a waiting caller presses to be called back; nil where only somebody else can ask for it.
    package var key: String?
    /// Asterisk's endpoint, with `{number}` where the number goes: `PJSIP/{number}@trunk`.
    package var endpoint: String
    /// Where the caller's leg goes who has asked for it.
    package var target: Target
    /// How long the customer's phone rings.
    package var ringTimeout: Span
    /// How long a request stands in line; nil for as long as it takes.
    package var keep: Span?
    /// How many requests may stand in line.
    package var most: Int

    package init(
        key: String? = nil, endpoint: String, target: Target = .hangUp, ringTimeout: Span = .seconds(30),
        keep: Span? = .seconds(8 * 3600), most: Int = 100
    ) {
        self.key = key
        self.endpoint = endpoint
        self.target = target
        self.ringTimeout = ringTimeout
        self.keep = keep
        self.most = most
    }
}

/// What is asked for a caller who is to be called back. Whether the number may be dialled is the rim's to say, and found
/// out before this.
package struct CallbackRequest: Hashable, Sendable {
    /// Who stands for the number.
    package var customer: CallerToken
    /// The key that the caller pressed; nil where somebody else asked for it.
    package var key: String?
    /// Another request of the same number in the same queue: this one takes its place.
    package var instead: CallerToken?

    package init(customer: CallerToken, key: String? = nil, instead: CallerToken? = nil) {
        self.customer = customer
        self.key = key
        self.instead = instead
    }
}

/// A caller need not wait on the line: the entry counts as ended with the outcome `callback`, the leg is let go, and the
/// request stands in line in the caller's place. No figure but that outcome depends on it until it is dialled.
package struct CallbackTaken: Hashable, Sendable {
    package var entry: EntryID
    package var queue: QueueID
    /// Who stands for the number that will be dialled.
    package var customer: CallerToken
    /// The key that was pressed; nil where somebody else asked for it.
    package var key: String?
    /// Where the leg goes.
    package var to: Target
    /// The last moment at which it may be dialled.
    package var until: Instant?

    package init(
        entry: EntryID, queue: QueueID, customer: CallerToken, key: String?, to: Target, until: Instant?
    ) {
        self.entry = entry
        self.queue = queue
        self.customer = customer
        self.key = key
        self.to = to
        self.until = until
    }
}

/// An agent has picked up for a request, and the customer is dialled: the only time. The entry is open again, from its
/// original beginning.
package struct CallbackDialled: Hashable, Sendable {
    package var entry: EntryID
    package var queue: QueueID
    package var offer: OfferID
    package var agent: AgentID
    /// The id chosen for the customer's leg.
    package var channel: ChannelID
    /// When their phone stops ringing.
    package var deadline: Instant

    package init(
        entry: EntryID, queue: QueueID, offer: OfferID, agent: AgentID, channel: ChannelID, deadline: Instant
    ) {
        self.entry = entry
        self.queue = queue
        self.offer = offer
        self.agent = agent
        self.channel = channel
        self.deadline = deadline
    }
}

/// A request is over without having been dialled.
package struct CallbackEnded: Hashable, Sendable {
    package var entry: EntryID
    package var queue: QueueID
    package var why: CallbackEnd

    package init(entry: EntryID, queue: QueueID, why: CallbackEnd) {
        self.entry = entry
        self.queue = queue
        self.why = why
    }
}

/// Why a request was not followed by a talk: of one that was dialled it is the entry's `detail`.
package enum CallbackEnd: String, Hashable, Sendable, CaseIterable {
    // Before it was dialled, or while the phone rang.
    /// The customer called the queue themselves.
    case calledAgain = "called_again"
    /// Somebody took it back, or hung it up.
    case cancelled
    // Before it was dialled.
    /// It stood in line for as long as the queue keeps it.
    case expired
    /// The queue is gone, or calls nobody back any more.
    case queueGone = "queue_gone"
    // Once it was dialled.
    case busy, rejected, unreachable
    case noAnswer = "no_answer"
    /// They picked up and hung up before they could be put through.
    case hungUp = "hung_up"
    /// The agent left while the customer's phone rang.
    case agentGone = "agent_gone"
    /// Something broke; a start or a gap found the leg gone.
    case failed

    /// What a customer's leg that ended before it was picked up means, by its Q.850 cause.
    init(ringEndedWith cause: Int) {
        switch cause {
        case 17: self = .busy
        case 21, 23: self = .rejected
        case 16, 18, 19: self = .noAnswer
        case 1, 3, 20, 22, 27, 28: self = .unreachable
        default: self = .failed
        }
    }
}
