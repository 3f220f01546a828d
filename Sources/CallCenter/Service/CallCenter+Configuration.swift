import APIServer
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
        let takeOver: LiveConfiguration.Takeover = { configuration in
            await core.load(
                Settings(configuration), numbers: NumberTable(configuration),
                lastAgents: configuration.lastAgents, dialling: DialRules(configuration))
        }
        let started = try await withKeptChanges(store, state)
        await takeOver(started.configuration)
        let live = LiveConfiguration(
            started, from: source, clock: clock, log: log, keep: { try await KeptChanges.keep($0, store) },
            takeOver: takeOver)
        reload.connect(live, log)
        return live
    }

    /// The file may have been changed meanwhile so that the kept changes do not fit any more: then it counts alone, until
    /// somebody says what is to be.
    private func withKeptChanges(_ store: Store, _ state: ServiceState) async throws -> ServiceConfiguration.Loaded {
        let changes = try await KeptChanges.read(store.reader)
        guard !changes.isEmpty else { return loaded }
        do {
            return try source.load(changes)
        } catch {
            let text =
                "what was changed while the service ran (\(changes.map(\.target).joined(separator: ", "))) does not fit the "
                + "file any more and has no effect: \(error)"
            state.raise("configuration_changes", text, at: clock.now())
            log.error("\(text)")
            return loaded
        }
    }
}

extension CallCenterService {
    package func configuration() async throws(APIFailure) -> ConfigurationState { await live.state }

    package func reload(
        discardingChanges: Bool, from origin: CommandOrigin
    ) async throws(APIFailure) -> ConfigurationReport {
        let report = try await live.reload(discardingChanges: discardingChanges)
        state.clear("configuration_changes")
        await picture.settled()
        return report
    }

    package func change(
        queue id: String, _ change: QueueChange, from origin: CommandOrigin
    ) async throws(APIFailure) -> ConfigurationReport {
        let report = try await live.change(queue: id, change, by: origin.key)
        await picture.settled()
        return report
    }
}
