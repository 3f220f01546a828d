import Logging
import Telephony

/// The call that the present task works for. Log lines that are written on its way carry the call's id, also those of
/// parts that know of no calls.
package enum Correlation {
    @TaskLocal static var call: CallID?

    /// For `LoggingSystem.bootstrap`.
    package static let metadata = Logger.MetadataProvider {
        call.map { ["call": "\($0)"] } ?? [:]
    }
}
