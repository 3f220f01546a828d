import APIClient
import ArgumentParser
import MaydayAPI
import MaydayConfiguration

/// What a command with `--json` that fails prints on standard error, on one line: a problem with the members of RFC 9457, as the
/// service answers them, but for `status`, which is the exit status.
package struct CommandProblem: Codable, Sendable, Hashable {
    /// A stable URI reference: `/problems/` and the kind of problem.
    package var type: String
    /// The same for every problem of this type.
    package var title: String
    /// The exit status of the command.
    package var status: Int32
    /// What happened this time, for people: what is printed without `--json`. Of a problem that the service answered it is the
    /// service's own detail, if it gave one; without `--json` the title stands in front of it.
    package var detail: String?
    /// Stable, for programs.
    package var code: String
    /// The HTTP status, where the service answered.
    package var httpStatus: Int?
    /// The request's id, the same as in the service's log.
    package var instance: String?
    /// What is wrong, field by field or line by line.
    package var errors: [FieldError]?

    private enum CodingKeys: String, CodingKey {
        case type, title, status, detail, code, instance, errors
        case httpStatus = "http_status"
    }

    /// Nil for what is no failure (`--help`) and for a command that has said itself why it failed.
    package init?(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self.init(failure.status, failure.status.code, failure.text)
        case let failure as APIClientFailure: self.init(client: failure)
        case let failure as ConfigurationError: self.init(configuration: failure)
        case is ExitCode: return nil
        default:
            let exit = Root.exitCode(for: error)
            guard !exit.isSuccess else { return nil }
            let status = CommandFailure.Status(rawValue: exit.rawValue) ?? .failed
            self.init(status, status.code, Root.message(for: error))
            self.status = exit.rawValue
        }
    }

    private init(_ status: CommandFailure.Status, _ code: String, _ detail: String) {
        type = "/problems/\(code)"
        title = status.title
        self.status = status.rawValue
        self.detail = detail
        self.code = code
    }

    private init(client failure: APIClientFailure) {
        let status = Program.status(of: failure)
        let code =
            switch failure {
            case .badSettings: status.code
            case .unreachable: "unreachable"
            case .timedOut: "timed_out"
            case .interrupted: "interrupted"
            case .notTheService: "not_the_service"
            case .cancelled: "cancelled"
            case .problem(let problem): problem.code
            }
        self.init(status, code, "\(failure)")
        switch failure {
        case .problem(let problem):
            type = problem.type
            title = problem.title
            detail = problem.detail
            httpStatus = problem.status
            instance = problem.instance
            errors = problem.errors
        case .notTheService(let http, _): httpStatus = http
        default: break
        }
    }

    private init(configuration failure: ConfigurationError) {
        self.init(.configuration, CommandFailure.Status.configuration.code, "\(failure)")
        guard case .invalid(let problems) = failure else { return }
        errors = problems.map { FieldError(field: $0.path, detail: "\($0)") }
    }

    /// Whether the arguments ask for JSON, be they otherwise right or not.
    package static func isWanted(by arguments: some Sequence<String>) -> Bool {
        for argument in arguments {
            if argument == "--" { return false }
            if argument == "--json" { return true }
        }
        return false
    }
}

extension CommandFailure.Status {
    /// Stable, for programs.
    fileprivate var code: String {
        switch self {
        case .failed: "failed"
        case .usage: "usage"
        case .unavailable: "unavailable"
        case .notAllowed: "not_allowed"
        case .configuration: "configuration_invalid"
        }
    }

    fileprivate var title: String {
        switch self {
        case .failed: "The command failed"
        case .usage: "The command was not understood"
        case .unavailable: "The service or Asterisk cannot be reached"
        case .notAllowed: "Not allowed"
        case .configuration: "The configuration is wrong"
        }
    }
}
