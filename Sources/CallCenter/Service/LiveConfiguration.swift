import APIServer
import Logging
import MaydayAPI
import MaydayConfiguration
import Queueing
import Store
import Telephony

/// The configuration of a running service: read again on demand, changed one value at a time, checked whole before any of
/// it counts. One at a time.
package actor LiveConfiguration {
    /// Takes a checked configuration over.
    typealias Takeover = @Sendable (ServiceConfiguration) async -> Void

    private let source: ConfigurationSource
    /// What was written when the service started: what needs a restart is compared with it.
    private let started: [String: String]
    private let servers: Set<String>
    private let keep: @Sendable ([ConfigurationChange]) async throws -> Void
    private let takeOver: Takeover
    private let clock: WallClock
    private let log: Logger
    private var loaded: ServiceConfiguration.Loaded
    private var loadedAt: Instant
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameters:
    ///   - started: what the service runs with.
    ///   - keep: keeps changes for the next start.
    init(
        _ started: ServiceConfiguration.Loaded, from source: ConfigurationSource, clock: WallClock, log: Logger,
        keep: @escaping @Sendable ([ConfigurationChange]) async throws -> Void, takeOver: @escaping Takeover
    ) {
        self.source = source
        self.started = started.values
        servers = Set(started.configuration.asterisk.map(\.name))
        self.keep = keep
        self.takeOver = takeOver
        self.clock = clock
        self.log = log
        loaded = started
        loadedAt = clock.now()
    }

    /// What lies over the file now.
    package var state: ConfigurationState {
        ConfigurationState(
            file: source.path, loadedAt: APITime(milliseconds: loadedAt.milliseconds),
            changes: loaded.changes.map(KeptChange.init), needsRestart: needsRestart(loaded))
    }

    /// Reads the file again. Throws `.configuration` with everything that is wrong, and has then changed nothing.
    package func reload(discardingChanges: Bool) async throws(APIFailure) -> ConfigurationReport {
        await begin()
        defer { end() }
        return try await load(with: discardingChanges ? [] : loaded.changes)
    }

    /// Changes one queue. Throws `.notFound`, `.configuration`.
    package func change(
        queue id: String, _ change: QueueChange, by: String
    ) async throws(APIFailure) -> ConfigurationReport {
        await begin()
        defer { end() }
        guard loaded.configuration.queues.contains(where: { $0.id == id }) else {
            throw .notFound(kind: "queue", id: id)
        }
        var changes = loaded.changes
        for (target, what) in try wanted(id, change) {
            changes.removeAll { $0.target == target }
            if let what { changes.append(ConfigurationChange(what: what, by: by, at: clock.now())) }
        }
        return try await load(with: changes)
    }

    /// What is wanted, by its target; nil takes a change back.
    private func wanted(
        _ queue: String, _ change: QueueChange
    ) throws(APIFailure) -> [(target: String, what: ConfigurationChange.What?)] {
        func named(_ what: ConfigurationChange.What) -> (String, ConfigurationChange.What?) {
            (ConfigurationChange(what: what, by: "", at: clock.now()).target, what)
        }
        switch change {
        case .addMember(let member):
            let agent = try agent(member.agent)
            let known = agent.memberships.first { $0.queue.raw == queue }
            let tier = member.tier.map { Int(clamping: $0) } ?? known?.tier ?? 1
            let weight = member.weight.map { Int(clamping: $0) } ?? known?.weight ?? 1
            return [named(.member(queue: queue, agent: agent.id, tier: tier, weight: weight))]
        case .removeMember(let id):
            let agent = try agent(id)
            guard agent.queues.contains(queue) else {
                throw .conflict(code: "not_a_member", detail: "\(id) does not serve \(queue)")
            }
            return [named(.noMember(queue: queue, agent: id))]
        case .set(let settings):
            var wanted: [(String, ConfigurationChange.What?)] = []
            for setting in settings {
                guard setting.key != "id", !setting.key.isEmpty else {
                    throw .invalid([FieldError(field: "key", detail: "a queue's id stays")])
                }
                if let value = setting.value {
                    wanted.append(named(.queueKey(queue: queue, key: setting.key, value: value)))
                } else {
                    wanted.append(("queues.\(queue).\(setting.key)", nil))
                }
            }
            return wanted
        }
    }

    private func agent(_ id: String) throws(APIFailure) -> AgentConfiguration {
        guard let agent = loaded.configuration.agents.first(where: { $0.id == id }) else {
            throw .notFound(kind: "agent", id: id)
        }
        return agent
    }

    // MARK: The one way in

    private func load(with changes: [ConfigurationChange]) async throws(APIFailure) -> ConfigurationReport {
        let newer: ServiceConfiguration.Loaded
        do {
            newer = try source.load(changes)
        } catch {
            throw .configuration(error.fields)
        }
        let strangers = newer.configuration.agents.filter { !servers.contains($0.server) }
        guard strangers.isEmpty else {
            throw .configuration(
                strangers.map {
                    FieldError(
                        field: "agents.\($0.id).server", detail: "the server '\($0.server)' is new and needs a restart")
                })
        }
        if newer.changes != loaded.changes {
            do {
                try await keep(newer.changes)
            } catch {
                throw .unavailable(detail: "the change could not be kept: \(error)")
            }
        }
        let report = ConfigurationReport(
            changed: differences(loaded.values, newer.values).filter { !LiveKeys.needsRestart($0.key) },
            needsRestart: needsRestart(newer), warnings: newer.warnings.map(\.description),
            changes: newer.changes.map(KeptChange.init),
            dropped: newer.dropped.map { DroppedChange(target: $0.change.target, reason: $0.reason) })
        loaded = newer
        loadedAt = clock.now()
        await takeOver(newer.configuration)
        log.notice(
            "the configuration is taken over",
            metadata: [
                "changed": "\(report.changed.map(\.key).joined(separator: ", "))",
                "needs_restart": "\(report.needsRestart.map(\.key).joined(separator: ", "))",
            ])
        return report
    }

    private func needsRestart(_ newer: ServiceConfiguration.Loaded) -> [ChangedValue] {
        differences(started, newer.values).filter { LiveKeys.needsRestart($0.key) }
    }

    private func differences(_ old: [String: String], _ new: [String: String]) -> [ChangedValue] {
        Set(old.keys).union(new.keys).sorted().compactMap { key in
            guard old[key] != new[key] else { return nil }
            // The environment may give a password.
            if key.hasSuffix(".password") { return ChangedValue(key: key) }
            return ChangedValue(key: key, from: old[key], to: new[key])
        }
    }

    // MARK: One at a time

    private func begin() async {
        while isBusy { await withCheckedContinuation { waiting.append($0) } }
        isBusy = true
    }

    private func end() {
        isBusy = false
        if !waiting.isEmpty { waiting.removeFirst().resume() }
    }
}

extension KeptChange {
    init(_ change: ConfigurationChange) {
        self.init(
            target: change.target, value: change.value, by: change.by,
            at: APITime(milliseconds: change.at.milliseconds))
    }
}

extension ConfigurationError {
    /// Each problem by the place where it stands.
    var fields: [FieldError] {
        switch self {
        case .unreadable(let path, let reason): [FieldError(field: path, detail: reason)]
        case .invalid(let problems):
            problems.map { problem in
                let key = problem.path.isEmpty ? "" : "\(problem.path): "
                let hint = problem.suggestion.map { "; did you mean '\($0)'?" } ?? ""
                return FieldError(field: "\(problem.origin)", detail: key + problem.reason + hint)
            }
        }
    }
}
