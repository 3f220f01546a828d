/// What an agent's screen is to open for a call that is offered to them. Told in the agent as long as the offer or the
/// talk lasts, and as an event `screen_pop` at each change. It is not journalled: it names the caller.
package struct ScreenPop: Codable, Sendable, Hashable {
    /// The offer: another one of the same call, to this agent or another, is another pop.
    package var offerId: String
    /// Whose screen.
    package var agent: String
    /// The call.
    package var callId: String
    /// The queue entry.
    package var entryId: String
    /// The queue.
    package var queue: String
    /// What to open: http or https.
    package var url: String
    /// `offered`, `connected` or `ended`.
    package var state: String
    /// When the call was offered.
    package var offeredAt: APITime
    /// When caller and agent were connected.
    package var connectedAt: APITime?
    /// When the offer or the talk ended.
    package var endedAt: APITime?
    /// Milliseconds connected so far.
    package var connectedMs: Int64?
    /// Why the offer ended without a connection: `timeout`, `withdrawn`, `answered_elsewhere`, …
    package var cause: String?

    package init(
        offerId: String, agent: String, callId: String, entryId: String, queue: String, url: String,
        state: String = "offered", offeredAt: APITime, connectedAt: APITime? = nil
    ) {
        self.offerId = offerId
        self.agent = agent
        self.callId = callId
        self.entryId = entryId
        self.queue = queue
        self.url = url
        self.state = state
        self.offeredAt = offeredAt
        self.connectedAt = connectedAt
    }

    private enum CodingKeys: String, CodingKey {
        case agent, queue, url, state, cause
        case offerId = "offer_id"
        case callId = "call_id"
        case entryId = "entry_id"
        case offeredAt = "offered_at"
        case connectedAt = "connected_at"
        case endedAt = "ended_at"
        case connectedMs = "connected_ms"
    }
}
