import APIServer
import ArgumentParser

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "The API's keys, in their file.",
        subcommands: [KeyAdd.self, KeyList.self])
}

struct KeyAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Make a key and print its secret, once.",
        discussion: """
            Example: mayday key add wallboard --scope queues:read --scope events:read --keys-file keys
            A scope is RESOURCE:VERB, or RESOURCE:VERB@QUEUE for one queue. The service reads the file at its start.
            """)

    @Argument(help: "The key's id, as the log shows it.") var id: String
    @Option(help: "What it may do; may be given several times.") var scope: [String]
    @Option(help: "The keys file of the configuration (api.keys_file).") var keysFile: String

    func run() async throws {
        let console = Console.process()
        do throws(KeyFailure) {
            let scopes = try scope.map { (text) throws(KeyFailure) in try APIScope(text) }
            // It is kept nowhere else: a key whose secret nobody could read is not made.
            try KeyFile(path: keysFile).add(id: id, scopes: scopes, random: APIEnvironment.system.random) { secret in
                console.attempt(secret + "\n")
            }
        } catch {
            throw CommandFailure(error)
        }
    }
}

struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every key with its scopes, without secrets.")

    @Option(help: "The keys file of the configuration (api.keys_file).") var keysFile: String

    func run() async throws {
        let console = Console.process()
        do throws(KeyFailure) {
            var table = Table(.text("key"), .text("scopes"))
            for key in try KeyFile(path: keysFile).read() {
                table.add(key.id, key.scopes.map(\.description).joined(separator: " "))
            }
            console.out(table.rendered())
        } catch {
            throw CommandFailure(error)
        }
    }
}

extension CommandFailure {
    init(_ failure: KeyFailure) {
        let status: Status =
            switch failure {
            case .badScope, .badId: .usage
            default: .failed
            }
        self.init(status, "\(failure)")
    }
}
