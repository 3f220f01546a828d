import MaydayAPI

/// What the HTTP API needs of the service behind it. Everything is a value; nothing here knows of keys or HTTP.
///
/// Lists come whole and in the order in which they are to be shown: the server narrows them to what the key may
/// see, filters and pages them.
package protocol CallCenterAPI: Sendable {
    func health() async -> Health
    /// Why no traffic should be sent here, for people; nil where it may. Told to anyone: it names no more than servers.
    func unreadiness() async -> String?
    /// Live calls, oldest first.
    func calls() async throws(APIFailure) -> [Call]
    /// A live call, or an ended one that is still kept. Throws `.notFound`.
    func call(_ id: String) async throws(APIFailure) -> Call
    /// Throws `.notFound`.
    func trace(ofCall id: String) async throws(APIFailure) -> CallTrace
    /// Every offer of a call and why it was made, also of a call that is long over. Throws `.notFound`.
    func why(call id: String) async throws(APIFailure) -> CallWhy
    /// In the order of the configuration.
    func queues() async throws(APIFailure) -> [Queue]
    /// In the order of the configuration.
    func agents() async throws(APIFailure) -> [Agent]
    /// Entries that wait or are offered: queue by queue, the first in line first.
    func callers() async throws(APIFailure) -> [Caller]
    /// Carries the command out and returns the agent after it. Throws `.notFound`, `.conflict`, `.unavailable`, and
    /// `.forbidden` where the login would log somebody out for whose queues the key is not.
    func perform(_ command: AgentCommand, agent id: String, from origin: CommandOrigin) async throws(APIFailure)
        -> Agent
    /// What an agent did since a moment, and before a place in the journal, the latest of it. Throws `.notFound`.
    func history(ofAgent id: String, since: APITime, before: Int64?, limit: Int) async throws(APIFailure)
        -> AgentHistory
    /// Carries the command out and returns the caller after it; who is taken out, as they were. Throws `.notFound`,
    /// `.conflict` with the refusal's code, `.unavailable`, `.forbidden` for a target that the key may not send callers to.
    func perform(_ command: CallerCommand, caller id: String, from origin: CommandOrigin) async throws(APIFailure)
        -> Caller
    /// Whether a queue is open, why, and when that changes. Throws `.notFound`.
    func hours(ofQueue id: String) async throws(APIFailure) -> QueueHoursReport
    /// Opens or closes a queue. Throws `.notFound`, `.invalid`, `.forbidden` likewise.
    func perform(_ command: QueueCommand, queue id: String, from origin: CommandOrigin) async throws(APIFailure)
        -> QueueHoursReport
    /// Asks for the hang-up and returns the call as it was. A call that has ended already is an answer, not a failure.
    /// Throws `.notFound`, `.unavailable`.
    func hangUp(_ order: HangUpBody, call id: String, from origin: CommandOrigin) async throws(APIFailure) -> Call
    /// What lies over the configuration's file.
    func configuration() async throws(APIFailure) -> ConfigurationState
    /// Reads the configuration's file again. Throws `.configuration`.
    func reload(discardingChanges: Bool, from origin: CommandOrigin) async throws(APIFailure) -> ConfigurationReport
    /// Changes who serves a queue until the change is taken back. Throws `.notFound`, `.conflict`, `.configuration`,
    /// `.forbidden` likewise.
    func change(queue id: String, _ change: MemberChange, from origin: CommandOrigin) async throws(APIFailure)
        -> ConfigurationReport
    /// Changes, adds or removes an item of the configuration, likewise.
    func change(_ item: ConfigurationItem, _ change: ItemChange, from origin: CommandOrigin) async throws(APIFailure)
        -> ConfigurationReport
    /// Why agents may be not ready, in the order of the configuration; empty where any word will do.
    func reasons() async throws(APIFailure) -> [AgentReason]
    /// The business hours, by their ids.
    func schedules() async throws(APIFailure) -> [BusinessHours]
    /// The events after a cursor, or from now on. Usually ``EventFeed/subscribe(after:)``.
    func events(after cursor: Int64?) async throws(APIFailure) -> EventSubscription
    /// Figures beside those that the server derives from health, queues and agents.
    func metrics() async -> [MetricFamily]
}

extension CallCenterAPI {
    package func metrics() async -> [MetricFamily] { [] }
}

/// Who asked, for the journal and the log.
package struct CommandOrigin: Sendable, Hashable {
    /// The id of the API key.
    package var key: String
    /// The request's id, the same as in the log and in a problem's `instance`.
    package var request: String
    /// The queues for which the key allows the command: what else it would reach, only the service knows.
    package var grant: QueueGrant

    package init(key: String, request: String, grant: QueueGrant) {
        self.key = key
        self.request = request
        self.grant = grant
    }
}
