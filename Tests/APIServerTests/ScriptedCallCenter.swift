import Locking
import MaydayAPI

@testable import APIServer

/// A service that answers from a script: two queues, three agents, three calls, two callers.
final class ScriptedCallCenter: CallCenterAPI {
    struct Command: Sendable, Hashable {
        var text: String
        var origin: CommandOrigin
    }

    private struct Contents {
        var agents: [Agent] = []
        var calls: [Call] = []
        var commands: [Command] = []
        var isReady = true
        var failure: APIFailure?
        var report: Result<ConfigurationReport, APIFailure> = .success(ConfigurationReport())
        var failureAfterChange: APIFailure?
        var traced: [String: [String]] = [:]
    }

    static let start = APITime(milliseconds: 1_772_366_400_000)
    let history: ScriptedHistory
    let feed: EventFeed
    private let contents: Locked<Contents>

    init(ringCapacity: Int = 8192, bufferCapacity: Int = 2048, maximumSubscribers: Int = 256) {
        let history = ScriptedHistory()
        self.history = history
        feed = EventFeed(
            history: history, lastSequence: 0, ringCapacity: ringCapacity, bufferCapacity: bufferCapacity,
            maximumSubscribers: maximumSubscribers)
        let agents = [("1001", ["support"]), ("1002", ["sales"]), ("1003", ["support", "sales"])].map { id, queues in
            Agent(
                id: id, name: "Agent \(id)", endpoint: "PJSIP/\(id)", queues: queues, state: .ready,
                stateSinceAt: Self.start, loggedInAt: Self.start)
        }
        let calls = [("call-1", "support"), ("call-2", "sales"), ("call-3", nil)].map { id, queue in
            Call(
                id: id, state: .up, server: "pbx",
                legs: [
                    CallLeg(
                        channelId: "\(id)-caller", name: "PJSIP/trunk-00000001", state: "Up",
                        caller: Party(number: "+4930123", name: "Ä. Ö."), role: .caller)
                ],
                queue: queue, beganAt: Self.start)
        }
        contents = Locked(Contents(agents: agents, calls: calls))
    }

    var commands: [Command] { contents.withLock { $0.commands } }

    func setReady(_ ready: Bool) {
        contents.withLock { $0.isReady = ready }
    }

    /// Every later request that may fail fails so.
    func fail(with failure: APIFailure?) {
        contents.withLock { $0.failure = failure }
    }

    func setCalls(_ calls: [Call]) {
        contents.withLock { $0.calls = calls }
    }

    /// The queues that a call was in, by its trace.
    func setTraced(_ call: String, in queues: [String]) {
        contents.withLock { $0.traced[call] = queues }
    }

    /// What comes of a change of the configuration.
    func setReport(_ report: Result<ConfigurationReport, APIFailure>) {
        contents.withLock { $0.report = report }
    }

    /// Whatever is asked after a change of the configuration fails so.
    func failAfterChange(with failure: APIFailure) {
        contents.withLock { $0.failureAfterChange = failure }
    }

    func setAgents(_ agents: [Agent]) {
        contents.withLock { $0.agents = agents }
    }

    /// Journals and publishes facts, as the service does.
    func publish(_ facts: [APIEvent]) {
        history.append(facts.filter { $0.id != nil })
        feed.publish(facts)
    }

    func health() async -> Health {
        Health(
            status: .ok, version: "1.2.3", node: "n1", startedAt: Self.start, uptimeMs: 5000,
            asterisk: [
                AsteriskHealth(
                    name: "pbx", connection: .up, mode: .inbound, sinceAt: Self.start, version: "22.10.1",
                    lastEventAt: Self.start,
                    blindIntervals: [BlindInterval(fromAt: Self.start, toAt: Self.start, reason: "closed")])
            ],
            store: StoreHealth(state: .ok, journalSequence: feed.lastSequence, sinceAt: Self.start))
    }

    func unreadiness() async -> String? {
        contents.withLock { $0.isReady } ? nil : "no Asterisk serves callers through this service: pbx is not connected"
    }

