import Queueing

/// Offers made in a span and what became of them, by cause. `made = answered + lost + open`.
package struct OfferCounts: Hashable, Sendable {
    package var made: Int64 = 0
    /// Led to a conversation.
    package var answered: Int64 = 0
    package var timedOut: Int64 = 0
    package var busy: Int64 = 0
    package var rejected: Int64 = 0
    package var unreachable: Int64 = 0
    package var failed: Int64 = 0
    /// The caller left first.
    package var withdrawn: Int64 = 0
    package var agentLeft: Int64 = 0
    /// Several phones rang, and another agent was quicker.
    package var answeredElsewhere: Int64 = 0
    /// Neither answered nor lost yet.
    package var open: Int64 = 0

    package init() {}

    /// All that did not lead to a conversation.
    package var lost: Int64 {
        timedOut + busy + rejected + unreachable + failed + withdrawn + agentLeft + answeredElsewhere
    }

    /// Offers that the agent or their phone let down: `lost` of docs/figures.md. A caller who left first, an agent who
    /// paused, a colleague who was quicker count against nobody.
    package var letDown: Int64 { timedOut + busy + rejected + unreachable + failed }

    package var addsUp: Bool { made == answered + lost + open }

    package mutating func add(_ other: OfferCounts) {
        for (_, field) in Self.sums { self[keyPath: field] &+= other[keyPath: field] }
    }

    static func field(of why: LostOffer) -> any WritableKeyPath<OfferCounts, Int64> & Sendable {
        switch why {
        case .timeout: \.timedOut
        case .busy: \.busy
        case .rejected: \.rejected
        case .unreachable: \.unreachable
        case .failed: \.failed
        case .withdrawn: \.withdrawn
        case .agentLeft: \.agentLeft
        case .answeredElsewhere: \.answeredElsewhere
        }
    }

    static let sums: [(name: String, field: any WritableKeyPath<OfferCounts, Int64> & Sendable)] = [
        ("made", \.made), ("answered", \.answered), ("timed_out", \.timedOut), ("busy", \.busy),
        ("rejected", \.rejected), ("unreachable", \.unreachable), ("failed", \.failed), ("withdrawn", \.withdrawn),
        ("agent_left", \.agentLeft), ("answered_elsewhere", \.answeredElsewhere), ("open", \.open),
    ]
}
