import APIServer
import Locking
import Logging
import MaydayAPI

/// The way to have a running service read its configuration again by a signal.
package final class Reload: Sendable {
    private let work = Locked<(@Sendable () async -> Void)?>(nil)

    package init() {}

    func connect(_ configuration: LiveConfiguration, _ log: Logger) {
        work.withLock { work in
            work = {
                do throws(APIFailure) {
                    _ = try await configuration.reload(discardingChanges: false)
                } catch {
                    guard case .configuration(let problems) = error else {
                        return log.error("the configuration was not taken over", metadata: ["error": "\(error)"])
                    }
                    for problem in problems { log.error("\(problem.field): \(problem.detail)") }
                    log.error("the configuration is wrong and was not taken over; nothing has changed")
                }
            }
        }
    }

    /// Returns when it is done, or refused; at once where the service has not come that far.
    package func callAsFunction() async { await work.withLock { $0 }?() }
}