    private func checked<Value: Sendable>(_ value: (Contents) -> Value) throws(APIFailure) -> Value {
        let (value, failure) = contents.withLock { (value($0), $0.failure) }
        if let failure { throw failure }
        return value
    }

    func calls() async throws(APIFailure) -> [Call] { try checked { $0.calls } }

    func call(_ id: String) async throws(APIFailure) -> Call {
        guard let call = try checked({ $0.calls.first { $0.id == id } }) else { throw .notFound(kind: "call", id: id) }
        return call
    }

    func trace(ofCall id: String) async throws(APIFailure) -> CallTrace {
        // As in `why`, where nothing else was said.
        let queues = contents.withLock { $0.traced[id] } ?? (id == "call-2" ? ["sales"] : ["support", "sales"])
        return CallTrace(
            callId: id,
            items: queues.enumerated().flatMap { index, queue in
                [
                    TraceItem(
                        at: Self.start, sequence: Int64(7 + index), kind: .decision, queue: queue,
                        text: "entered \(queue)", json: "{}"),
                    TraceItem(at: Self.start, kind: .request, text: "POST /channels for \(queue)"),
                ]
            })
    }

    func why(call id: String) async throws(APIFailure) -> CallWhy {
        CallWhy(
            callId: id,
            entries: (id == "call-2" ? ["sales"] : ["support", "sales"]).map { queue in
                EntryWhy(
                    entryId: "entry-\(queue)", queue: queue, enteredAt: Self.start,
                    offers: [OfferWhy(offerId: "offer-\(queue)", at: Self.start, agent: "1001")])
            })
    }

    func hours(ofQueue id: String) async throws(APIFailure) -> QueueHoursReport {
        guard ["support", "sales"].contains(id) else { throw .notFound(kind: "queue", id: id) }
        return QueueHoursReport(
            queue: id, door: QueueDoor(open: true, cause: "hours"), target: "hangup", waiting: 1)
    }

    func perform(
        _ command: QueueCommand, queue id: String, from origin: CommandOrigin
    ) async throws(APIFailure) -> QueueHoursReport {
        let report = try await hours(ofQueue: id)
        try checked { _ in }
        contents.withLock { $0.commands.append(Command(text: "\(command.verb.rawValue) \(id)", origin: origin)) }
        return report
    }

    func queues() async throws(APIFailure) -> [Queue] {
        try checked { _ in
            [
                Queue(
                    id: "support", waiting: 1, longestWaitMs: 1500, talking: 1,
                    today: QueueFigures(
                        offered: 3, answered: 1, abandoned: 1, stillWaiting: 1,
                        serviceLevel: ServiceLevel(name: "offered", value: 0.5)),
                    serviceLevelNow: 1),
                Queue(id: "sales"),
            ]
        }
    }

    func agents() async throws(APIFailure) -> [Agent] { try checked { $0.agents } }

    func perform(_ command: CallerCommand, caller id: String, from origin: CommandOrigin) async throws(APIFailure)
        -> Caller
    {
        guard let caller = try await callers().first(where: { $0.id == id }) else {
            throw .notFound(kind: "caller", id: id)
        }
        contents.withLock { $0.commands.append(Command(text: "\(command.verb.rawValue) \(id)", origin: origin)) }
        return caller
    }

    func callers() async throws(APIFailure) -> [Caller] {
        try checked { _ in
            ["support", "sales"].map { queue in
                Caller(
                    id: "entry-\(queue)", callId: "call-\(queue)", queue: queue, state: .waiting, position: 1,
                    number: "+4930", enteredAt: Self.start, waitMs: 1500)
            }
        }
    }

