import MaydayAPI
import Queueing
import Telephony

/// Entries, callers and agents as the API shows them.
extension Picture {
    func time(_ instant: Instant) -> APITime { APITime(milliseconds: instant.milliseconds) }

    /// Callers who wait or are offered: queue by queue, the first in line first.
    package func callerList() -> [Caller] {
        let now = clock.now()
        var list: [Caller] = []
        for queue in state.settings.queues {
            let pace = state.pace(of: queue.id)
            for (position, entry) in state.line(of: queue.id).enumerated() {
                let identity = callers[entry.caller]
                var caller = Caller(
                    id: entry.id.raw, callId: entry.call.raw, queue: queue.id.raw, state: entryState(entry),
                    position: Int64(position + 1), priority: Int64(entry.priority), number: identity?.number,
                    name: identity?.name, enteredAt: time(entry.enteredAt),
                    waitMs: max(0, (now - entry.enteredAt).milliseconds), agent: agent(of: entry)?.raw,
                    offers: Int64(entry.offers))
                caller.callback = entry.callback.map { $0.dialledAt == nil ? "requested" : "dialled" }
                caller.demand = demand(of: entry)
                caller.estimatedWaitMs = pace?.wait(at: position + 1).milliseconds
                list.append(caller)
            }
        }
        return list
    }

    /// A caller who waits, by the entry's id or the call's.
    package func caller(_ id: String) -> Caller? { callerList().first { $0.id == id || $0.callId == id } }

    func entryState(_ entry: QueueState.Entry) -> EntryState {
        switch entry.stage {
        case .waiting: .waiting
        case .offered: .offered
        case .connected: state.isHeld(entry) ? .held : .connected
        }
    }

    func agent(of entry: QueueState.Entry) -> AgentID? { state.currentAgent(of: entry.id) }

    func queueEntry(_ entry: QueueState.Entry, now: Instant) -> QueueEntry {
        let identity = callers[entry.caller]
        let end = entry.connectedAt ?? now
        var answer = QueueEntry(
            id: entry.id.raw, callId: entry.call.raw, queue: entry.queue.raw, state: entryState(entry),
            priority: Int64(entry.priority), caller: Party(number: identity?.number, name: identity?.name),
            enteredAt: time(entry.enteredAt), waitMs: max(0, (end - entry.enteredAt).milliseconds),
            talkMs: entry.connectedAt.map { max(0, (now - $0).milliseconds) }, agent: agent(of: entry)?.raw,
            offers: Int64(entry.offers), server: entry.server.raw, channel: entry.channel.raw)
        answer.demand = demand(of: entry)
        answer.holdMs = holdTime(of: entry, at: now)
        return answer
    }

    /// How long a caller was on hold so far; nil before the talk.
    func holdTime(of entry: QueueState.Entry, at now: Instant) -> Int64? {
        guard entry.stage == .connected, let offer = entry.winner.flatMap({ state.offers[$0] }) else { return nil }
        return state.heldTime(of: offer, at: now).milliseconds
    }

    /// The last that is said of an entry.
    func endedEntry(_ entry: QueueState.Entry, _ outcome: Queueing.EntryOutcome, at: Instant) -> QueueEntry {
        var ended = queueEntry(entry, now: at)
        ended.state = .ended
        ended.demand = nil
        ended.outcome = MaydayAPI.EntryOutcome(rawValue: outcome.rawValue)
        ended.endedAt = time(at)
        return ended
    }

    package func agentList() -> [Agent] {
        state.agents.values.filter { !$0.isRetired }.sorted { $0.id < $1.id }.map(apiAgent)
    }

    package func agent(_ id: String) -> Agent? {
        state.agents[AgentID(id)].flatMap { $0.isRetired ? nil : apiAgent($0) }
    }

    func apiAgent(_ agent: QueueState.Agent) -> Agent {
        let entry = state.currentOffer(of: agent).flatMap { state.entries[$0.entry] }
        var answer = Agent(
            id: agent.id.raw, name: agent.settings.name, endpoint: agent.endpoint,
            queues: agent.settings.queues.map(\.raw), state: apiState(agent.state), reason: agent.reason,
            stateSinceAt: time(agent.since), loggedInAt: figures.loggedInAt(agent.id).map(time),
            callId: entry?.call.raw, entryId: entry?.id.raw,
            today: figures.agent(agent.id, now: clock.now()))
        answer.deviceState = deviceState(of: agent)
        answer.sinceLogin = figures.agentSinceLogin(agent.id, now: clock.now())
        answer.today.part(by: state.settings.reasons)
        answer.sinceLogin?.part(by: state.settings.reasons)
        // What came last is what the screen is to show.
        answer.screenPop = agent.work.last.flatMap { pop(of: $0.offer) }
        let calls = agent.work.compactMap { state.offers[$0.offer] }.compactMap(agentCall)
        if !calls.isEmpty { answer.calls = calls }
        if agent.settings.capacity > 1 { answer.capacity = Int64(agent.settings.capacity) }
        answer.lastCallId = agent.lastTalk?.call.raw
        answer.lastCallQueue = agent.lastTalk?.queue.raw
        if agent.whenDisposed != nil {
            answer.dispositionDue = true
            answer.dispositionCallIds = agent.aftermath?.owed.map(\.call.raw)
        }
        if !agent.absences.isEmpty {
            answer.absences = agent.absences.map {
                AgentAbsence(queue: $0.queue.raw, part: $0.part.rawValue, reason: $0.reason)
            }
        }
        if agent.settings.connection == .nailedUp { answer.headset = agent.liveHeadset != nil }
        guard agent.state == .notReady, let reason = state.settings.reasons.first(where: { $0.id == agent.reason })
        else { return answer }
        answer.reasonName = reason.name
        answer.reasonBillable = reason.billable
        answer.longestMs = reason.longest?.milliseconds
        if let longest = reason.longest { answer.overLongest = clock.now() - agent.since > longest }
        return answer
    }

    private func agentCall(_ offer: QueueState.Offer) -> AgentCall? {
        guard let entry = state.entries[offer.entry] else { return nil }
        return AgentCall(
            callId: entry.call.raw, entryId: entry.id.raw, queue: entry.queue.raw,
            state: state.isHeld(entry) ? EntryState.held.rawValue : offer.stage.rawValue,
            offeredAt: time(offer.madeAt), connectedAt: entry.connectedAt.map(time))
    }

    private func apiState(_ state: Queueing.AgentState) -> MaydayAPI.AgentState {
        // The same words on both sides; a test walks all of them.
        MaydayAPI.AgentState(rawValue: state.rawValue) ?? .offline
    }
}
