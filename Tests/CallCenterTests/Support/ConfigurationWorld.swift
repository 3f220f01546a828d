import APIServer
import Locking
import Logging
import MaydayAPI
import MaydayConfiguration
import Telephony

@testable import CallCenter

/// A configuration's file in memory, the store beside it, and what was taken over.
final class ConfigurationWorld: Sendable {
    struct State {
        var text: String
        var kept: [ConfigurationChange] = []
        var taken: [ServiceConfiguration] = []
        var diskIsFull = false
        /// Who is in the queues that the next configuration removes.
        var removed: [RemovedQueue] = []
    }
    struct Full: Error {}
    let state: Locked<State>
    let service = ServiceState()

    init(_ text: String) { state = Locked(State(text: text)) }

    var source: ConfigurationSource {
        ConfigurationSource(path: "mayday.yaml") { (changes) throws(ConfigurationError) in
            let files = ConfigurationFiles { (_: String) throws(ConfigurationFiles.Unreadable) in
                .init(text: "s3cret")
            }
            return try ServiceConfiguration.parse(
                self.state.withLock { $0.text }, path: "mayday.yaml", changes: changes, files: files)
        }
    }

    /// - Parameter kept: what earlier lives have changed.
    func live(kept: [ConfigurationChange] = []) throws -> LiveConfiguration {
        state.withLock { $0.kept = kept }
        return LiveConfiguration(
            try source.load([]), from: source, kept: kept, clock: ManualClock().wall,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            keep: { changes in
                if self.state.withLock({ $0.diskIsFull }) { throw Full() }
                self.state.withLock { $0.kept = changes }
            },
            takeOver: { configuration in
                self.state.withLock { state in
                    state.taken.append(configuration)
                    return state.removed
                }
            },
            tell: { suspended in self.service.tell(of: suspended, at: Instant(milliseconds: 1), quiet) })
    }

    var alarm: String? { service.alarms.first { $0.code == "configuration_changes" }?.text }
    var kept: [String] { state.withLock { $0.kept.map(\.target) } }

    func write(_ change: (String) -> String) { state.withLock { $0.text = change($0.text) } }
}
