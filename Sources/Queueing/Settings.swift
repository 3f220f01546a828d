import Telephony

/// What the engine needs to know of queues and agents. Arrays are kept in order of their ids, so that two processes
/// that load the same configuration walk it alike.
package struct Settings: Hashable, Sendable {
    package var queues: [QueueSettings]
    package var agents: [AgentSettings]
    /// Which queue's caller an agent gets who serves several.
    package var sharing: Sharing
    /// Why agents may be not ready, in the configuration's order; empty where any word will do.
    package var reasons: [NotReadyReason]
    /// What agents may say of their calls, in the configuration's order.
    package var dispositions: [Disposition]
    /// The business hours that queues go by.
    package var schedules: [Schedule]

    package init(
        queues: [QueueSettings], agents: [AgentSettings], sharing: Sharing = .weight, reasons: [NotReadyReason] = [],
        dispositions: [Disposition] = [], schedules: [Schedule] = []
    ) {
        self.dispositions = dispositions
        self.sharing = sharing
        self.reasons = reasons
        self.schedules = schedules.sorted { $0.id < $1.id }
        self.queues = queues.sorted { $0.id < $1.id }
        self.agents = agents.sorted { $0.id < $1.id }
    }
}

/// Which of several queues is served first where they share an agent. Within a queue its own order counts.
package enum Sharing: String, Hashable, Sendable, CaseIterable {
    /// The queue of the greatest weight; among equals the caller of the highest priority, then who entered first.
    case weight
    /// The queue whose next caller entered first, whatever weight and priority say.
    case oldest
}

/// A reason not to be ready.
package struct NotReadyReason: Hashable, Sendable {
    package var id: String
    package var name: String
    /// Whether the time counts as paid work.
    package var billable: Bool
    /// Longer is shown as too long; nobody is forced.
    package var longest: Span?

    package init(id: String, name: String, billable: Bool = false, longest: Span? = nil) {
        self.id = id
        self.name = name
        self.billable = billable
        self.longest = longest
    }
}

/// The failed offers after which an agent becomes not ready, so that the next caller does not wait for an empty chair.
package struct AutoPause: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The phone rang until the end.
    package static let noAnswer = AutoPause(rawValue: 1)
    /// The phone was busy.
    package static let busy = AutoPause(rawValue: 2)
    /// The phone could not be reached. Otherwise it is tried again by itself.
    package static let unreachable = AutoPause(rawValue: 4)
}

/// One queue's rules.
package struct QueueSettings: Hashable, Sendable {
    package var id: QueueID
    package var name: String
    /// The unit that shares agents; figures and a later split over several nodes go by it.
    package var group: String
    /// How long one agent's phone rings.
    package var ringTimeout: Span
    /// How long an agent whose offer failed is left alone.
    package var retry: Span
    /// The longest wait before the caller is released; nil waits for ever.
    package var maxWait: Span?
    /// After-call work, begun when a connected call ends. Zero skips it.
    package var wrapUp: Span
    /// The threshold T of docs/figures.md.
    package var serviceLevel: Span
    /// The short-abandon limit S of docs/figures.md.
    package var shortAbandon: Span
    /// Asterisk's music class.
    package var music: String
    /// Which of the available agents is asked first.
    package var strategy: Strategy
    /// How long a phone rings before the next one rings beside it, where phones ring progressively.
    package var ringStep: Span
    package var autoPause: AutoPause
    /// Where queues share agents, the one of the greatest weight is served first.
    package var weight: Int
    /// What is asked of the agents of every caller. An agent is not asked for here.
    package var needs: Needs
    /// Agents up to this tier are asked at first.
    package var tiers: Int
    /// How more agents come in question with the wait, in order of time.
    package var widening: [Widening]
    /// How long a caller waits for the agent whom they prefer before others are asked.
    package var preferredAgentWait: Span
    package var limits: QueueLimits
    package var announcements: Announcements
    package var disposition: DispositionRule
    /// What an agent's screen opens when a caller is offered; nil for nothing.
    package var screenPop: ScreenPop?
    package var hours: QueueHours
    package var answer = AnswerPolicy.answer
    /// How callers are called back; nil calls nobody back.
    package var callback: CallbackRules?
    /// Whether a call of this queue takes its agent whole. Otherwise it may be beside others of such queues, as many as the
    /// agent can have.
    package var isExclusive = true

    package init(
        id: QueueID, name: String, group: String = "default", ringTimeout: Span = .seconds(15),
        retry: Span = .seconds(2), maxWait: Span? = nil, wrapUp: Span = .seconds(10),
        serviceLevel: Span = .seconds(20), shortAbandon: Span = .seconds(5), music: String = "default",
        strategy: Strategy = .longestIdle, ringStep: Span = .seconds(5), autoPause: AutoPause = [],
        weight: Int = 0, needs: Needs = .none, tiers: Int = Membership.lastTier, widening: [Widening] = [],
        preferredAgentWait: Span = .seconds(30), limits: QueueLimits = QueueLimits(),
        announcements: Announcements = .none, disposition: DispositionRule = .none, hours: QueueHours = QueueHours()
    ) {
        self.id = id
        self.name = name
        self.group = group
        self.ringTimeout = ringTimeout
        self.retry = retry
        self.maxWait = maxWait
        self.wrapUp = wrapUp
        self.serviceLevel = serviceLevel
        self.shortAbandon = shortAbandon
        self.music = music
        self.strategy = strategy
        self.ringStep = ringStep
        self.autoPause = autoPause
        self.weight = weight
        self.needs = needs
        self.tiers = tiers
        self.widening = widening.sorted { $0.after < $1.after }
        self.preferredAgentWait = preferredAgentWait
        self.limits = limits
        self.announcements = announcements
        self.disposition = disposition
        self.hours = hours
    }
}

