/// What is asked of an agent for one caller, at one moment of their wait: the queue's needs and their own, relaxed as far as
/// they have waited.
package struct AgentDemand: Codable, Sendable, Hashable {
    /// The skills that are required, with their levels: `german:60`.
    package var skills: String?
    /// The skills that are preferred, likewise.
    package var preferSkills: String?
    /// How many points may be missing in each required skill; 100: none is required any more.
    package var relaxedBy: Int64?
    /// Up to which tier agents are asked; absent where all are.
    package var tiers: Int64?
    /// The agent whom the caller prefers.
    package var agent: String?
    /// The caller still waits for one agent, and nobody else is asked.
    package var onlyAgent: String?

    package init(
        skills: String? = nil, preferSkills: String? = nil, relaxedBy: Int64? = nil, tiers: Int64? = nil,
        agent: String? = nil, onlyAgent: String? = nil
    ) {
        self.skills = skills
        self.preferSkills = preferSkills
        self.relaxedBy = relaxedBy
        self.tiers = tiers
        self.agent = agent
        self.onlyAgent = onlyAgent
    }

    private enum CodingKeys: String, CodingKey {
        case skills, tiers, agent
        case preferSkills = "prefer_skills"
        case relaxedBy = "relaxed_by"
        case onlyAgent = "only_agent"
    }
}

extension AgentDemand {
    /// In words; nil where whoever serves the queue will do.
    package var words: String? {
        var words: [String] = []
        if let onlyAgent {
            words.append("agent \(onlyAgent) and nobody else")
        } else if let agent {
            words.append("rather agent \(agent)")
        }
        if let skills { words.append("skills \(skills)") }
        if let relaxedBy {
            words.append(relaxedBy >= 100 ? "none of them required any more" : "\(relaxedBy) points less of each")
        }
        if let preferSkills { words.append("preferably \(preferSkills)") }
        if let tiers { words.append("tier \(tiers) at most") }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }
}
