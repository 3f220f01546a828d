import MaydayAPI

/// What a key of some queues is shown of an agent who serves others as well: their state, which is one, and of their calls
/// those of the key's queues.
extension Agent {
    func narrowed(to grant: QueueGrant) -> Agent {
        guard grant != .all else { return self }
        var shown = self
        // The current call is always one of them.
        shown.calls = calls?.filter { grant.allows([$0.queue]) }
        if shown.calls?.isEmpty == true { shown.calls = nil }
        if shown.calls?.contains(where: { $0.callId == callId }) != true {
            shown.callId = nil
            shown.entryId = nil
        }
        if let screenPop, !grant.allows([screenPop.queue]) { shown.screenPop = nil }
        if !grant.allows(lastCallQueue.map { [$0] } ?? []) {
            shown.lastCallId = nil
            shown.lastCallQueue = nil
        }
        shown.absences = absences?.filter { grant.allows([$0.queue]) }
        if shown.absences?.isEmpty == true { shown.absences = nil }
        // Nothing says of which queues these are.
        if !queues.allSatisfy({ grant.allows([$0]) }) { shown.dispositionCallIds = nil }
        return shown
    }
}

extension AgentHistory {
    /// What belongs to no queue is about the agent: states, logins, orders.
    func narrowed(to grant: QueueGrant) -> AgentHistory {
        var shown = self
        guard grant != .all else { return shown }
        // A call of which nobody knows the queue any more may be any queue's.
        shown.items.removeAll { item in item.queue.map { !grant.allows([$0]) } ?? (item.callId != nil) }
        return shown
    }
}

extension Call {
    /// A call may have been in several queues: how it went in each is for the keys of that one.
    func narrowed(to grant: QueueGrant) -> Call {
        var shown = self
        shown.dispositions = dispositions?.filter { grant.allows([$0.queue]) }
        if shown.dispositions?.isEmpty == true { shown.dispositions = nil }
        return shown
    }
}

extension CallTrace {
    /// A call may have been in several queues: what was decided in each is for the keys of that one. What was heard and
    /// asked says nothing of a queue and names agents' phones: it is for keys of all queues that the call was in.
    ///
    /// - Parameter queue: the queue that the call itself tells.
    func narrowed(to grant: QueueGrant, ofCallIn queue: String?) -> CallTrace {
        let queues = Set(items.compactMap(\.queue)).union(queue.map { [$0] } ?? [])
        guard grant != .all, !grant.covers(Array(queues)) else { return self }
        var shown = self
        shown.items.removeAll { item in item.queue.map { !grant.allows([$0]) } ?? true }
        return shown
    }
}

extension FeedItem {
    /// The frame as this key may see it.
    func frame(for grant: QueueGrant) -> [UInt8] {
        guard case .agent(let agent) = event.data else { return frame }
        let shown = agent.narrowed(to: grant)
        guard shown != agent else { return frame }
        var narrowed = event
        narrowed.data = .agent(shown)
        return FeedItem(narrowed).frame
    }
}
