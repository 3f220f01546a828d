/// The formulas of docs/figures.md, by name.
package enum ServiceLevelFormula: Hashable, Sendable {
    /// A≤T / A. app_queue's SL.
    case answered
    /// (A≤T + Ab≤T) / (A + Ab). app_queue's SL2.
    case answeredOrAbandoned
    /// Service-level events: an entry is one at the first of answered, abandoned, T reached. Cisco's three variants.
    case events(AbandonedCalls)
    /// A≤T / (A + Ab − sAb + timed out). The default.
    case offered
    /// (A − violations) / (A [+ Ab − sAb] [+ sAb] [+ X by kind]).
    case configurable(ConfigurableTerms)

    package enum AbandonedCalls: String, Hashable, Sendable, CaseIterable {
        case ignore, negative, positive
    }

    package var name: String {
        switch self {
        case .answered: "answered"
        case .answeredOrAbandoned: "answered_or_abandoned"
        case .events(let abandoned): "events_\(abandoned.rawValue)"
        case .offered: "offered"
        case .configurable: "configurable"
        }
    }

    /// All that need no terms, for a report that shows them side by side.
    package static let named: [ServiceLevelFormula] =
        [.offered, .answered, .answeredOrAbandoned] + AbandonedCalls.allCases.map { .events($0) }

    /// - Parameter waitingAtThreshold: entries of the span that still wait and have reached T; they are events, too.
    package func level(of counts: QueueCounts, waitingAtThreshold: Int64) -> Ratio {
        let within = counts.answeredWithinThreshold
        switch self {
        case .answered: return Ratio(within, counts.answered)
        case .answeredOrAbandoned:
            return Ratio(within + counts.abandonedWithinThreshold, counts.answered + counts.abandoned)
        case .events(let abandoned):
            let events = counts.answered + counts.abandoned + counts.exitsAtThreshold + waitingAtThreshold
            switch abandoned {
            case .ignore: return Ratio(within, events - counts.abandonedWithinThreshold)
            case .negative: return Ratio(within, events)
            case .positive: return Ratio(within + counts.abandonedWithinThreshold, events)
            }
        case .offered:
            return Ratio(
                within, counts.answered + counts.abandoned - counts.shortAbandoned + counts.timedOut)
        case .configurable(let terms): return Ratio(within, terms.denominator(of: counts))
        }
    }
}

/// What a configurable service level divides by, beside the answered.
package struct ConfigurableTerms: Hashable, Sendable {
    /// Abandoned after the short-abandon limit.
    package var abandoned = false
    package var shortAbandoned = false
    package var timedOut = false
    package var refused = false
    package var flowOut = false
    package var failures = false

    package init() {}

    func denominator(of counts: QueueCounts) -> Int64 {
        counts.answered
            + (abandoned ? counts.abandoned - counts.shortAbandoned : 0)
            + (shortAbandoned ? counts.shortAbandoned : 0)
            + (timedOut ? counts.timedOut : 0)
            + (refused ? counts.refused : 0)
            + (flowOut ? counts.flowOut : 0)
            + (failures ? counts.failures : 0)
    }
}

/// A queue at this moment.
package struct QueueLevel: Hashable, Sendable {
    package var waiting: Int64 = 0
    /// Of the waiting, those who have waited for longer than T.
    package var waitingBeyondThreshold: Int64 = 0
    /// Milliseconds that the oldest of them has waited.
    package var longestWait: Int64 = 0
    package var talking: Int64 = 0

    package init() {}

    /// `now`: (waiting − waiting>T) / waiting.
    package var serviceLevel: Ratio { Ratio(waiting - waitingBeyondThreshold, waiting) }
}
