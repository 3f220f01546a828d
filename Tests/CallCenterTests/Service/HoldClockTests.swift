import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("How long the caller of a call that is over was on hold")
struct HoldClockTests {
    private enum Step {
        case opens, holds, resumes, leaves, connects, closes
    }

    private static func fact(_ step: Step) -> Fact {
        let (entry, offer, queue, agent) = (EntryID("e1"), OfferID("o1"), QueueID("sales"), AgentID("anna"))
        let hold = Hold(agent: agent, call: Hold.Held(offer: offer, entry: entry, queue: queue), inferred: false)
        return switch step {
        case .opens:
            .entryOpened(
                EntryOpened(
                    entry: entry, call: CallID("call"), server: ServerID("main"), channel: ChannelID("c1"),
                    queue: queue,
                    group: "default", caller: CallerToken("t1"), enteredAt: Instant(milliseconds: 0), priority: 0))
        case .holds: .holdBegun(hold)
        case .resumes: .holdEnded(hold)
        case .leaves:
            .offerLost(OfferLost(offer: offer, entry: entry, queue: queue, agent: agent, why: .timeout, cause: 0))
        case .connects:
            .entryConnected(
                EntryConnected(entry: entry, offer: offer, queue: queue, agent: agent, bridge: BridgeID("b1")))
        case .closes:
            .entryClosed(EntryClosed(entry: entry, queue: queue, outcome: .answered, by: .caller, inferred: false))
        }
    }

    @Test("G3 only what was on hold of the talk counts, and of the last entry's")
    func sums() {
        let table: [([(Step, Int64)], Int64?)] = [
            ([(.opens, 0), (.connects, 1), (.closes, 9)], 0),
            ([(.opens, 0), (.connects, 1), (.holds, 2), (.resumes, 4), (.holds, 5), (.closes, 9)], 6),
            // From the pick-up on, through a briefing.
            ([(.opens, 0), (.holds, 1), (.connects, 3), (.resumes, 5), (.closes, 9)], 2),
            // One picks up, holds and is gone again; another one talks.
            ([(.opens, 0), (.holds, 1), (.leaves, 2), (.connects, 3), (.closes, 9)], 0),
            // A phone that rings beside the talk is given up.
            ([(.opens, 0), (.connects, 1), (.holds, 2), (.leaves, 3), (.resumes, 4), (.closes, 9)], 2),
            ([(.opens, 0), (.closes, 9)], nil),
            ([(.opens, 0), (.connects, 1), (.holds, 2), (.closes, 3), (.opens, 3), (.closes, 9)], nil),
            ([(.opens, 0), (.connects, 1), (.holds, 2), (.closes, 3), (.opens, 3), (.connects, 4), (.closes, 9)], 0),
        ]
        for (steps, milliseconds) in table {
            var clock = HoldClock()
            for (step, at) in steps { clock.take(Self.fact(step), at: Instant(milliseconds: at)) }
            #expect(clock.milliseconds == milliseconds, "\(steps)")
        }
    }
}
