/// Random: every available agent is as likely as any other to be asked next, whoever was asked before.
enum Random: SelectionRule {
    static func order(of agent: QueueState.Agent, in membership: Membership) -> (key: Int64, tie: Int64) { (0, 0) }

    static func choose(_ choice: Choice) -> AgentRank? {
        guard let first = choice.available.first else { return nil }
        let equals = choice.available.rank(of: first.endOfEquals)
        return choice.available[Int(Draw(choice.entry).number(below: UInt64(equals)))]
    }
}
