/// `GET /v1/calls/{id}/why`: why each agent was asked for a call and each other one was not, as it was decided then.
package struct CallWhy: Codable, Sendable, Hashable {
    /// The call.
    package var callId: String
    /// The call's stays in queues, oldest first.
    package var entries: [EntryWhy]

    package init(callId: String, entries: [EntryWhy] = []) {
        self.callId = callId
        self.entries = entries
    }

    private enum CodingKeys: String, CodingKey {
        case entries
        case callId = "call_id"
    }
}

/// One stay in a queue.
package struct EntryWhy: Codable, Sendable, Hashable {
    /// The queue entry.
    package var entryId: String
    /// The queue.
    package var queue: String
    /// When the wait began.
    package var enteredAt: APITime
    /// How it ended; absent while it lasts.
    package var outcome: EntryOutcome?
    /// Every offer that was made, oldest first.
    package var offers: [OfferWhy]
    /// Why nobody more is asked, worked out now; only for a caller who still waits.
    package var now: WaitWhy?

    package init(
        entryId: String, queue: String, enteredAt: APITime, outcome: EntryOutcome? = nil, offers: [OfferWhy] = [],
        now: WaitWhy? = nil
    ) {
        self.entryId = entryId
        self.queue = queue
        self.enteredAt = enteredAt
        self.outcome = outcome
        self.offers = offers
        self.now = now
    }

    private enum CodingKeys: String, CodingKey {
        case queue, outcome, offers, now
        case entryId = "entry_id"
        case enteredAt = "entered_at"
    }
}

/// One offer, and what the rule saw when it was made.
package struct OfferWhy: Codable, Sendable, Hashable {
    /// The offer.
    package var offerId: String
    /// When it was made.
    package var at: APITime
    /// Who was asked.
    package var agent: String
    /// Their name at that time.
    package var agentName: String?
    /// Why; absent where it is not kept (any more).
    package var decision: Decision?
    /// How it ended: `connected`, `timeout`, `busy`, `rejected`, `unreachable`, `failed`, `withdrawn`, `agent_left`,
    /// `answered_elsewhere`, … ; absent while it runs.
    package var end: String?
    /// When it ended.
    package var endedAt: APITime?
    /// The Q.850 cause that the phone told.
    package var cause: Int64?

    package init(
        offerId: String, at: APITime, agent: String, agentName: String? = nil, decision: Decision? = nil,
        end: String? = nil, endedAt: APITime? = nil, cause: Int64? = nil
    ) {
        self.offerId = offerId
        self.at = at
        self.agent = agent
        self.agentName = agentName
        self.decision = decision
        self.end = end
        self.endedAt = endedAt
        self.cause = cause
    }

    private enum CodingKeys: String, CodingKey {
        case at, agent, decision, end, cause
        case offerId = "offer_id"
        case agentName = "agent_name"
        case endedAt = "ended_at"
    }
}

