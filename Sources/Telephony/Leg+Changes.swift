extension Leg {
    /// Takes a newer snapshot if it says anything new: most say nothing, and are let go at once.
    mutating func take(_ newer: LegSnapshot) -> LegChange {
        let changed = snapshot.changes(to: newer)
        if changed.contains(.dialplan) { hasJustLeftApplication = false }
        if !changed.isEmpty { snapshot = Leg.kept(newer, call: snapshot.call) }
        return changed
    }

    /// What the board keeps of a snapshot: not the variables, and the call id even where it is not told again.
    static func kept(_ snapshot: LegSnapshot, call: CallID?) -> LegSnapshot {
        guard !snapshot.variables.isEmpty || (snapshot.call == nil && call != nil) else { return snapshot }
        return snapshot.with {
            $0.variables = []
            $0.call = $0.call ?? call
        }
    }

    mutating func requestHangup(_ cause: HangupCause?) -> LegChange {
        let news = !hangupRequested || (cause != nil && self.cause != cause)
        hangupRequested = true
        if let cause { self.cause = cause }
        return news ? .hangup : []
    }

    mutating func hold(_ isHeld: Bool, _ stamp: Stamp) -> LegChange {
        // Of the same time as the answers, or older: a comparison that found it otherwise has the last word.
        if stamp.isLate, held.precedes(stamp) { return [] }
        held = stamp.told
        guard self.isHeld != isHeld else { return [] }
        self.isHeld = isHeld
        return .hold
    }

    mutating func talk(_ talking: Bool) -> LegChange {
        guard isTalking != talking else { return [] }
        isTalking = talking
        return .talking
    }
}
