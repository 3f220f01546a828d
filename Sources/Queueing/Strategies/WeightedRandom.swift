/// Weighted random: an available agent of weight two is twice as likely to be asked next as one of weight one, whoever
/// was asked before.
enum WeightedRandom: SelectionRule {
    static func order(of agent: QueueState.Agent, in membership: Membership) -> (key: Int64, tie: Int64) {
        (Int64(membership.weight), 0)
    }

    /// Agents of one weight stand together, so that this looks at each weight and not at each agent.
    static func choose(_ choice: Choice) -> AgentRank? {
        guard let first = choice.available.first else { return nil }
        var weights: [(start: Int, count: Int, weight: UInt64)] = []
        var total: UInt64 = 0
        var next: AgentRank? = first
        while let agent = next, agent.isEqual(to: first) {
            let start = choice.available.rank(of: agent)
            let end = choice.available.rank(of: agent.endOfKey)
            let weight = UInt64(max(1, agent.key))
            weights.append((start, end - start, weight))
            total += weight * UInt64(end - start)
            next = end < choice.available.count ? choice.available[end] : nil
        }
        var drawn = Draw(choice.entry).number(below: total)
        for (start, count, weight) in weights {
            if drawn < weight * UInt64(count) { return choice.available[start + Int(drawn / weight)] }
            drawn -= weight * UInt64(count)
        }
        return first
    }
}
