/// One agent over one span. Times are in milliseconds, the present state included; docs/figures.md has the definitions.
package struct AgentFigures: Codable, Sendable, Hashable {
    /// Offers made: `answered + lost + excused + ringing`.
    package var offered: Int64
    /// Offers answered.
    package var answered: Int64
    /// Offers that timed out, met a busy or unreachable phone, were rejected, or failed.
    package var lost: Int64
    /// Of the lost: the phone rang until the end.
    package var missed: Int64 = 0
    /// Of the lost: rejected at the phone.
    package var rejected: Int64 = 0
    /// Of the lost: the phone was busy.
    package var busy: Int64 = 0
    /// Of the lost: the phone could not be reached.
    package var unreachable: Int64 = 0
    /// Of the lost: something broke.
    package var failed: Int64 = 0
    /// Offers that came to nothing for which nobody answers: the caller left first, a colleague was quicker, the agent
    /// paused or logged out.
    package var excused: Int64 = 0
    /// Offers that ring right now.
    package var ringing: Int64 = 0
    /// Calls whose wrap-up is over.
    package var handled: Int64 = 0
    /// Time logged in; the sum of all that follow.
    package var loginSumMs: Int64 = 0
    /// Time ready.
    package var readySumMs: Int64 = 0
    /// Time reserved, dialled or ringing, up to the connection.
    package var ringSumMs: Int64 = 0
    /// Time talking in calls of queues, hold and consultation included.
    package var talkSumMs: Int64
    /// Of the talk: on hold.
    package var holdSumMs: Int64 = 0
    /// Time in wrap-up.
    package var wrapUpSumMs: Int64
    /// Time in calls that no queue brought.
    package var otherCallSumMs: Int64 = 0
    /// Time not ready.
    package var notReadySumMs: Int64 = 0
    /// Of the time not ready, by reason.
    package var notReadyByReason: [ReasonFigure] = []
    /// Of the time not ready: paid work, by the reasons that are configured now (`billable`); absent where none are.
    package var notReadyBillableSumMs: Int64?
    /// Time in which the phone could not be reached.
    package var unreachableSumMs: Int64 = 0
    /// (ring + talk + wrap-up) / (ring + talk + wrap-up + ready); absent without any of them.
    package var occupancyHandling: Double?

    package init(
        offered: Int64 = 0, answered: Int64 = 0, lost: Int64 = 0, talkSumMs: Int64 = 0, wrapUpSumMs: Int64 = 0
    ) {
        self.offered = offered
        self.answered = answered
        self.lost = lost
        self.talkSumMs = talkSumMs
        self.wrapUpSumMs = wrapUpSumMs
    }

    private enum CodingKeys: String, CodingKey {
        case offered, answered, lost, missed, rejected, busy, unreachable, failed, excused, ringing, handled
        case loginSumMs = "login_sum_ms"
        case readySumMs = "ready_sum_ms"
        case ringSumMs = "ring_sum_ms"
        case talkSumMs = "talk_sum_ms"
        case holdSumMs = "hold_sum_ms"
        case wrapUpSumMs = "wrap_up_sum_ms"
        case otherCallSumMs = "other_call_sum_ms"
        case notReadySumMs = "not_ready_sum_ms"
        case notReadyByReason = "not_ready_by_reason"
        case notReadyBillableSumMs = "not_ready_billable_sum_ms"
        case unreachableSumMs = "unreachable_sum_ms"
        case occupancyHandling = "occupancy_handling"
    }
}

/// Time not ready for one reason.
package struct ReasonFigure: Codable, Sendable, Hashable {
    /// The reason; empty where none was given.
    package var reason: String
    /// How long, in milliseconds.
    package var sumMs: Int64
    /// Whether it is paid work; absent for a word that is none of the configured reasons.
    package var billable: Bool?

    package init(reason: String, sumMs: Int64, billable: Bool? = nil) {
        self.reason = reason
        self.sumMs = sumMs
        self.billable = billable
    }

    private enum CodingKeys: String, CodingKey {
        case reason, billable
        case sumMs = "sum_ms"
    }
}
