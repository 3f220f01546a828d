import Telephony

/// Whom a queue does not take or keep, and where they go instead. Nothing is limited unless it is said.
package struct QueueLimits: Hashable, Sendable {
    /// Where a caller goes whose longest wait is over.
    package var onMaxWait = Target.hangUp
    /// How many may wait; who comes beyond is refused. Nil for any number.
    package var maxLength: Int?
    package var onFull = Target.hangUp
    /// Nobody is let in while every agent of the queue is in one of these states. Empty lets everybody in.
    package var joinEmpty: Set<AgentState> = []
    package var onJoinEmpty = Target.hangUp
    /// Whoever waits is sent out when every agent of the queue has been in one of these states for `leaveEmptyAfter`.
    package var leaveEmpty: Set<AgentState> = []
    package var onLeaveEmpty = Target.hangUp
    package var leaveEmptyAfter = Span.seconds(10)
    /// What a waiting caller may press, one of `0123456789*#ABCD`, and where it leads.
    package var exitKeys: [String: Target] = [:]

    /// For how long a caller who gave up has their place again when they ring back; nil for not at all.
    package var regain: Span?

    package init() {}

    /// Nobody could serve: neither here nor at their place.
    package static let strictlyAbsent: Set<AgentState> = [.offline, .notReady, .unreachable]
    /// Nobody is here; who pauses will be back.
    package static let looselyAbsent: Set<AgentState> = [.offline, .unreachable]

    /// Where callers are sent without anybody's doing.
    package var automaticTargets: [Target] {
        var targets = [onMaxWait]
        if maxLength != nil { targets.append(onFull) }
        if !joinEmpty.isEmpty { targets.append(onJoinEmpty) }
        if !leaveEmpty.isEmpty { targets.append(onLeaveEmpty) }
        return targets
    }

    /// Whether an agent in a state counts as absent. Who holds is in a call as who talks is, and who is reserved has one
    /// coming as whose phone rings.
    static func isAbsent(_ state: AgentState, by absent: Set<AgentState>) -> Bool {
        absent.contains(state) || state == .held && absent.contains(.talking)
            || state == .reserved && absent.contains(.ringing)
    }

    var countsStaff: Bool { !joinEmpty.isEmpty || !leaveEmpty.isEmpty }
}
