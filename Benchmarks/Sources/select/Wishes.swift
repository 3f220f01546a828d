import Queueing
import Telephony

/// What the callers ask for beyond any agent of their queue.
enum Wishes: String, CaseIterable {
    case none
    /// A skill and its level of their own, and a second one that is preferred: hardly two ask for the same.
    case skills
    /// One agent, each another, nobody else at first.
    case agent
    /// Nothing at first: who has waited for 5 s gets the agents of the second tier, and all agents are of that.
    case tier

    static let patience = Span.seconds(5)

    func needs(_ number: Int, among agents: [AgentID]) -> Needs {
        switch self {
        case .none, .tier: .none
        case .skills:
            Needs(
                required: Skills([Skill("skill\(number % 20)", 1 + number / 20 % 50)]),
                preferred: Skills([Skill("skill\(20 + number % 7)", 1 + number * 13 % 100)]))
        case .agent: Needs(agent: agents[number % agents.count])
        }
    }

    /// Three of 27 skills, at levels of every height.
    func skills(_ position: Int) -> Skills {
        guard self == .skills else { return Skills() }
        return Skills(
            (0..<3).map { Skill("skill\((position + $0 * 9) % 27)", 1 + (position / 27 * 7 + $0 * 31) % 100) })
    }

    var tier: Int { self == .tier ? 2 : 1 }

    func apply(to queue: inout QueueSettings) {
        guard self == .tier else { return }
        queue.tiers = 1
        queue.widening = [Widening(after: Self.patience, tiers: 2)]
    }
}