/// What a rule saw.
package struct Decision: Codable, Sendable, Hashable {
    /// The queue's strategy.
    package var strategy: String
    /// Its rule in a sentence, as it was then.
    package var rule: String?
    /// What agents were compared by: `idle_since`, `calls`, `talk`, `position`, `turn`, `draw`, `weighted_draw`;
    /// `preferred` where the caller prefers that agent, `picked` where somebody asked for this agent, `found` where they talked already when a server came back.
    package var by: String
    /// The skills that were required, with their levels: `german:60`.
    package var skills: String?
    /// The skills that were preferred, likewise.
    package var preferSkills: String?
    /// How many points could be missing in each required skill.
    package var relaxedBy: Int64?
    /// Up to which tier agents were asked; absent where all were.
    package var tiers: Int64?
    /// The one agent whom the caller still waited for.
    package var onlyAgent: String?
    /// How many points the chosen agent lacked.
    package var lacks: Int64?
    /// The chosen agent's tier.
    package var tier: Int64?
    /// The chosen agent's value in that comparison: milliseconds since 1970, callers, milliseconds, or a place from 0.
    package var value: Int64?
    /// Whom the turn went on after.
    package var after: String?
    /// The offer of the same moment that tells of the others.
    package var besides: String?
    /// Why this caller: `weight` or `oldest` (the setting shared_agents).
    package var sharing: String
    /// The queue's weight.
    package var weight: Int64
    /// The caller's priority.
    package var priority: Int64
    /// Milliseconds that the caller had waited.
    package var waitMs: Int64
    /// The caller's place in the line of the queue on their server, from 1.
    package var position: Int64
    /// How many stood in that line.
    package var waiting: Int64
    /// Who was passed over, and why.
    package var skipped: [SkippedAgents]

    package init(
        strategy: String, rule: String? = nil, by: String, tier: Int64? = nil, value: Int64? = nil,
        after: String? = nil,
        besides: String? = nil, sharing: String, weight: Int64, priority: Int64, waitMs: Int64, position: Int64,
        waiting: Int64, skipped: [SkippedAgents] = []
    ) {
        self.strategy = strategy
        self.rule = rule
        self.by = by
        self.tier = tier
        self.value = value
        self.after = after
        self.besides = besides
        self.sharing = sharing
        self.weight = weight
        self.priority = priority
        self.waitMs = waitMs
        self.position = position
        self.waiting = waiting
        self.skipped = skipped
    }

    /// What was asked of the agent.
    package var demand: AgentDemand {
        get {
            AgentDemand(
                skills: skills, preferSkills: preferSkills, relaxedBy: relaxedBy, tiers: tiers, onlyAgent: onlyAgent)
        }
        set {
            skills = newValue.skills
            preferSkills = newValue.preferSkills
            relaxedBy = newValue.relaxedBy
            tiers = newValue.tiers
            onlyAgent = newValue.onlyAgent
        }
    }

    private enum CodingKeys: String, CodingKey {
        case strategy, rule, by, tier, value, after, besides, sharing, weight, priority, position, waiting, skipped
        case skills, tiers, lacks
        case preferSkills = "prefer_skills"
        case relaxedBy = "relaxed_by"
        case onlyAgent = "only_agent"
        case waitMs = "wait_ms"
    }
}

/// Why nobody more is asked for a caller who waits, at a moment.
package struct WaitWhy: Codable, Sendable, Hashable {
    /// When this was worked out.
    package var at: APITime
    /// What keeps the caller from a further offer, whoever is free: `server_silent`, `picked_up`, `picked`, `queue_closed`
    /// (a request to be called back), `overdue`, `ringing` (as many phones as the strategy lets ring now). Absent where
    /// the agents alone are why.
    package var held: String?
    /// What the rule sees now.
    package var decision: Decision

    package init(at: APITime, held: String? = nil, decision: Decision) {
        self.at = at
        self.held = held
        self.decision = decision
    }

    private enum CodingKeys: String, CodingKey {
        case at, held, decision
    }
}

/// Agents who were passed over for one reason.
package struct SkippedAgents: Codable, Sendable, Hashable {
    /// `offline`, `not_ready`, `unreachable`, `other_call`, `wrap_up`, `talking`, `offered_to_another`, `offered_here`,
    /// `resting`, `other_server`, `lacks_skill`, `tier_closed`, `waits_for_another`, `exclusive_call`, `at_capacity`, `talks_more`, `not_preferred`, `lacks_more`,
    /// `higher_tier`, `later`, …
    package var reason: String
    /// The agents' own word for it: `lunch`.
    package var detail: String?
    /// Who they were.
    package var agents: [SkippedAgent]

    package init(reason: String, detail: String? = nil, agents: [SkippedAgent] = []) {
        self.reason = reason
        self.detail = detail
        self.agents = agents
    }

    private enum CodingKeys: String, CodingKey {
        case reason, detail, agents
    }
}

/// One agent who was passed over.
package struct SkippedAgent: Codable, Sendable, Hashable {
    /// The agent.
    package var agent: String
    /// Their name at that time.
    package var name: String?
    /// Until when the reason would hold.
    package var untilAt: APITime?
    /// What the rule compared, for the next in its order.
    package var value: Int64?

    package init(agent: String, name: String? = nil, untilAt: APITime? = nil, value: Int64? = nil) {
        self.agent = agent
        self.name = name
        self.untilAt = untilAt
        self.value = value
    }

    private enum CodingKeys: String, CodingKey {
        case agent, name, value
        case untilAt = "until_at"
    }
}
