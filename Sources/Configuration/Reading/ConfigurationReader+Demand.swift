import Queueing
import Telephony

extension ConfigurationReader {
    /// `{german: 60}`: names with levels.
    func skills(_ section: Section, _ key: String) -> Skills {
        var skills: [Skill] = []
        for (name, level) in section.map(key, Value.integer(Skill.levels)) {
            if Skills.isName(name) {
                skills.append(Skill(name, level))
            } else {
                problems.add(
                    section.origin(of: key), "\(section.path(of: key)).\(name)",
                    "is not a name of 1 to 64 letters a-z, digits, '_', '-' and '.'")
            }
        }
        return Skills(skills)
    }

    /// What a queue asks of its agents, and how that is relaxed.
    func demand(_ section: Section, of queue: inout QueueConfiguration) {
        queue.needs = Needs(required: skills(section, "skills"), preferred: skills(section, "prefer_skills"))
        queue.tiers = section.value("tiers", default: queue.tiers, Value.integer(1...Membership.lastTier))
        queue.widening = widening(section, from: queue)
        queue.preferredAgentWait = section.value(
            "preferred_agent_wait", default: queue.preferredAgentWait, Value.duration(to: .seconds(3600)))
        let lastAgent = section.value("last_agent", default: .zero, Value.duration(to: .seconds(366 * 86_400)))
        queue.lastAgent = lastAgent == .zero ? nil : lastAgent
    }

    /// Each step later than the one before, and giving more.
    private func widening(_ section: Section, from queue: QueueConfiguration) -> [Widening] {
        var steps: [Widening] = []
        var before = Widening(after: .zero, relax: 0, tiers: queue.tiers)
        for item in section.sections("widen") {
            let after = item.required("after", Value.duration(from: .milliseconds(1)))
            let relax = item.value("relax", default: before.relax, Value.integer(0...Skill.levels.upperBound))
            let tiers = item.value("tiers", default: before.tiers, Value.integer(1...Membership.lastTier))
            item.finish()
            guard let after else { continue }
            let step = Widening(after: Span(after), relax: relax, tiers: tiers)
            if step.after <= before.after {
                problems.add(item.origin(of: "after"), item.path(of: "after"), "must be later than the step before")
            }
            if step.relax < before.relax || step.tiers < before.tiers {
                problems.add(item.origin, item.path, "asks for more than the step before; a step can only ask for less")
            } else if step.relax == before.relax, step.tiers == before.tiers {
                problems.add(item.origin, item.path, "changes nothing; say relax (points) or tiers")
            }
            steps.append(step)
            before = step
        }
        return steps
    }

    /// Callers of a queue whom nobody could ever be found for.
    func checkDemands(_ queues: [Located<QueueConfiguration>], _ agents: [AgentConfiguration]) {
        typealias Member = (agent: AgentConfiguration, membership: Membership)
        var membersOf: [String: [Member]] = [:]
        for agent in agents {
            for membership in agent.memberships {
                membersOf[membership.queue.raw, default: []].append((agent, membership))
            }
        }
        for queue in queues {
            let (needs, steps) = (queue.value.needs, queue.value.widening)
            let widest = Demand(
                required: needs.required, relaxedBy: steps.last?.relax ?? 0,
                tiers: steps.last?.tiers ?? queue.value.tiers)
            let members = membersOf[queue.value.id] ?? []
            guard !members.isEmpty,
                !members.contains(where: { widest.isMet(by: $0.agent.skills, tier: $0.membership.tier) })
            else { continue }
            problems.warn(
                queue.origin, queue.path,
                "no agent of this queue has the skills and the tier that it asks for, however long somebody waits")
        }
    }
}
