import Queueing
import Telephony

/// How long the caller of a call that is over was on hold, along the call's facts.
struct HoldClock {
    /// In the last of its queue entries; nil where that was not answered, or is not over.
    private(set) var milliseconds: Int64?
    private var isConnected = false
    private var since: Instant?
    private var sum: Int64 = 0

    mutating func take(_ fact: Fact, at moment: Instant) {
        switch fact {
        case .entryOpened: self = HoldClock()
        case .entryConnected:
            isConnected = true
            // Held from the pick-up on: the talk, and with it the hold, begins now.
            if since != nil { since = moment }
        case .holdBegun: since = since ?? moment
        case .holdEnded: end(at: moment)
        // Who held has left before the two were put together: it was no hold of this call's.
        case .offerLost: if !isConnected { since = nil }
        case .entryClosed:
            end(at: moment)
            milliseconds = isConnected ? sum : nil
        default: break
        }
    }

    private mutating func end(at moment: Instant) {
        if isConnected, let since { sum += (moment - since).milliseconds }
        since = nil
    }
}
