import APIClient
import ArgumentParser
import Foundation
import MaydayAPI
import MaydayConfiguration

/// `mayday`, all of it.
package struct Root: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "mayday",
        abstract: "Call control and contact centre for Asterisk.",
        discussion: """
            mayday serve --config mayday.yaml       run the service
            mayday monitor                          watch queues, callers and agents live
            mayday queues                           one table, or --json
            mayday call show ID --trace             everything that happened in one call
            mayday why CALL                         who was asked for it, who was not, and by which rule

            Clients find the service by MAYDAY_URL (default http://127.0.0.1:8470) and MAYDAY_KEY or --key-file.
            With --json, data is JSON on standard output, and why a command failed is JSON on standard error.
            Exit status: 0 done, 1 failed, 64 usage, 69 not reachable, 77 not allowed, 78 configuration wrong.
            Shell completion: mayday --generate-completion-script bash|zsh|fish
            """,
        version: maydayVersion,
        subcommands: [
            Serve.self, MonitorCommand.self, Doctor.self, QueueCommand.self, AgentCommandGroup.self, CallCommand.self,
            CallerCommand.self, HoursCommand.self, ReasonCommand.self, Why.self, ConfigCommand.self, ARICommand.self,
            KeyCommand.self, QueuesCommand.self,
            AgentsCommand.self,
            CallsCommand.self, CallersCommand.self, ReasonsCommand.self,
        ])

    package init() {}
}

/// The version that `--version`, `/v1/health` and the User-Agent tell.
package let maydayVersion = "0.1.0"

/// The process: parses the arguments, runs, and ends with the statuses that `mayday --help` promises.
package enum Program {
    package static func main() async -> Never {
        signal(SIGPIPE, SIG_IGN)
        let console = Console.process()
        do {
            var command = try Root.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            end(0)
        } catch {
            let asJSON = CommandProblem.isWanted(by: ProcessInfo.processInfo.arguments.dropFirst())
            if let said = last(of: error, asJSON: asJSON) {
                console.word(said.text)
                end(said.status)
            }
            // ArgumentParser writes what it says itself, and would wait for a reader who stalls.
            guard LogOutput.ofProcess != nil else { Root.exit(withError: error) }
            console.word(Root.fullMessage(for: error, columns: nil))
            end(Root.exitCode(for: error).rawValue)
        }
    }

    /// Ends the process when its log is out, or after two seconds in which it does not come out.
    private static func end(_ status: Int32) -> Never {
        LogOutput.ofProcess?.flush(within: 2)
        exit(status)
    }

    /// What is said of a failure on standard error, and the exit status; nil for what ArgumentParser says itself.
    static func last(of error: any Error, asJSON: Bool) -> (text: String, status: Int32)? {
        if asJSON, let problem = CommandProblem(error), let text = try? jsonText(problem) {
            return (text, problem.status)
        }
        return switch error {
        case let failure as CommandFailure: ("mayday: \(failure.text)", failure.status.rawValue)
        case let failure as APIClientFailure: ("mayday: \(failure)", status(of: failure).rawValue)
        case let failure as ConfigurationError:
            ("mayday: \(failure)", CommandFailure.Status.configuration.rawValue)
        default: nil
        }
    }

    static func status(of failure: APIClientFailure) -> CommandFailure.Status {
        switch failure {
        case .badSettings: .usage
        case .unreachable, .timedOut, .interrupted: .unavailable
        case .notTheService, .cancelled: .failed
        case .problem(let problem):
            switch problem.status {
            case 401, 403: .notAllowed
            case 422 where problem.code == "configuration_invalid": .configuration
            case 502, 503, 504: .unavailable
            default: .failed
            }
        }
    }
}
