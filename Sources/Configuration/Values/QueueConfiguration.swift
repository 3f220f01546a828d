import Queueing

/// One queue as the file describes it.
package struct QueueConfiguration: Sendable, Hashable {
    /// Names the queue in the API, on the command line and in every figure.
    package var id: String
    /// For people; the id if none is given.
    package var name: String
    package var strategy: Strategy
    /// How long a phone rings before the next one rings beside it, with `ring_progressively`. More than 0.
    package var ringStep: Duration
    /// How long an agent's phone rings before the offer counts as lost. More than 0.
    package var ringTimeout: Duration
    /// The pause after a lost offer before the caller is offered again.
    package var retry: Duration
    /// The longest wait; nil for none (`0` in the file).
    package var maxWait: Duration?
    /// The agent's time after a call before the next one.
    package var wrapUp: Duration
    /// The service-level threshold: answered within it counts as in time.
    package var serviceLevel: Duration
    /// A caller who gives up sooner does not count against the service level.
    package var shortAbandon: Duration
    /// Where queues share agents, the heavier queue is served first.
    package var weight: Int
    /// The music-on-hold class in Asterisk.
    package var music: String
    /// Dialled numbers that lead here.
    package var numbers: [String]
    /// Callers who enter without naming a queue come here; one queue at most.
    package var isDefault: Bool
    /// The failed offers after which an agent becomes not ready.
    package var autoPause: Set<AutoPauseCause>
    /// What is asked of the agents of every caller.
    package var needs = Needs.none
    /// Agents up to this tier are asked at first.
    package var tiers = Membership.lastTier
    /// In order of time, strictly.
    package var widening: [Widening] = []
    /// How long a caller waits for the agent whom they prefer before others are asked.
    package var preferredAgentWait = Duration.seconds(30)
    /// A caller prefers the agent to whom this number last talked, if that is no longer ago; nil for no such wish.
    package var lastAgent: Duration?
    /// Whom the queue does not take or keep, and where they go.
    package var limits: QueueLimits
    /// What callers and agents are told.
    package var announcements = Announcements.none
    /// What it wants to know of its calls.
    package var disposition = DispositionRule.none
    /// What an agent's screen opens when a caller is offered; nil for nothing.
    package var screenPop: ScreenPop?
    /// When it is open, and where callers go while it is not.
    package var hours = QueueHours()
    /// What a waiting caller's phone is told.
    package var answer = AnswerPolicy.answer
    /// How it calls back who does not want to wait on the line; nil for nobody.
    package var callback: CallbackConfiguration?
    /// Whether its calls take their agents whole, or may be beside others of such queues.
    package var isExclusive = true

    package init(
        id: String, name: String? = nil, strategy: Strategy = .longestIdle, ringStep: Duration = .seconds(5),
        ringTimeout: Duration = .seconds(15),
        retry: Duration = .seconds(2), maxWait: Duration? = nil,
        wrapUp: Duration = .seconds(10), serviceLevel: Duration = .seconds(20),
        shortAbandon: Duration = .seconds(5), weight: Int = 0, music: String = "default", numbers: [String] = [],
        isDefault: Bool = false, autoPause: Set<AutoPauseCause> = [],
        limits: QueueLimits = QueueLimits()
    ) {
        self.id = id
        self.name = name ?? id
        self.strategy = strategy
        self.ringStep = ringStep
        self.ringTimeout = ringTimeout
        self.retry = retry
        self.maxWait = maxWait
        self.wrapUp = wrapUp
        self.serviceLevel = serviceLevel
        self.shortAbandon = shortAbandon
        self.weight = weight
        self.music = music
        self.numbers = numbers
        self.isDefault = isDefault
        self.autoPause = autoPause
        self.limits = limits
    }
}

/// A failed offer after which an agent may become not ready.
package enum AutoPauseCause: String, Sendable, Hashable, CaseIterable {
    case noAnswer = "no_answer"
    case busy
    case unreachable
}

extension QueueConfiguration {
    /// Everywhere that callers may be sent.
    package var targets: [Target] {
        [limits.onMaxWait, limits.onFull, limits.onJoinEmpty, limits.onLeaveEmpty] + limits.exitKeys.values
            + hours.targets + [callback?.target ?? .hangUp]
    }

    /// Every place of the dialplan to which callers may be sent, as the dialplan writes it: `CONTEXT,EXTENSION,PRIORITY`.
    package var dialplanPlaces: [String] {
        targets.compactMap(\.place).map { "\($0.context),\($0.extension),\($0.priority)" }
    }
}

package struct CallbackConfiguration: Sendable, Hashable {
    /// What a waiting caller presses; nil where only somebody else can ask for it.
    package var key: String?
    /// With `{number}` in it.
    package var endpoint: String
    /// What they hear before they are let go.
    package var sound: String?
    package var ringTimeout: Duration
    /// How long a request stands in line.
    package var keep: Duration
    /// How many requests may stand in line.
    package var most: Int

    package init(
        key: String?, endpoint: String, sound: String? = nil, ringTimeout: Duration = .seconds(30),
        keep: Duration = .seconds(8 * 3600), most: Int = 100
    ) {
        self.key = key
        self.endpoint = endpoint
        self.sound = sound
        self.ringTimeout = ringTimeout
        self.keep = keep
        self.most = most
    }

    /// The shipped dialplan plays the sound and hangs up.
    package var target: Target {
        sound.map { .dialplan(DialplanPlace(context: "mayday-closed", extension: "say-\($0)")) } ?? .hangUp
    }
}
