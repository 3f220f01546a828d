import MaydayAPI
import Queueing
import Statistics

extension AgentFigures {
    /// The figures of docs/figures.md, as the API has them.
    init(_ counts: Statistics.AgentCounts) {
        self.init(
            offered: counts.offers.made, answered: counts.offers.answered, lost: counts.offers.letDown,
            talkSumMs: counts.talk, wrapUpSumMs: counts.wrapUp)
        missed = counts.offers.timedOut
        rejected = counts.offers.rejected
        busy = counts.offers.busy
        unreachable = counts.offers.unreachable
        failed = counts.offers.failed
        // The caller hung up first, a colleague was quicker, the agent paused or left: nobody's fault.
        excused = counts.offers.withdrawn + counts.offers.answeredElsewhere + counts.offers.agentLeft
        ringing = counts.offers.open
        handled = counts.handled
        loginSumMs = counts.login
        readySumMs = counts.ready
        ringSumMs = counts.ring
        holdSumMs = counts.held
        otherCallSumMs = counts.otherCall
        notReadySumMs = counts.notReady
        unreachableSumMs = counts.unreachable
        notReadyByReason = counts.notReadyByReason.parts.map {
            ReasonFigure(reason: $0.reason, sumMs: $0.milliseconds)
        }
        occupancyHandling = counts.occupancy.value
    }

    /// Parts the time not ready by what is paid work.
    mutating func part(by reasons: [NotReadyReason]) {
        guard !reasons.isEmpty else { return }
        for (place, part) in notReadyByReason.enumerated() {
            notReadyByReason[place].billable = reasons.first { $0.id == part.reason }?.billable
        }
        notReadyBillableSumMs = notReadyByReason.reduce(0) { $0 + ($1.billable == true ? $1.sumMs : 0) }
    }
}
