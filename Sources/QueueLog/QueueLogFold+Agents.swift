import Queueing
import Telephony

extension QueueLogFold {
    // MARK: Settings

    mutating func change(_ settings: Settings, at: Instant, _ out: inout [QueueLogLine]) {
        // To whoever reads this log, QUEUESTART ends every open call and log-in. A restart of ours ends none, so the word
        // stands once, where the journal begins.
        out.append(QueueLogLine(at: at, event: hasStarted ? .configReload : .queueStart, data: [.text("")]))
        hasStarted = true
        for id in members.keys { members[id]?.isRetired = true }
        for agent in settings.agents { change(agent, at: at, &out) }
        members = members.filter { !$0.value.isRetired || $0.value.loggedInAt != nil }
    }

    private mutating func change(_ agent: AgentSettings, at: Instant, _ out: inout [QueueLogLine]) {
        var member = Member(id: agent.id, name: agent.name, endpoint: agent.endpoint, queues: agent.queues)
        defer { members[agent.id] = member }
        guard let before = members[agent.id] else { return }
        member.loggedInAt = before.loggedInAt
        member.pause = before.pause
        member.out = before.out.intersection(agent.queues)
        member.paused = before.paused.intersection(agent.queues)
        guard before.loggedInAt != nil else { return }
        guard before.shown(naming) == member.shown(naming) else {
            // Another name is another agent to whoever reads.
            add(out: before, at, &out)
            member.loggedInAt = at
            add(in: member, at, &out)
            return
        }
        for queue in before.queues where !member.queues.contains(queue) { add(.removeMember, member, queue, at, &out) }
        for queue in member.queues where !before.queues.contains(queue) { add(.addMember, member, queue, at, &out) }
    }

    // MARK: States

    mutating func change(_ fact: AgentChanged, at: Instant, _ out: inout [QueueLogLine]) {
        var member = members[fact.agent] ?? unknown(fact.agent)
        defer { members[fact.agent] = member.isRetired && member.loggedInAt == nil ? nil : member }
        guard fact.state != .offline else {
            if member.loggedInAt != nil { add(out: member, at, &out) }
            member.loggedInAt = nil
            member.pause = nil
            member.out = []
            member.paused = []
            return
        }
        if member.loggedInAt == nil {
            member.loggedInAt = at
            add(in: member, at, &out)
        }
        if fact.state == .notReady {
            let reason = fact.reason ?? ""
            if member.pause != reason { addPause(.pauseAll, .pause, member, reason, at, &out) }
            member.pause = reason
        } else if member.pause != nil {
            member.pause = nil
            addPause(.unpauseAll, .unpause, member, "", at, &out)
        }
    }

    // MARK: Lines

    /// An agent logs in: into each of their queues, as whoever is added to app_queue's does.
    private func add(in member: Member, _ at: Instant, _ out: inout [QueueLogLine]) {
        out.append(
            QueueLogLine(at: at, agent: member.shown(naming), event: .agentLogin, data: [.text(member.endpoint)]))
        for queue in member.queues where !member.out.contains(queue) { add(.addMember, member, queue, at, &out) }
    }

    private func add(out member: Member, _ at: Instant, _ out: inout [QueueLogLine]) {
        for queue in member.queues where !member.out.contains(queue) { add(.removeMember, member, queue, at, &out) }
        let since = member.loggedInAt ?? at
        let seconds = max(0, QueueLogLine.seconds(at) - QueueLogLine.seconds(since))
        out.append(
            QueueLogLine(
                at: at, agent: member.shown(naming), event: .agentLogoff,
                data: [.text(member.endpoint), .text("\(seconds)")]))
    }

    func add(
        _ event: QueueLogEvent, _ member: Member, _ queue: QueueID, _ at: Instant, _ out: inout [QueueLogLine]
    ) {
        let isPaused = event == .addMember && member.pause != nil
        out.append(
            QueueLogLine(
                at: at, queue: queue.raw, agent: member.shown(naming), event: event,
                data: [.text(isPaused ? "PAUSED" : "")]))
    }

    /// In all queues at once: one line for all and one for each, as app_queue writes it.
    private func addPause(
        _ all: QueueLogEvent, _ one: QueueLogEvent, _ member: Member, _ reason: String, _ at: Instant,
        _ out: inout [QueueLogLine]
    ) {
        out.append(QueueLogLine(at: at, agent: member.shown(naming), event: all, data: [.text(reason)]))
        for queue in member.queues {
            out.append(
                QueueLogLine(at: at, queue: queue.raw, agent: member.shown(naming), event: one, data: [.text(reason)]))
        }
    }

    func shown(_ agent: AgentID) -> String { (members[agent] ?? unknown(agent)).shown(naming) }

    /// An agent of whom only facts tell.
    private func unknown(_ agent: AgentID) -> Member {
        Member(id: agent, name: agent.raw, endpoint: agent.raw, queues: [])
    }
}
