import Telephony

/// Why no further phone rings for a caller, whoever is free.
package enum WaitHold: String, Hashable, Sendable, CaseIterable {
    /// Nothing is heard of the caller's Asterisk.
    case serverSilent = "server_silent"
    /// An agent has picked up; the two are being put together, or a customer is being called back.
    case pickedUp = "picked_up"
    /// Somebody picked an agent for them, whose phone rings.
    case picked
    /// A request to be called back: its queue is closed.
    case queueClosed = "queue_closed"
    /// Their longest wait is over; the phones that ring are let ring out.
    case overdue
    /// As many phones ring as the strategy lets ring now.
    case ringing
}

extension QueueState {
    /// What keeps a caller from a further offer; nil where one would be made to the next agent who can be asked, and for
    /// one who is not waiting.
    package func hold(of id: EntryID) -> WaitHold? {
        guard let entry = entries[id], entry.stage != .connected else { return nil }
        if !isUp(entry.server) { return .serverSilent }
        if entry.winner != nil { return .pickedUp }
        if entry.pick != nil { return .picked }
        if isHeldBack(entry) { return .queueClosed }
        if entry.isOverdue { return .overdue }
        return wantsOffer(entry) ? nil : .ringing
    }
}