    func perform(_ command: AgentCommand, agent id: String, from origin: CommandOrigin) async throws(APIFailure)
        -> Agent
    {
        _ = try checked { _ in }
        return try contents.withLock { contents throws(APIFailure) in
            guard let index = contents.agents.firstIndex(where: { $0.id == id }) else {
                throw .notFound(kind: "agent", id: id)
            }
            contents.commands.append(Command(text: "\(command) \(id)", origin: origin))
            switch command {
            case .login, .ready, .endWrapUp: contents.agents[index].state = .ready
            case .extendWrapUp: contents.agents[index].state = .wrapUp
            case .dispose: break
            case .complete: contents.agents[index].state = .ready
            case .logout: contents.agents[index].state = .offline
            case .notReady(let reason, _):
                contents.agents[index].state = .notReady
                contents.agents[index].reason = reason
            }
            return contents.agents[index]
        }
    }

    func history(
        ofAgent id: String, since: APITime, before: Int64?, limit: Int
    ) async throws(APIFailure) -> AgentHistory {
        _ = try checked { _ in }
        let items = [
            AgentHistoryItem(sequence: 7, at: Self.start, kind: "order_given", text: "ready", by: "admin"),
            AgentHistoryItem(
                sequence: 8, at: Self.start, kind: "offer_made", text: "offer_made", callId: "call-sales",
                queue: "sales"),
        ].filter { $0.sequence < before ?? .max }
        return AgentHistory(
            agentId: id, items: Array(items.suffix(limit)),
            next: items.count > limit ? items.suffix(limit).first.map { "\($0.sequence)" } : nil)
    }

    func hangUp(_ order: HangUpBody, call id: String, from origin: CommandOrigin) async throws(APIFailure) -> Call {
        let ring = order.ringing == true ? " ring \(order.channelId ?? "-")" : ""
        contents.withLock {
            $0.commands.append(Command(text: "hangup \(id) \(order.reason?.rawValue ?? "-")\(ring)", origin: origin))
        }
        return try await call(id)
    }

    func configuration() async throws(APIFailure) -> ConfigurationState {
        try checked { _ in ConfigurationState(file: "mayday.yaml", loadedAt: Self.start) }
    }

    func reload(
        discardingChanges: Bool, from origin: CommandOrigin
    ) async throws(APIFailure) -> ConfigurationReport {
        contents.withLock { $0.commands.append(Command(text: "reload \(discardingChanges)", origin: origin)) }
        return try checked { _ in ConfigurationReport() }
    }

    private func reported() throws(APIFailure) -> ConfigurationReport {
        let report = try checked { $0.report }
        contents.withLock { $0.failure = $0.failureAfterChange ?? $0.failure }
        return try report.get()
    }

    func change(
        queue id: String, _ change: MemberChange, from origin: CommandOrigin
    ) async throws(APIFailure) -> ConfigurationReport {
        contents.withLock { $0.commands.append(Command(text: "\(change) \(id)", origin: origin)) }
        return try reported()
    }

    func change(
        _ item: ConfigurationItem, _ change: ItemChange, from origin: CommandOrigin
    ) async throws(APIFailure) -> ConfigurationReport {
        contents.withLock {
            $0.commands.append(Command(text: "\(change) \(item.list) \(item.id)", origin: origin))
        }
        return try reported()
    }

    func reasons() async throws(APIFailure) -> [AgentReason] {
        try checked { _ in
            [
                AgentReason(id: "lunch", name: "Lunch", longestMs: 2_700_000),
                AgentReason(id: "training", name: "Training", billable: true),
                AgentReason(id: "tea", name: "Tea"),
            ]
        }
    }

    func schedules() async throws(APIFailure) -> [BusinessHours] {
        try checked { _ in
            [
                BusinessHours(
                    id: "office", zone: "Europe/Berlin", week: [BusinessDay(day: "mon", open: ["08:00-12:00"])],
                    holidays: [BusinessHoliday(date: "2026-12-25", name: "Christmas")], queues: ["support", "sales"])
            ]
        }
    }

    func events(after cursor: Int64?) async throws(APIFailure) -> EventSubscription {
        try await feed.subscribe(after: cursor)
    }

    func metrics() async -> [MetricFamily] {
        [MetricFamily("mayday_test", "A \"quoted\" figure.", samples: [.init(1.5, [.init("name", "a\"b\\c\nd")])])]
    }
}
