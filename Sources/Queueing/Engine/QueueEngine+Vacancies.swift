import Telephony

/// Queues in which callers wait while every agent is absent, and since when. Forgotten with the process and with a
/// server that is lost, so that after a start or a gap the whole grace begins anew: nobody is sent out because of what
/// the service could not see.
struct Vacancies: Sendable {
    fileprivate(set) var since: [LaneKey: Instant] = [:]
    /// Lanes in which something changed that may matter.
    fileprivate var suspects: [LaneKey] = []
}

extension QueueEngine {
    /// Notes what may have emptied a queue.
    mutating func suspect(after fact: Fact) {
        switch fact {
        case .agentChanged(let fact): suspect(fact.agent)
        case .partChanged(let fact): suspect(fact.agent)
        case .offerMade(let fact): suspect(fact.agent)
        case .offerRinging(let offer), .offerAnswered(let offer): suspect(state.offers[offer]?.agent)
        case .offerLost(let fact):
            suspect(fact.agent)
            if let entry = state.entries[fact.entry] { suspect(entry.lane) }
        case .callbackDialled(let fact): suspect(fact.agent)
        case .entryConnected(let fact): suspect(fact.agent)
        case .entryOpened(let fact): suspect(LaneKey(queue: fact.queue, server: fact.server))
        case .settingsChanged, .serverReconciled: for lane in state.lanes.keys { suspect(lane) }
        default: break
        }
    }

    private mutating func suspect(_ agent: AgentID?) {
        guard let agent = agent.flatMap({ state.agents[$0] }) else { return }
        for queue in agent.settings.queues { suspect(LaneKey(queue: queue, server: agent.settings.server)) }
    }

    private mutating func suspect(_ lane: LaneKey) {
        if state.isEmptyToStay(lane) { vacancies.suspects.append(lane) }
    }

    /// Begins and ends the graces, once an input is decided.
    mutating func watchVacancies() {
        if !vacancies.since.isEmpty { vacancies.since = vacancies.since.filter { isVacant($0.key) } }
        guard !vacancies.suspects.isEmpty else { return }
        for lane in vacancies.suspects where vacancies.since[lane] == nil && isVacant(lane) {
            vacancies.since[lane] = now
        }
        vacancies.suspects.removeAll(keepingCapacity: true)
    }

    /// Whether somebody waits for whom no phone rings, and every agent is absent.
    func isVacant(_ lane: LaneKey) -> Bool {
        guard state.isUp(lane.server), state.isEmptyToStay(lane), state.queues[lane.queue]?.isRetired == false else {
            return false
        }
        return state.lanes[lane]?.line.contains { place in
            state.entries[place.entry].map { $0.running.isEmpty && $0.callback == nil } ?? false
        } ?? false
    }

    /// When the callers of a vacant queue are sent out.
    func end(ofVacancy lane: LaneKey) -> Instant? {
        guard let since = vacancies.since[lane] else { return nil }
        let grace = state.queues[lane.queue]?.settings.limits.leaveEmptyAfter ?? .zero
        return since + max(grace, Span(milliseconds: 1))
    }

    var nextVacancy: Instant? {
        vacancies.since.isEmpty ? nil : vacancies.since.keys.lazy.compactMap { end(ofVacancy: $0) }.min()
    }

    /// Sends out whoever waits in a queue that has been vacant for its grace.
    mutating func leaveVacant() {
        guard !vacancies.since.isEmpty else { return }
        let due = vacancies.since.keys.filter { end(ofVacancy: $0).map { $0 <= now } ?? false }
        for lane in due.sorted() {
            vacancies.since[lane] = nil
            // An input of the same moment may have brought somebody back.
            guard isVacant(lane) else { continue }
            for place in Array(state.lanes[lane]?.line ?? OrderedIndex()) {
                guard let entry = state.entries[place.entry], entry.callback == nil, entry.running.isEmpty,
                    let limits = state.queues[lane.queue]?.settings.limits
                else { continue }
                send(entry, on: limits.onLeaveEmpty, as: .leaveEmpty)
            }
        }
    }
}
