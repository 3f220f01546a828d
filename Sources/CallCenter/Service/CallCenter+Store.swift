import Logging
import MaydayConfiguration
import Store
import Telephony

extension CallCenter {
    /// Opens the journal, whose health becomes an alarm and a line in the log. Another program's lock, a backup's for
    /// example, is waited for: a service that ends serves nobody.
    ///
    /// - Parameter isWell: called each time facts reach the disk again.
    /// - Throws: `StoreError`; a lock only after 30 s.
    func openStore(_ state: ServiceState, isWell: @escaping @Sendable () -> Void) async throws -> Store {
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            do throws(StoreError) {
                return try Store(path: configuration.store.path, node: NodeID(configuration.node)) { [log] health in
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
}