/// One agent: who, where they ring, what they serve.
package struct AgentSettings: Hashable, Sendable {
    package var id: AgentID
    package var name: String
    /// Asterisk's endpoint, technology included: `PJSIP/1001`.
    package var endpoint: String
    /// The server that dials this agent.
    package var server: ServerID
    /// The queues that they serve, in order of the queues' ids.
    package var memberships: [Membership]
    /// Their place in the configured list of agents, from 0.
    package var position: Int
    /// Their time after a call, whatever the queue says; nil goes by the queue.
    package var wrapUp: Span?
    package var skills: Skills
    package var connection: Connection
    /// How many calls they can have at a time, of queues whose calls are not exclusive; from 1.
    package var capacity = 1
    /// Whether they are ready as soon as they are first known (a bench's scripted agents), or offline until they log in.
    package var startsReady: Bool

    package init(
        id: AgentID, name: String, endpoint: String, server: ServerID, memberships: [Membership], position: Int = 0,
        wrapUp: Span? = nil, skills: Skills = Skills(), connection: Connection = .ring, startsReady: Bool = false
    ) {
        self.id = id
        self.name = name
        self.endpoint = endpoint
        self.server = server
        self.memberships = memberships.sorted { $0.queue < $1.queue }
        self.position = position
        self.wrapUp = wrapUp
        self.skills = skills
        self.connection = connection
        self.startsReady = startsReady
    }

    /// Whoever serves several queues without any difference between colleagues.
    package init(
        id: AgentID, name: String, endpoint: String, server: ServerID, queues: [QueueID], position: Int = 0,
        wrapUp: Span? = nil, skills: Skills = Skills(), connection: Connection = .ring, startsReady: Bool = false
    ) {
        self.init(
            id: id, name: name, endpoint: endpoint, server: server, memberships: queues.map { Membership(queue: $0) },
            position: position, wrapUp: wrapUp, skills: skills, connection: connection, startsReady: startsReady)
    }

    package var queues: [QueueID] { memberships.map(\.queue) }

    package func serves(_ queue: QueueID) -> Bool { memberships.contains { $0.queue == queue } }
}

/// One queue that an agent serves, and how.
package struct Membership: Hashable, Sendable {
    package static let lastTier = 100

    package var queue: QueueID
    /// Agents of a lower tier are asked before those of a higher one, whatever the strategy; from 1 to ``lastTier``.
    package var tier: Int
    /// Their share where agents are drawn by weight; from 1.
    package var weight: Int

    package init(queue: QueueID, tier: Int = 1, weight: Int = 1) {
        self.queue = queue
        self.tier = tier
        self.weight = weight
    }
}
