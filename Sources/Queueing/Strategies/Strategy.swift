import Telephony

/// Which of the available agents is asked first, and how many at a time. Each strategy is a ``SelectionRule`` in a file
/// of its own. Whatever it is, who has fewer calls is asked before who has more, so that nobody is passed over for one who
/// talks; then agents of a lower tier before those of a higher one, and within a tier those who lack less of what the
/// caller needs.
package enum Strategy: String, Hashable, Sendable, CaseIterable {
    case ringAll = "ring_all"
    case longestIdle = "longest_idle"
    case fewestCalls = "fewest_calls"
    case leastTalkTime = "least_talk_time"
    case random
    case weightedRandom = "weighted_random"
    case roundRobin = "round_robin"
    case ordered
    case linear
    case ringProgressively = "ring_progressively"

    var rule: any SelectionRule.Type {
        switch self {
        case .ringAll: RingAll.self
        case .longestIdle: LongestIdle.self
        case .fewestCalls: FewestCalls.self
        case .leastTalkTime: LeastTalkTime.self
        case .random: Random.self
        case .weightedRandom: WeightedRandom.self
        case .roundRobin: RoundRobin.self
        case .ordered: Ordered.self
        case .linear: Linear.self
        case .ringProgressively: RingProgressively.self
        }
    }

    /// An agent's place among those available to a queue, as far as nothing is asked of them.
    package func rank(of agent: QueueState.Agent, in membership: Membership) -> AgentRank {
        let order = rule.order(of: agent, in: membership)
        return AgentRank(
            load: agent.work.count, tier: membership.tier, shortfall: 0, key: order.key, tie: order.tie,
            agent: agent.id, skills: agent.settings.skills)
    }
}

/// The rule of one strategy. The lane keeps the available agents in rank order, so that choosing touches a few of them,
/// however many there are.
protocol SelectionRule {
    /// What agents of one load, tier and shortfall are ordered by: the smaller key first, then the smaller tie, then the smaller id. It may
    /// depend on the agent's own record alone.
    static func order(of agent: QueueState.Agent, in membership: Membership) -> (key: Int64, tie: Int64)

    /// The agent who is asked next; nil only if nobody is available.
    static func choose(_ choice: Choice) -> AgentRank?

    /// How many phones may ring for one caller at a time.
    static func offersAtOnce(for entry: QueueState.Entry) -> Int
}

extension SelectionRule {
    static func choose(_ choice: Choice) -> AgentRank? { choice.available.first }
    static func offersAtOnce(for entry: QueueState.Entry) -> Int { 1 }
}

/// What a rule chooses by.
struct Choice {
    let available: OrderedIndex<AgentRank>
    let entry: QueueState.Entry
    /// Whom the queue asked last, for whichever caller.
    let lastAsked: QueueState.Turn?
}

/// An agent's place among the available ones.
package struct AgentRank: Comparable, Sendable {
    /// The calls that they have already.
    package var load: Int
    package var tier: Int
    /// Points missing in the skills that the caller needs.
    package var shortfall: Int
    package var key: Int64
    package var tie: Int64
    package var agent: AgentID
    /// What a ``Demand`` is compared with; no part of the place.
    package var skills: Skills

    package init(
        load: Int, tier: Int, shortfall: Int, key: Int64, tie: Int64, agent: AgentID, skills: Skills = Skills()
    ) {
        self.load = load
        self.tier = tier
        self.shortfall = shortfall
        self.key = key
        self.tie = tie
        self.agent = agent
        self.skills = skills
    }

    /// The place of the same agent among those who satisfy a demand; nil for one who does not.
    func meeting(_ demand: Demand) -> AgentRank? {
        guard let shortfall = demand.shortfall(of: self) else { return nil }
        var rank = self
        rank.shortfall = shortfall
        return rank
    }

    /// Whether strategy alone decides between the two.
    func isEqual(to other: AgentRank) -> Bool {
        load == other.load && tier == other.tier && shortfall == other.shortfall
    }

    package static func < (left: AgentRank, right: AgentRank) -> Bool {
        if left.load != right.load { return left.load < right.load }
        if left.tier != right.tier { return left.tier < right.tier }
        if left.shortfall != right.shortfall { return left.shortfall < right.shortfall }
        if left.key != right.key { return left.key < right.key }
        if left.tie != right.tie { return left.tie < right.tie }
        return left.agent < right.agent
    }

    package static func == (left: AgentRank, right: AgentRank) -> Bool {
        left.isEqual(to: right) && left.key == right.key && left.tie == right.tie && left.agent == right.agent
    }
}
