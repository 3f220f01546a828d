import APIServer
import Locking
import Logging
import MaydayAPI
import MaydayConfiguration
import Queueing
import Store
import Telephony

extension CallCenter {
    /// Hands the configuration to the core, with what was changed over it in earlier lives, and again whenever it changes.
    func liveConfiguration(
        _ store: Store, _ core: Core, _ state: ServiceState
    ) async throws -> LiveConfiguration {
        // As far back as talks are known: read at the start, and where a queue wants to know more.
        let known = Locked<Span?>(nil)
        let takeOver: LiveConfiguration.Takeover = { [clock, log] configuration in
            let removed = await core.load(
                Settings(configuration), numbers: NumberTable(configuration),
                lastAgents: configuration.lastAgents, dialling: DialRules(configuration))
            let longest = configuration.lastAgents.values.max()
            let before = known.withLock { known in
                defer { known = longest }
                return known
            }
            guard let longest, longest > before ?? .zero else { return removed }
            do {
                let since = Instant(milliseconds: clock.now().milliseconds - longest.milliseconds)
                await core.recall(try await store.reader.talks(since: since))
            } catch {
                log.warning("who talked to whom could not be read", metadata: ["error": "\(error)"])
            }
            return removed
        }
        let live = LiveConfiguration(
            loaded, from: source, kept: try await KeptChanges.read(store.reader), clock: clock, log: log,
            keep: { try await KeptChanges.keep($0, store) }, takeOver: takeOver,
            tell: { [clock, log] suspended in state.tell(of: suspended, at: clock.now(), log) })
        for removed in await takeOver(await live.configuration) {
            if let warning = removed.warning { log.warning("\(warning)") }
        }
        reload.connect(live, log)
        return live
    }
}

extension ServiceState {
    /// Raises the alarm while changes that were made over the file are kept without effect.
    ///
    /// Which ones they are is told with the configuration: health is for keys of any queue.
    func tell(of suspended: LiveConfiguration.Suspension, at now: Instant, _ log: Logger) {
        let code = "configuration_changes"
        guard !suspended.changes.isEmpty else { return clear(code) }
        raise(
            code,
            "what was changed while the service ran does not fit the file any more and has no effect "
                + "(\(suspended.changes.count) of it): mayday config show tells what and why", at: now)
        log.error(
            "changes made while the service ran do not fit the file any more and have no effect",
            metadata: [
                "changes": "\(suspended.changes.map(\.target).joined(separator: ", "))", "why": "\(suspended.reason)",
            ])
    }
}

extension CallCenterService {
    package func configuration() async throws(APIFailure) -> ConfigurationState { await live.state }

    package func reload(
        discardingChanges: Bool, from origin: CommandOrigin
    ) async throws(APIFailure) -> ConfigurationReport {
        var report = try await live.reload(discardingChanges: discardingChanges)
        report.kept = await settled()
        return report
    }

    package func change(
        queue id: String, _ change: MemberChange, from origin: CommandOrigin
    ) async throws(APIFailure) -> ConfigurationReport {
        var report = try await live.change(queue: id, change, by: origin.key, with: origin.grant)
        report.kept = await settled()
        return report
    }

    package func change(
        _ item: ConfigurationItem, _ change: ItemChange, from origin: CommandOrigin
    ) async throws(APIFailure) -> ConfigurationReport {
        var report = try await live.change(item, change, by: origin.key, with: origin.grant)
        report.kept = await settled()
        return report
    }
}
