/// Ring progressively: the longest idle agent's phone rings first, and after each step (`ringStep`) that of the next rings
/// beside it, until one of them answers.
enum RingProgressively: SelectionRule {
    static func order(of agent: QueueState.Agent, in membership: Membership) -> (key: Int64, tie: Int64) {
        LongestIdle.order(of: agent, in: membership)
    }

    static func offersAtOnce(for entry: QueueState.Entry) -> Int { entry.offersAtOnce }
}
