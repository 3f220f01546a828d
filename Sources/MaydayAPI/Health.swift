/// How well the service does its work.
package enum HealthStatus: String, Codable, Sendable, Hashable, CaseIterable {
    /// Everything works.
    case ok
    /// Calls are served, something is missing: a server is away, the store is late.
    case degraded
    /// Calls cannot be served.
    case failing
}

/// `GET /v1/health`: what works, what does not, and since when.
package struct Health: Codable, Sendable, Hashable {
    /// The worst of what follows.
    package var status: HealthStatus
    /// Mayday's version.
    package var version: String
    /// The node's name in the configuration; a part of every id.
    package var node: String
    /// When this process started.
    package var startedAt: APITime
    /// Milliseconds since then.
    package var uptimeMs: Int64
    /// One for each configured server, in the order of the configuration.
    package var asterisk: [AsteriskHealth]
    /// The journal and its database.
    package var store: StoreHealth
    /// What a person should look at, oldest first.
    package var alarms: [Alarm]

    package init(
        status: HealthStatus, version: String, node: String, startedAt: APITime, uptimeMs: Int64,
        asterisk: [AsteriskHealth] = [], store: StoreHealth, alarms: [Alarm] = []
    ) {
        self.status = status
        self.version = version
        self.node = node
        self.startedAt = startedAt
        self.uptimeMs = uptimeMs
        self.asterisk = asterisk
        self.store = store
        self.alarms = alarms
    }

    private enum CodingKeys: String, CodingKey {
        case status, version, node, asterisk, store, alarms
        case startedAt = "started_at"
        case uptimeMs = "uptime_ms"
    }
}

/// `GET /v1/ready`: may traffic be sent here? Needs no key; while not, the answer is a problem (503) that says what is
/// missing.
package struct Ready: Codable, Sendable, Hashable {
    /// Calls are being served.
    package var ready: Bool

    package init(ready: Bool) {
        self.ready = ready
    }

    private enum CodingKeys: String, CodingKey {
        case ready
    }
}
