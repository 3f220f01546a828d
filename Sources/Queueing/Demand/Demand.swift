import Telephony

/// What is asked of an agent at one moment of a caller's wait: callers of a queue whose demand is equal are matched with
/// the same agents.
package struct Demand: Hashable, Sendable {
    package var required: Skills
    package var preferred: Skills
    /// So many points may be missing in each required skill.
    package var relaxedBy: Int
    /// Agents up to this tier.
    package var tiers: Int
    /// Nobody but this one.
    package var agent: AgentID?

    package init(
        required: Skills = Skills(), preferred: Skills = Skills(), relaxedBy: Int = 0,
        tiers: Int = Membership.lastTier, agent: AgentID? = nil
    ) {
        self.required = required
        self.preferred = preferred
        self.relaxedBy = relaxedBy
        self.tiers = tiers
        self.agent = agent
    }

    /// Whoever serves the queue.
    package static let none = Demand()

    /// The lists seldom differ where their lengths do not: hashing them would cost more than comparing.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(required.all.count)
        hasher.combine(required.all.first)
        hasher.combine(relaxedBy)
        hasher.combine(tiers)
        hasher.combine(agent)
    }

    /// How many points an agent lacks to what was asked at first; nil if they cannot serve.
    func shortfall(of agent: AgentRank) -> Int? {
        if let only = self.agent { return only == agent.agent ? 0 : nil }
        guard isMet(by: agent.skills, tier: agent.tier) else { return nil }
        return agent.skills.shortfall(to: required) + agent.skills.shortfall(to: preferred)
    }

    /// Whether somebody with these skills is good enough, whoever they are.
    package func isMet(by skills: Skills, tier: Int) -> Bool {
        tier <= tiers
            && (relaxedBy >= Skill.levels.upperBound
                || skills.satisfy(required, relaxedBy: relaxedBy))
    }
}

extension QueueSettings {
    /// What is asked for a caller who has come so far (``QueueState/Entry/rung``).
    package func demand(of needs: Needs, at rung: Int) -> Demand {
        if rung < 0, let agent = needs.agent { return Demand(agent: agent) }
        let step = rung > 0 ? widening.prefix(rung).last : nil
        return Demand(
            required: self.needs.required.merging(needs.required),
            preferred: self.needs.preferred.merging(needs.preferred), relaxedBy: step?.relax ?? 0,
            tiers: step?.tiers ?? tiers)
    }

    /// After which wait a caller who has come so far gets more agents by themselves; nil if there is no more to give.
    package func wait(beyond rung: Int) -> Span? {
        if rung < 0 { return preferredAgentWait }
        return rung < widening.count ? widening[rung].after : nil
    }

    /// Whether some callers' demand is this one, whatever their own needs are.
    func isStanding(_ demand: Demand) -> Bool {
        demand.agent == nil && demand.required == needs.required && demand.preferred == needs.preferred
    }
}
