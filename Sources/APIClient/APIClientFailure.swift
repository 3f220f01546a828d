import MaydayAPI

/// Why a request to the service gave no answer that can be used.
package enum APIClientFailure: Error, Sendable, Hashable {
    /// Not an http or https address, or a key that no header can carry.
    case badSettings(String)
    /// Nobody answers there: exit status 69.
    case unreachable(String)
    /// The service took too long; whether a command acted is not known.
    case timedOut(String)
    /// The connection broke after the request was sent; whether a command acted is not known.
    case interrupted(String)
    /// The service's own refusal.
    case problem(Problem)
    /// Something answered that is not this API.
    case notTheService(status: Int, detail: String)
    case cancelled
}

extension APIClientFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .badSettings(let detail): detail
        case .unreachable(let detail): "the service is not reachable: \(detail)"
        case .timedOut(let detail): "the service did not answer in time: \(detail)"
        case .interrupted(let detail): "the connection to the service broke: \(detail)"
        case .problem(let problem): problem.title + (problem.detail.map { ": \($0)" } ?? "")
        case .notTheService(let status, let detail): "status \(status), which is no answer of Mayday's API: \(detail)"
        case .cancelled: "cancelled"
        }
    }

    /// Worth trying again later: nobody there, or a service that starts or drains.
    package var isTransient: Bool {
        switch self {
        case .unreachable, .timedOut, .interrupted: true
        case .problem(let problem): problem.status == 429 || problem.status >= 500
        case .notTheService(let status, _): status == 502 || status == 503 || status == 504
        case .badSettings, .cancelled: false
        }
    }
}
