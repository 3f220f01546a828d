/// Why a configuration was not accepted. Every case belongs to exit status 78.
package enum ConfigurationError: Error, Equatable, Sendable {
    /// The file itself could not be read.
    case unreadable(path: String, reason: String)
    /// Everything that is wrong with it, in the order of the file; never empty.
    case invalid([ConfigurationProblem])
}

extension ConfigurationError: CustomStringConvertible {
    /// One line for each problem, as editors and people expect it: `mayday.yaml:12:5: …`.
    package var description: String {
        switch self {
        case .unreadable(let path, let reason): "\(path): \(reason)"
        case .invalid(let problems): problems.map(\.description).joined(separator: "\n")
        }
    }
}
