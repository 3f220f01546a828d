import APIServer
import MaydayAPI
import Queueing
import Store
import Telephony

extension CallCenterService {
    package func reasons() async throws(APIFailure) -> [AgentReason] {
        await picture.reasons.map { reason in
            AgentReason(
                id: reason.id, name: reason.name, billable: reason.billable, longestMs: reason.longest?.milliseconds)
        }
    }

    package func perform(
        _ command: MaydayAPI.AgentCommand, agent id: String, from origin: CommandOrigin
    ) async throws(APIFailure) -> MaydayAPI.Agent {
        let by = origin.key
        guard let agent = await picture.agent(id) else { throw .notFound(kind: "agent", id: id) }
        let body = command.body
        if let queue = body.queue, !agent.queues.contains(queue) {
            throw .conflict(code: "not_a_member", detail: "\(id) does not serve \(queue)")
        }
        switch command {
        case .notReady(let reason, let queue):
            guard agent.state != .offline, queue == nil || agent.part(in: queue) != "logged_out" else {
                throw .conflict(code: "agent_offline", detail: "agent \(id) is offline; log in first")
            }
            let known = await picture.reasons.map(\.id)
            guard known.isEmpty || known.contains(reason ?? "") else {
                throw .invalid([FieldError(field: "reason", detail: "expected one of \(known.joined(separator: ", "))")]
                )
            }
        case .ready(nil) where agent.dispositionDue == true, .endWrapUp where agent.dispositionDue == true:
            // Another queue's call is not named.
            let isShown = origin.grant.allows(agent.lastCallQueue.map { [$0] } ?? [])
            let call = isShown ? "the call \(agent.lastCallId ?? "")" : "a call"
            throw .conflict(
                code: "disposition_due", detail: "agent \(id) has yet to say how \(call) went; see dispose")
        case .dispose(let disposition, let call, let note):
            try await dispose(disposition, call: call, note: note, agent: id, from: origin)
            return try await settled(id)
        case .extendWrapUp:
            guard agent.state == .wrapUp else {
                throw .conflict(code: "agent_not_in_wrap_up", detail: "agent \(id) is \(agent.state.rawValue)")
            }
        case .login(let endpoint?, _):
            try await require(seat: endpoint, of: id, origin.grant)
            guard agent.callId == nil || endpoint == agent.endpoint else {
                throw .conflict(code: "agent_on_call", detail: "agent \(id) is in a call at \(agent.endpoint)")
            }
        case .complete:
            guard ![.offline, .ready, .notReady].contains(agent.state) else {
                throw .conflict(code: "nothing_to_complete", detail: "agent \(id) is \(agent.state.rawValue)")
            }
        default: break
        }
        let detail = body.reason ?? body.endpoint ?? body.byMs.map { "\($0) ms" }
        let order = OrderGiven(
            by: by, agent: AgentID(id), queue: body.queue.map { QueueID($0) }, order: command.verb.rawValue,
            detail: detail)
        if let command = Queueing.AgentCommand(command) { await core.command(AgentID(id), command, by: order) }
        return try await settled(id)
    }

    private func settled(_ id: String) async throws(APIFailure) -> MaydayAPI.Agent {
        let kept = await settled()
        guard var agent = await picture.agent(id) else { throw .notFound(kind: "agent", id: id) }
        agent.kept = kept
        return agent
    }

    package func history(
        ofAgent id: String, since: APITime, before: Int64?, limit: Int
    ) async throws(APIFailure) -> AgentHistory {
        await store.settled()
        do {
            let rows = try await store.reader.journal(
                agent: AgentID(id), since: Instant(milliseconds: since.milliseconds), before: before ?? .max,
                limit: limit + 1)
            let items = rows.suffix(limit).map { row in
                var by: String?
                switch try? FactCoding.fact(kind: row.kind, version: row.version, body: row.body) {
                case .orderGiven(let order): by = order.by
                case .dispositionGiven(let given): by = given.by
                default: break
                }
                return AgentHistoryItem(
                    sequence: row.sequence, at: APITime(milliseconds: row.at.milliseconds), kind: row.kind,
                    text: row.words, callId: row.call?.raw, queue: row.queue?.raw, by: by)
            }
            return AgentHistory(
                agentId: id, items: Array(items),
                next: rows.count > limit ? items.first.map { "\($0.sequence)" } : nil)
        } catch {
            throw .unavailable(detail: "the journal cannot be read: \(error)")
        }
    }
}

extension MaydayAPI.Agent {
    fileprivate func part(in queue: String?) -> String? {
        absences?.first { $0.queue == queue }?.part
    }
}

extension Picture {
    /// The reasons that agents may give; empty where any word will do.
    var reasons: [NotReadyReason] { state.settings.reasons }
}

extension Queueing.AgentCommand {
    /// Nil for what is no order to the engine about the agent but a word about a call.
    init?(_ command: MaydayAPI.AgentCommand) {
        switch command {
        case .login(nil, nil): self = .logIn
        case .login(let endpoint?, nil): self = .logInAt(endpoint: endpoint)
        case .login(let endpoint, let queue?): self = .logInTo(QueueID(queue), endpoint: endpoint)
        case .logout(nil): self = .logOut
        case .logout(let queue?): self = .logOutOf(QueueID(queue))
        case .ready(nil): self = .ready
        case .ready(let queue?): self = .resumeIn(QueueID(queue))
        case .notReady(let reason, nil): self = .notReady(reason: reason ?? "")
        case .notReady(let reason, let queue?): self = .pauseIn(QueueID(queue), reason: reason ?? "")
        case .endWrapUp: self = .endWrapUp
        case .extendWrapUp(let byMs): self = .extendWrapUp(by: Span(milliseconds: byMs ?? 60_000))
        case .complete: self = .complete
        case .dispose: return nil
        }
    }
}
