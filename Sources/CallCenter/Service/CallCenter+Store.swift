import Logging
import MaydayAPI
import MaydayConfiguration
import QueueLog
import Store
import Telephony

extension CallCenter {
    /// Opens the journal, whose health becomes an alarm and a line in the log. Another program's lock, a backup's for
    /// example, is waited for: a service that ends serves nobody.
    ///
    /// - Parameter isWell: called each time facts reach the disk again.
    /// - Throws: `StoreError`; a lock only after 30 s.
    func openStore(
        _ state: ServiceState, _ explainer: Explainer, isWell: @escaping @Sendable () -> Void
    ) async throws -> Store {
        let deadline = ContinuousClock.now + .seconds(30)
        var options = StoreOptions()
        options.now = clock.now
        options.explainer = explainer
        options.keptExplanations = .seconds(Int64(configuration.store.explanationDays) * 86_400)
        while true {
            do throws(StoreError) {
                return try Store(
                    path: configuration.store.path, node: NodeID(configuration.node), options: options
                ) { [log] health in
                    switch health {
                    case .ok:
                        state.clear("store")
                        log.notice("the journal is written again")
                        isWell()
                    case .degraded(let reason, let since):
                        state.raise("store", "\(reason); calls go on", at: since)
                        log.error("facts wait in memory; calls go on", metadata: ["reason": "\(reason)"])
                    }
                }
            } catch {
                guard error == .trouble(.locked), ContinuousClock.now < deadline else { throw error }
                log.warning("another program has locked the journal; waiting for it")
            }
            try await Task.sleep(for: .milliseconds(500))
        }
    }

    /// What writes the queue_log, where one is wanted.
    func queueLog(_ store: Store, _ state: ServiceState) -> QueueLogFollower? {
        guard let wanted = configuration.queueLog else { return nil }
        let naming: AgentNaming =
            switch wanted.agent {
            case .endpoint: .endpoint
            case .name: .name
            case .id: .id
            }
        return QueueLogFollower(path: wanted.path, naming: naming, store: store, state: state, clock: clock, log: log)
    }
}

extension Store {
    /// Returns when what was appended before is on the disk, or will not be soon.
    /// - Returns: whether it is on the disk.
    @discardableResult
    func settled() async -> Bool {
        await withCheckedContinuation { continuation in
            append(StoreBatch(rows: [])) { outcome in continuation.resume(returning: outcome == .committed) }
        }
    }
}

extension ServiceState {
    /// Raises the alarm while the journal's files are not where the next start will look for them.
    ///
    /// - Parameter lost: those files.
    func tellOfStoreFiles(lost: [String], at now: Instant, process: Int32, _ log: Logger) {
        let code = "store_file"
        let isKnown = alarms.contains { $0.code == code }
        guard !lost.isEmpty else {
            guard isKnown else { return }
            clear(code)
            return log.notice("the journal's files are back in their place")
        }
        let text =
            "\(lost.joined(separator: ", ")): deleted, moved or replaced under the running service, which goes on writing "
            + "the old file; the next start would find nothing of it. Do not stop the service: move the file back, or, "
            + "if it is deleted, copy it out of /proc/\(process)/fd as docs/store.md says"
        raise(code, text, at: now)
        if !isKnown { log.critical("\(text)") }
    }
}
