import MaydayAPI
import Queueing
import Telephony

/// Queues as the API shows them.
extension Picture {
    package func queueList() -> [MaydayAPI.Queue] {
        let now = clock.now()
        return state.settings.queues.map { apiQueue($0, now: now) }
    }

    func apiQueue(_ settings: QueueSettings, now: Instant) -> MaydayAPI.Queue {
        var queue = MaydayAPI.Queue(
            id: settings.id.raw, name: settings.name, serviceLevelThresholdMs: settings.serviceLevel.milliseconds)
        queue.door = state.queues[settings.id].map { apiDoor($0, now: now) }
        var late: Int64 = 0
        var callbacks: Int64 = 0
        for entry in state.entries.values where entry.queue == settings.id {
            switch entry.stage {
            case .connected: queue.talking += 1
            case .waiting where !entry.hasLeg, .offered where !entry.hasLeg: callbacks += 1
            case .waiting, .offered:
                let wait = max(0, (now - entry.enteredAt).milliseconds)
                queue.waiting += 1
                if entry.stage == .offered { queue.offeredNow += 1 }
                queue.longestWaitMs = max(queue.longestWaitMs, wait)
                if wait > settings.serviceLevel.milliseconds { late += 1 }
            }
        }
        if settings.callback != nil || callbacks > 0 { queue.callbacks = callbacks }
        if queue.waiting > 0 { queue.serviceLevelNow = Double(queue.waiting - late) / Double(queue.waiting) }
        for agent in state.agents.values where !agent.isRetired && agent.settings.queues.contains(settings.id) {
            count(agent, of: settings.id, in: &queue.agents)
        }
        let dispositions = state.settings.dispositions.enumerated().filter {
            settings.disposition.allows($0.element.id)
        }
        if !dispositions.isEmpty {
            queue.dispositions = dispositions.map { place, disposition in
                DispositionChoice(id: disposition.id, name: disposition.name, code: Int64(place + 1))
            }
            queue.dispositionRequired = settings.disposition.isRequired
        }
        queue.today = figures.queue(settings.id, now: now) { links[$0] != nil }
        return queue
    }

    private func count(_ agent: QueueState.Agent, of queue: QueueID, in counts: inout AgentCounts) {
        counts.total += 1
        let part = agent.part(in: queue)
        switch agent.state {
        case .ready where part == .loggedOut, .unreachable where part == .loggedOut:
            counts.offline += 1
            return
        case .ready where part == .paused: counts.notReady += 1
        case .offline: counts.offline += 1
        case .unreachable: counts.unreachable += 1
        case .ready: counts.ready += 1
        case .notReady: counts.notReady += 1
        case .wrapUp: counts.wrapUp += 1
        case .reserved, .dialling, .ringing: counts.ringing += 1
        case .talking, .held, .consulting, .otherCall: counts.talking += 1
        }
        if agent.state != .offline && agent.state != .unreachable { counts.staffed += 1 }
        counts.busy = counts.ringing + counts.talking + counts.wrapUp
    }

    /// The levels that a batch of facts changed, as events without an id: they are not journalled.
    func levels(_ touched: Touched) -> [APIEvent] {
        let now = clock.now()
        let at = time(now)
        var events: [APIEvent] = []
        for id in touched.entries {
            guard let entry = state.entries[id] else { continue }
            events.append(APIEvent(at: at, data: .entry(queueEntry(entry, now: now))))
        }
        for id in touched.agents {
            guard let agent = state.agents[id] else { continue }
            events.append(APIEvent(at: at, data: .agent(apiAgent(agent))))
        }
        for id in touched.queues {
            guard let queue = state.queues[id] else { continue }
            events.append(APIEvent(at: at, data: .queue(apiQueue(queue.settings, now: now))))
        }
        return events
    }
}
