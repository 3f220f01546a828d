/// Ring all: the phones of all available agents ring for the caller at the same time, and who answers first has the call.
enum RingAll: SelectionRule {
    static func order(of agent: QueueState.Agent, in membership: Membership) -> (key: Int64, tie: Int64) {
        LongestIdle.order(of: agent, in: membership)
    }

    static func offersAtOnce(for entry: QueueState.Entry) -> Int { .max }
}
