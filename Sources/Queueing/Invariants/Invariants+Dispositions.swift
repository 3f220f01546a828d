import Telephony

extension Invariants {
    /// Who is kept in the wrap-up owes a word about the last call, and is let go in the end.
    static func checkDispositions(_ state: QueueState, _ found: inout [String]) {
        for agent in state.agents.values where agent.whenDisposed != nil {
            if agent.state != .wrapUp || agent.until == nil {
                found.append("\(agent.id) owes a disposition and is \(agent.state)")
            }
            if agent.aftermath?.owed.isEmpty != false { found.append("\(agent.id) is kept for nothing") }
            if let until = agent.until, let end = agent.whenDisposed, until < end {
                found.append("\(agent.id) wraps up longer when a disposition is given than without")
            }
        }
    }
}
