import Queueing
import Telephony

extension QueueLogFold {
    /// In one queue alone: PAUSE and UNPAUSE, ADDMEMBER and REMOVEMEMBER, as for a member of app_queue.
    mutating func change(_ fact: PartChanged, at: Instant, _ out: inout [QueueLogLine]) {
        guard var member = members[fact.agent] else { return }
        defer { members[fact.agent] = member }
        let wasOut = member.out.remove(fact.queue) != nil
        let wasPaused = member.paused.remove(fact.queue) != nil
        switch fact.part {
        case .serving: break
        case .paused: member.paused.insert(fact.queue)
        case .loggedOut: member.out.insert(fact.queue)
        }
        guard member.loggedInAt != nil else { return }
        func line(_ event: QueueLogEvent, _ reason: String) {
            out.append(
                QueueLogLine(
                    at: at, queue: fact.queue.raw, agent: member.shown(naming), event: event, data: [.text(reason)]))
        }
        if wasPaused, fact.part == .serving { line(.unpause, "") }
        if wasOut, fact.part != .loggedOut { add(.addMember, member, fact.queue, at, &out) }
        if fact.part == .loggedOut, !wasOut { add(.removeMember, member, fact.queue, at, &out) }
        if fact.part == .paused { line(.pause, fact.reason ?? "") }
    }
}
