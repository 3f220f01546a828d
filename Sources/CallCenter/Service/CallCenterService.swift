import APIServer
import MaydayAPI
import Queueing
import Store
import Telephony

/// What the HTTP API asks of us. Reads go to the picture, commands to the core.
package struct CallCenterService: CallCenterAPI {
    let core: Core
    let picture: Picture
    let store: Store
    let effects: EffectRunner
    let live: LiveConfiguration
    let identity: ServiceIdentity
    let state: ServiceState
    let clock: WallClock

    package func health() async -> Health {
        let servers = await picture.serverHealth(identity.servers)
        let store = storeHealth()
        let now = clock.now()
        let alarms = state.alarms
        var status = HealthStatus.ok
        if store.state == .degraded || !alarms.isEmpty { status = .degraded }
        if servers.contains(where: { $0.connection != .up }) { status = .degraded }
        if !servers.isEmpty, servers.allSatisfy({ $0.connection != .up }) { status = .failing }
        return Health(
            status: status, version: identity.version, node: identity.node.raw,
            startedAt: APITime(milliseconds: identity.startedAt.milliseconds),
            uptimeMs: max(0, (now - identity.startedAt).milliseconds), asterisk: servers, store: store,
            alarms: alarms)
    }

    private func storeHealth() -> MaydayAPI.StoreHealth {
        let status = store.status
        var health = MaydayAPI.StoreHealth(
            state: .ok, bufferedFacts: Int64(status.bufferedRows), lostFacts: Int64(status.lostRows),
            journalSequence: status.committed,
            lastError: status.lastTrouble.map { "\($0)" },
            sinceAt: APITime(milliseconds: status.since.milliseconds))
        if case .degraded = status.health { health.state = .degraded }
        if let lost = state.alarms.first(where: { $0.code == "store_file" }) {
            health.state = .degraded
            health.lastError = "the file was deleted, moved or replaced"
            health.sinceAt = lost.sinceAt
        }
        return health
    }

    package func unreadiness() async -> String? {
        Readiness.missing(isDraining: state.isDraining, servers: await picture.serverHealth(identity.servers))
    }

    package func calls() async throws(APIFailure) -> [MaydayAPI.Call] { await picture.callList() }

    package func call(_ id: String) async throws(APIFailure) -> MaydayAPI.Call {
        if var call = await picture.call(id) {
            // A live call is shown whatever the disk does.
            call.dispositions = try? await dispositions(of: CallID(call.id))
            return call
        }
        guard var call = try await endedCall(CallID(id)) else { throw .notFound(kind: "call", id: id) }
        call.dispositions = try await dispositions(of: CallID(call.id))
        return call
    }

    package func trace(ofCall id: String) async throws(APIFailure) -> CallTrace {
        let (items, truncated) = try await traceItems(of: CallID(id))
        guard !items.isEmpty else { throw .notFound(kind: "call", id: id) }
        return CallTrace(callId: id, items: items, truncated: truncated)
    }

    package func queues() async throws(APIFailure) -> [MaydayAPI.Queue] { await picture.queueList() }
    package func agents() async throws(APIFailure) -> [MaydayAPI.Agent] { await picture.agentList() }
    package func callers() async throws(APIFailure) -> [Caller] { await picture.callerList() }

    /// Returns when what was decided before is in the journal, or will not be soon, and in the picture: whoever is answered
    /// may rely on it, also should the service be killed in this moment.
    /// - Returns: what an answer says of it: false while the journal cannot be written, else nothing.
    func settled() async -> Bool? {
        let isKept = await store.settled()
        await picture.settled()
        return isKept ? nil : false
    }

    package func events(after cursor: Int64?) async throws(APIFailure) -> EventSubscription {
        try await picture.feed.subscribe(after: cursor)
    }
}

/// Who this process is.
package struct ServiceIdentity: Sendable {
    package var node: NodeID
    package var version: String
    package var startedAt: Instant
    package var servers: [(name: ServerID, mode: AsteriskMode)]

    package init(node: NodeID, version: String, startedAt: Instant, servers: [(name: ServerID, mode: AsteriskMode)]) {
        self.node = node
        self.version = version
        self.startedAt = startedAt
        self.servers = servers
    }
}
