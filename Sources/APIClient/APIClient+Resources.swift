import MaydayAPI

extension APIClient {
    package func health() async throws(APIClientFailure) -> Health { try await get("/v1/health") }

    /// False also while the service starts or drains; throws where nobody answers.
    package func isReady() async throws(APIClientFailure) -> Bool {
        do {
            return try await get("/v1/ready", as: Ready.self).ready
        } catch .problem(let problem) where problem.status == 503 {
            return false
        }
    }

    package func calls(queue: String? = nil, state: CallState? = nil) async throws(APIClientFailure) -> [Call] {
        try await all("/v1/calls", filters(queue: queue, state: state?.rawValue))
    }

    package func call(_ id: String) async throws(APIClientFailure) -> Call { try await get(Self.path("calls", id)) }

    package func trace(ofCall id: String) async throws(APIClientFailure) -> CallTrace {
        try await get(Self.path("calls", id, "trace"))
    }

    package func why(call id: String) async throws(APIClientFailure) -> CallWhy {
        try await get(Self.path("calls", id, "why"))
    }

    package func queues() async throws(APIClientFailure) -> [Queue] { try await all("/v1/queues", []) }

    package func queue(_ id: String) async throws(APIClientFailure) -> Queue { try await get(Self.path("queues", id)) }

    package func agents(queue: String? = nil, state: AgentState? = nil) async throws(APIClientFailure) -> [Agent] {
        try await all("/v1/agents", filters(queue: queue, state: state?.rawValue))
    }

    package func agent(_ id: String) async throws(APIClientFailure) -> Agent { try await get(Self.path("agents", id)) }

    /// The whole of it, part by part.
    package func history(ofAgent id: String, hours: Int) async throws(APIClientFailure) -> AgentHistory {
        var whole = AgentHistory(agentId: id)
        var cursor: String?
        repeat {
            let part = try await history(ofAgent: id, hours: hours, limit: 10_000, cursor: cursor)
            whole.items = part.items + whole.items
            cursor = part.next
        } while cursor != nil
        return whole
    }

    /// The latest of it, or with `next` of an earlier answer what was before.
    package func history(
        ofAgent id: String, hours: Int, limit: Int, cursor: String? = nil
    ) async throws(APIClientFailure) -> AgentHistory {
        let query = [("hours", "\(hours)"), ("limit", "\(limit)")] + (cursor.map { [("cursor", $0)] } ?? [])
        return try await get(Self.path("agents", id, "history"), query: query)
    }

    package func callers(queue: String? = nil) async throws(APIClientFailure) -> [Caller] {
        try await all("/v1/callers", filters(queue: queue, state: nil))
    }

    /// - Parameter id: the queue entry's or the call's.
    package func caller(_ id: String) async throws(APIClientFailure) -> Caller {
        try await get(Self.path("callers", id))
    }

    /// Returns the agent after the command.
    package func perform(_ command: AgentCommand, agent id: String, idempotencyKey: String? = nil)
        async throws(APIClientFailure) -> Agent
    {
        try await post(Self.path("agents", id, command.verb.rawValue), command.body, idempotencyKey: idempotencyKey)
    }

    package func hours(ofQueue id: String) async throws(APIClientFailure) -> QueueHoursReport {
        try await get(Self.path("queues", id, "hours"))
    }

    /// Returns the queue's hours after the command.
    package func perform(_ command: QueueCommand, queue id: String, idempotencyKey: String? = nil)
        async throws(APIClientFailure) -> QueueHoursReport
    {
        try await post(Self.path("queues", id, command.verb.rawValue), command.body, idempotencyKey: idempotencyKey)
    }

    package func configuration() async throws(APIClientFailure) -> ConfigurationState {
        try await get("/v1/configuration")
    }

    package func reload(discardingChanges: Bool = false) async throws(APIClientFailure) -> ConfigurationReport {
        try await post("/v1/configuration/reload", ReloadBody(discardChanges: discardingChanges ? true : nil))
    }

    /// Why agents may be not ready; none where any word will do.
    package func reasons() async throws(APIClientFailure) -> [AgentReason] { try await all("/v1/reasons", []) }

    package func schedules() async throws(APIClientFailure) -> [BusinessHours] { try await all("/v1/hours", []) }

    package func addMember(_ member: MemberBody, to queue: String) async throws(APIClientFailure) -> ConfigurationReport
    {
        try await post(Self.path("queues", queue, "add-member"), member)
    }

    package func removeMember(_ agent: String, from queue: String) async throws(APIClientFailure) -> ConfigurationReport
    {
        try await post(Self.path("queues", queue, "remove-member"), MemberBody(agent: agent))
    }

    /// Changes an item of the configuration while the service runs.
    package func change(
        _ item: ConfigurationItem, _ change: ItemChange
    ) async throws(APIClientFailure) -> ConfigurationReport {
        func path(_ verb: ItemVerb) -> String { Self.path(item.list.rawValue, item.id, verb.rawValue) }
        return switch change {
        case .set(let settings): try await post(path(.set), SettingsBody(settings: settings))
        case .add(let settings):
            try await post(path(.add), AdditionBody(settings: settings.isEmpty ? nil : settings))
        case .remove: try await post(path(.remove), RemovalBody())
        }
    }

    /// Returns the caller after the command; who is taken out, as they were.
    package func perform(_ command: CallerCommand, caller id: String, idempotencyKey: String? = nil)
        async throws(APIClientFailure) -> Caller
    {
        try await post(Self.path("callers", id, command.verb.rawValue), command.body, idempotencyKey: idempotencyKey)
    }

    /// Returns the call as it was when the hang-up was asked for.
    /// - Parameter ringing: only while that channel, an agent's, rings.
    package func hangUp(
        call id: String, reason: HangUpReason? = nil, channelId: String? = nil, ringing: Bool = false,
        idempotencyKey: String? = nil
    ) async throws(APIClientFailure) -> Call {
        let body = HangUpBody(reason: reason, channelId: channelId, ringing: ringing ? true : nil)
        return try await post(Self.path("calls", id, "hangup"), body, idempotencyKey: idempotencyKey)
    }

    /// A whole list, part by part.
    private func all<Item: Codable & Sendable & Hashable>(
        _ path: String, _ query: [(String, String)]
    ) async throws(APIClientFailure) -> [Item] {
        var items: [Item] = []
        var cursor: String?
        repeat {
            let part = query + [("limit", "1000")] + (cursor.map { [("cursor", $0)] } ?? [])
            let page = try await get(path, query: part, as: Page<Item>.self)
            items += page.items
            cursor = page.next
        } while cursor != nil
        return items
    }

    private func filters(queue: String?, state: String?) -> [(String, String)] {
        (queue.map { [("queue", $0)] } ?? []) + (state.map { [("state", $0)] } ?? [])
    }
}
