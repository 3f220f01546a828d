import Telephony

/// What a caller, or a queue for all of its callers, asks of the agent.
package struct Needs: Hashable, Sendable {
    /// Who has less is not asked, until this is relaxed.
    package var required: Skills
    /// Who has less is asked later.
    package var preferred: Skills
    /// The agent whom the caller wants: at first nobody else is asked, later this one first.
    package var agent: AgentID?

    package init(required: Skills = Skills(), preferred: Skills = Skills(), agent: AgentID? = nil) {
        self.required = required
        self.preferred = preferred
        self.agent = agent
    }

    package static let none = Needs()
}

/// A step by which a caller who has waited longer gets more agents: what it says counts instead of what was before.
package struct Widening: Hashable, Sendable {
    /// Of the whole wait, from 1 ms; each step later than the one before.
    package var after: Span
    /// So many points may be missing in each required skill; 100 requires nothing any more.
    package var relax: Int
    /// Agents up to this tier are asked.
    package var tiers: Int

    package init(after: Span, relax: Int = 0, tiers: Int = Membership.lastTier) {
        self.after = after
        self.relax = relax
        self.tiers = tiers
    }
}
