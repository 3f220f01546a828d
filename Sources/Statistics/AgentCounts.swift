import Queueing

/// One agent over one span. Times are in milliseconds, split at the intervals' boundaries to the millisecond; offers
/// belong to the interval in which they were made, conversations to the one in which they ended.
package struct AgentCounts: Hashable, Sendable {
    package var offers = OfferCounts()
    package var talks: Int64 = 0
    package var talkTime: Int64 = 0
    package var handled: Int64 = 0
    package var handledTalkTime: Int64 = 0
    package var handledWrapUpTime: Int64 = 0

    // The time in each state; their sum is the login time.
    package var ready: Int64 = 0
    package var reserved: Int64 = 0
    package var dialling: Int64 = 0
    package var ringing: Int64 = 0
    package var talking: Int64 = 0
    package var held: Int64 = 0
    package var consulting: Int64 = 0
    package var otherCall: Int64 = 0
    package var wrapUp: Int64 = 0
    package var notReady: Int64 = 0
    package var unreachable: Int64 = 0
    /// The parts of `notReady`, in order of the reasons.
    package var notReadyByReason = TimeByReason()

    package init() {}

    /// From the reservation until the agent talks or the offer is lost.
    package var ring: Int64 { reserved + dialling + ringing }
    /// Talk time in calls of queues, hold and consultation included.
    package var talk: Int64 { talking + held + consulting }
    package var login: Int64 { ring + talk + otherCall + wrapUp + ready + notReady + unreachable }

    /// `occupancy_handling`: (ring + talk + wrap-up) / (ring + talk + wrap-up + ready).
    package var occupancy: Ratio { Ratio(ring + talk + wrapUp, ring + talk + wrapUp + ready) }
    /// (ring + talk + wrap-up) / login time.
    package var utilisation: Ratio { Ratio(ring + talk + wrapUp, login) }

    package mutating func add(_ other: AgentCounts) {
        for (_, field) in Self.sums { self[keyPath: field] &+= other[keyPath: field] }
        offers.add(other.offers)
        notReadyByReason.add(other.notReadyByReason)
    }

    /// Time passed in a state. Being offline is not counted.
    mutating func spend(_ milliseconds: Int64, in state: AgentState, reason: String?) {
        switch state {
        case .offline: break
        case .ready: ready += milliseconds
        case .reserved: reserved += milliseconds
        case .dialling: dialling += milliseconds
        case .ringing: ringing += milliseconds
        case .talking: talking += milliseconds
        case .held: held += milliseconds
        case .consulting: consulting += milliseconds
        case .otherCall: otherCall += milliseconds
        case .wrapUp: wrapUp += milliseconds
        case .unreachable: unreachable += milliseconds
        case .notReady:
            notReady += milliseconds
            notReadyByReason.add(milliseconds, for: reason ?? "")
        }
    }

    static let sums: [(name: String, field: any WritableKeyPath<AgentCounts, Int64> & Sendable)] = [
        ("talks", \.talks), ("talk_time", \.talkTime), ("handled", \.handled),
        ("handled_talk_time", \.handledTalkTime), ("handled_wrap_up_time", \.handledWrapUpTime), ("ready", \.ready),
        ("reserved", \.reserved), ("dialling", \.dialling), ("ringing", \.ringing), ("talking", \.talking),
        ("held", \.held), ("consulting", \.consulting), ("other_call", \.otherCall), ("wrap_up", \.wrapUp),
        ("not_ready", \.notReady), ("unreachable", \.unreachable),
    ]
}

/// Time by the reason that an agent gave, in order of the reasons.
package struct TimeByReason: Hashable, Sendable {
    package struct Part: Hashable, Sendable {
        package var reason: String
        package var milliseconds: Int64
    }
    package private(set) var parts: [Part] = []

    package init() {}

    package mutating func add(_ milliseconds: Int64, for reason: String) {
        if let index = parts.firstIndex(where: { $0.reason >= reason }) {
            if parts[index].reason == reason {
                parts[index].milliseconds += milliseconds
            } else {
                parts.insert(Part(reason: reason, milliseconds: milliseconds), at: index)
            }
        } else {
            parts.append(Part(reason: reason, milliseconds: milliseconds))
        }
    }

    package mutating func add(_ other: TimeByReason) {
        for part in other.parts { add(part.milliseconds, for: part.reason) }
    }
}
