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
    /// Takes a checked configuration over. Returns the queues that are gone with it while somebody was in them.
    typealias Takeover = @Sendable (ServiceConfiguration) async -> [RemovedQueue]

    /// Changes that are kept and have no effect, because they did not fit the file at a start. They are tried again with
    /// every reload and every change, all of them together, until they fit or are taken back.
    struct Suspension: Hashable, Sendable {
        var changes: [ConfigurationChange] = []
        /// Why they do not fit.
        var reason = ""

        var warnings: [String] {
            changes.isEmpty ? [] : ["earlier changes do not fit the file and stay without effect: \(reason)"]
        }
    }

    private let source: ConfigurationSource
    /// What was written when the service started: what needs a restart is compared with it.
    private let started: [String: String]
    private let servers: Set<String>
    private let keep: @Sendable ([ConfigurationChange]) async throws -> Void
    private let takeOver: Takeover
    private let tell: @Sendable (Suspension) -> Void
    private let clock: WallClock
    private let log: Logger
    private var loaded: ServiceConfiguration.Loaded
    private var suspended: Suspension
    /// What the store has.
    private var kept: [ConfigurationChange]
    private var loadedAt: Instant
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Where the changes of earlier lives do not fit the file any more, the file counts alone.
    ///
    /// - Parameters:
    ///   - file: the file alone, as the service was started with it.
    ///   - kept: what the store has of earlier lives.
    ///   - keep: keeps changes for the next start.
    ///   - tell: hears, at the start and whenever a configuration is taken over, what is kept without effect.
    init(
        _ file: ServiceConfiguration.Loaded, from source: ConfigurationSource, kept: [ConfigurationChange] = [],
        clock: WallClock, log: Logger,
        keep: @escaping @Sendable ([ConfigurationChange]) async throws -> Void, takeOver: @escaping Takeover,
        tell: @escaping @Sendable (Suspension) -> Void = { _ in }
    ) {
        self.source = source
        self.kept = kept
        self.keep = keep
        self.takeOver = takeOver
        self.tell = tell
        self.clock = clock
        self.log = log
        var begun = file
        var left = Suspension()
        if !kept.isEmpty {
            do {
                begun = try source.load(kept)
            } catch {
                left = Suspension(changes: kept, reason: "\(error)")
            }
        }
        started = begun.values
        servers = Set(begun.configuration.asterisk.map(\.name))
        loaded = begun
        suspended = left
        loadedAt = clock.now()
        tell(left)
    }

    /// What the service starts with, or runs with.
    var configuration: ServiceConfiguration { loaded.configuration }

    /// What lies over the file now.
    package var state: ConfigurationState {
        ConfigurationState(
            file: source.path, loadedAt: APITime(milliseconds: loadedAt.milliseconds),
            changes: loaded.changes.map(KeptChange.init), suspended: suspended.changes.map(KeptChange.init),
            suspendedBecause: suspended.changes.isEmpty ? nil : suspended.reason, needsRestart: needsRestart(loaded))
    }

    /// Reads the file again. Throws `.configuration` with everything that is wrong, and has then changed nothing.
    package func reload(discardingChanges: Bool) async throws(APIFailure) -> ConfigurationReport {
        await begin()
        defer { end() }
        let found = try read(
            discardingChanges ? [] : loaded.changes, trying: discardingChanges ? [] : suspended.changes)
        return try await adopt(found)
    }

    /// Changes who serves a queue. Throws `.notFound`, `.conflict`, `.configuration`, `.forbidden`.
    ///
    /// - Parameter grant: the queues of the key with which it is changed.
    package func change(
        queue id: String, _ change: MemberChange, by: String, with grant: QueueGrant
    ) async throws(APIFailure) -> ConfigurationReport {
        await begin()
        defer { end() }
        guard loaded.configuration.queues.contains(where: { $0.id == id }) else {
            throw .notFound(kind: "queue", id: id)
        }
        let found = try lay([wanted(id, change)], by: by)
        try grant.require(changeOf: id, to: found.loaded.configuration, from: loaded.configuration)
        return try await adopt(found)
    }

    /// Changes, adds or removes one item of a list. Throws likewise.
    package func change(
        _ item: ConfigurationItem, _ change: ItemChange, by: String, with grant: QueueGrant
    ) async throws(APIFailure) -> ConfigurationReport {
        await begin()
        defer { end() }
        let item = ConfigurationChange.Item(item)
        try require(item, for: change)
        try grant.require(change, of: item, in: loaded.configuration)
        let found = try lay(wanted(item, change), by: by, removing: change == .remove ? item : nil)
        if item.list == .queues {
            try grant.require(changeOf: item.id, to: found.loaded.configuration, from: loaded.configuration)
        }
        return try await adopt(found)
    }

    /// What is wanted of a subject; nil takes a change of it back.
    private typealias Wanted = (subject: ConfigurationChange.Subject, what: ConfigurationChange.What?)

    private func wanted(_ queue: String, _ change: MemberChange) throws(APIFailure) -> Wanted {
        let what: ConfigurationChange.What
        switch change {
        case .add(let member):
            let agent = try agent(member.agent)
            let known = agent.memberships.first { $0.queue.raw == queue }
            what = .member(
                queue: queue, agent: agent.id,
                tier: member.tier.map { Int(clamping: $0) } ?? known?.tier ?? 1,
                weight: member.weight.map { Int(clamping: $0) } ?? known?.weight ?? 1)
        case .remove(let id):
            guard try agent(id).queues.contains(queue) else {
                throw .conflict(code: "not_a_member", detail: "\(id) does not serve \(queue)")
            }
            what = .noMember(queue: queue, agent: id)
        }
        return (what.subject, what)
    }

    private func wanted(
        _ item: ConfigurationChange.Item, _ change: ItemChange
    ) throws(APIFailure) -> [Wanted] {
        var wanted: [Wanted] = []
        let settings: [KeySetting]
        switch change {
        case .remove: return [(.item(item), .noItem(item))]
        case .add(let keys):
            wanted.append((.item(item), .item(item)))
            settings = keys
        case .set(let keys): settings = keys
        }
        for setting in settings {
            guard setting.key != "id" else {
                throw .invalid([FieldError(field: "key", detail: "the id of the \(item.list.word) stays")])
            }
            if let problem = FreeText.id.problem(with: setting.key, in: "key") { throw .invalid([problem]) }
            if item.list == .agents, setting.key == "queues" {
                let detail = "who serves a queue is changed with the queue's add-member and remove-member"
                throw .invalid([FieldError(field: "queues", detail: detail)])
            }
            if setting.value == nil, case .add = change {
                throw .invalid([FieldError(field: APIFailure.short(setting.key), detail: "has no value")])
            }
            let what = setting.value.map { ConfigurationChange.What.key(item, key: setting.key, value: $0) }
            wanted.append((.key(item, setting.key), what))
        }
        return wanted
    }

    /// Whether it is there, or, to be added, is not. What was said of an item that is gone can be taken back.
    private func require(_ item: ConfigurationChange.Item, for change: ItemChange) throws(APIFailure) {
        let isThere = loaded.configuration.has(item)
        let isSuspended = suspended.changes.contains { $0.subject.isAbout(item) }
        let isAllowed =
            switch change {
            case .set(let settings): isThere || (isSuspended && settings.allSatisfy { $0.value == nil })
            case .remove: isThere || isSuspended
            case .add: true
            }
        guard isAllowed else { throw .notFound(kind: item.list.word, id: item.id) }
        guard case .add = change, isThere else { return }
        throw .conflict(
            code: "exists_already",
            detail: "there is a \(item.list.word) '\(item.id)' already; its keys are changed with set")
    }

    private func agent(_ id: String) throws(APIFailure) -> AgentConfiguration {
        guard let agent = loaded.configuration.agents.first(where: { $0.id == id }) else {
            throw .notFound(kind: "agent", id: id)
        }
        return agent
    }

    /// Lays what is wanted over the rest.
    ///
    /// - Parameter removed: of what is removed nothing stays suspended.
    private func lay(
        _ wanted: [Wanted], by: String, removing removed: ConfigurationChange.Item? = nil
    ) throws(APIFailure) -> Found {
        var changes = loaded.changes
        var older = suspended.changes
        if let removed { older.removeAll { $0.subject.isAbout(removed) } }
        for (subject, what) in wanted {
            changes.removeAll { $0.subject == subject }
            older.removeAll { $0.subject == subject }
            if let what { changes.append(ConfigurationChange(what: what, by: by, at: clock.now())) }
        }
        return try read(changes, trying: older)
    }

    // MARK: The one way in

    /// What is to count, and what stays without effect.
    private typealias Found = (loaded: ServiceConfiguration.Loaded, left: Suspension)

    private func adopt(_ found: Found) async throws(APIFailure) -> ConfigurationReport {
        let (newer, left) = found
        // Those without effect come first: where they fit once, whatever was said later counts.
        let all = left.changes + newer.changes
        if all != kept {
            do {
                try await keep(all)
            } catch {
                throw .unavailable(detail: "the change could not be kept: \(error)")
            }
            kept = all
        }
        var report = ConfigurationReport(
            changed: differences(loaded.values, newer.values).filter { !LiveKeys.needsRestart($0.key) },
            needsRestart: needsRestart(newer), warnings: newer.warnings.map(\.description) + left.warnings,
            changes: newer.changes.map(KeptChange.init), suspended: left.changes.map(KeptChange.init),
            dropped: newer.dropped.map { DroppedChange(target: $0.change.target, reason: $0.reason) })
        loaded = newer
        loadedAt = clock.now()
        suspended = left
        let stranded = await takeOver(newer.configuration).compactMap(\.warning)
        for warning in stranded { log.warning("\(warning)") }
        report.warnings += stranded
        tell(left)
        log.notice(
            "the configuration is taken over",
            metadata: [
                "changed": "\(report.changed.map(\.key).joined(separator: ", "))",
                "needs_restart": "\(report.needsRestart.map(\.key).joined(separator: ", "))",
            ])
        return report
    }

    /// - Parameter older: what was suspended: it counts with the rest if all of it fits together, and else stays so.
    private func read(
        _ changes: [ConfigurationChange], trying older: [ConfigurationChange]
    ) throws(APIFailure) -> Found {
        guard !older.isEmpty else { return (try read(changes), Suspension()) }
        do throws(APIFailure) {
            return (try read(older + changes), Suspension())
        } catch {
            // What is wrong without them as well is told of the newer ones and the file alone.
            return (try read(changes), Suspension(changes: older, reason: Self.words(error)))
        }
    }

    private func read(_ changes: [ConfigurationChange]) throws(APIFailure) -> ServiceConfiguration.Loaded {
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
        return newer
    }

    private static func words(_ failure: APIFailure) -> String {
        guard case .configuration(let fields) = failure else { return "\(failure)" }
        return fields.map { "\($0.field): \($0.detail)" }.joined(separator: "; ")
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

extension ConfigurationChange.Item {
    init(_ item: ConfigurationItem) {
        switch item.list {
        case .queues: self.init(.queues, item.id)
        case .agents: self.init(.agents, item.id)
        case .hours: self.init(.hours, item.id)
        case .reasons: self.init(.reasons, item.id)
        }
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
