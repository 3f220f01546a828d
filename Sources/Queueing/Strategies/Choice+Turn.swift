import Telephony

extension Choice {
    /// The first of the best available equals who stands after `last`, or else their very first.
    func next(after last: QueueState.Turn?) -> AgentRank? {
        guard let first = available.first, let last else { return available.first }
        let place = AgentRank(
            load: first.load, tier: first.tier, shortfall: first.shortfall, key: Int64(last.position), tie: 0,
            agent: last.agent)
        guard let next = available.first(after: place), next.isEqual(to: first) else { return first }
        return next
    }
}

extension AgentRank {
    /// Greater than every agent of this load, tier and shortfall, smaller than those of the next.
    var endOfEquals: AgentRank {
        AgentRank(load: load, tier: tier, shortfall: shortfall + 1, key: .min, tie: .min, agent: AgentID(""))
    }
    /// Greater than every one of these with the same key.
    var endOfKey: AgentRank {
        key == .max
            ? endOfEquals
            : AgentRank(load: load, tier: tier, shortfall: shortfall, key: key + 1, tie: .min, agent: AgentID(""))
    }
}

/// A number drawn for one offer: from the caller's entry, whose id is the rim's random choice, and how often it was
/// offered. So the same facts draw the same number in every process.
struct Draw {
    private let bits: UInt64

    init(_ entry: QueueState.Entry) { self.init(entry.id.raw, UInt64(truncatingIfNeeded: entry.offers)) }

    /// - Parameter number: tells draws of one seed apart.
    init(_ seed: String, _ number: UInt64) {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in seed.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        // SplitMix64's finish: neighbouring numbers of offers are as far apart as any.
        var mixed = hash &+ number &* 0x9e37_79b9_7f4a_7c15
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        bits = mixed ^ (mixed >> 31)
    }

    /// From 0 to `limit` - 1; `limit` is at least 1.
    func number(below limit: UInt64) -> UInt64 { bits.multipliedFullWidth(by: max(1, limit)).high }
}
