import ARIClient
import ArgumentParser
import Foundation
import Logging

struct ARICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ari", abstract: "Asterisk's own interface, raw: listen to events, fold a tape, send a request.",
        discussion: "Example: mayday ari request GET /channels",
        subcommands: [ARIListen.self, ARIFold.self, ARIRequestCommand.self])
}

/// Which Asterisk, as whom. The password comes from a file or the environment where secrets belong.
struct ARIOptions: ParsableArguments {
    @Option(help: "Asterisk's HTTP server, http://HOST:PORT. Default: MAYDAY_ARI_URL.")
    var url: String?

    @Option(help: "The user of ari.conf. Default: MAYDAY_ARI_USER.")
    var user: String?

    @Option(help: "The password; better in a file or in MAYDAY_ARI_PASSWORD, as arguments can be seen by others.")
    var password: String?

    @Option(help: "A file with the password in its first line.")
    var passwordFile: String?

    func server(_ console: Console) throws -> ARIServer {
        guard let url = url ?? console.environment["MAYDAY_ARI_URL"] else {
            throw CommandFailure(.usage, "no Asterisk named: give --url http://HOST:PORT, or set MAYDAY_ARI_URL")
        }
        guard let user = user ?? console.environment["MAYDAY_ARI_USER"] else {
            throw CommandFailure(.usage, "no user named: give --user, or set MAYDAY_ARI_USER")
        }
        do throws(ARIError) {
            return try ARIServer(
                url: url, credentials: ARICredentials(user: user, password: secret(console)))
        } catch {
            throw CommandFailure(error)
        }
    }

    private func secret(_ console: Console) throws(ARIError) -> String {
        if let password { return password }
        if let passwordFile {
            guard let text = try? String(contentsOfFile: passwordFile, encoding: .utf8) else {
                throw .invalid("cannot read the password file \(passwordFile)")
            }
            return String(text.prefix { !$0.isNewline })
        }
        guard let password = console.environment["MAYDAY_ARI_PASSWORD"] else {
            throw .invalid("no password: give --password-file, or set MAYDAY_ARI_PASSWORD")
        }
        return password
    }
}

extension CommandFailure {
    init(_ error: ARIError) {
        let status: Status =
            switch error {
            case .invalid: .usage
            case .refused(let refusal): refusal.status == 401 || refusal.status == 403 ? .notAllowed : .failed
            case .unreadableAnswer: .failed
            case .requestNotSent, .outcomeUnknown, .cancelled: .unavailable
            }
        self.init(status, "\(error)")
    }
}

extension Logger {
    /// For commands that speak for themselves on standard error.
    static var silent: Logger {
        Logger(label: "mayday.cli") { _ in SwiftLogNoOpLogHandler() }
    }
}
