import APIServer
import ArgumentParser
import MaydayAPI

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "The API's keys, in their file.",
        discussion: "Example: mayday key list --keys-file /etc/mayday/api-keys.json",
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
    @Flag(help: "Print JSON: the key's id, its scopes and its secret.") var json = false

    func run() async throws {
        let console = Console.process()
        do throws(KeyFailure) {
            let scopes = try scope.map { (text) throws(KeyFailure) in try APIScope(text) }
            // It is kept nowhere else: a key whose secret nobody could read is not made.
            try KeyFile(path: keysFile).add(id: id, scopes: scopes, random: APIEnvironment.system.random) { secret in
                guard json else { return console.attempt(secret + "\n") }
                do {
                    let made = PrintedKey(id: id, scopes: scopes.map(\.description), secret: secret)
                    return console.attempt(try jsonText(made) + "\n")
                } catch {
                    return "\(error)"
                }
            }
        } catch {
            throw CommandFailure(error)
        }
    }
}

struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Every key with its scopes, without secrets.",
        discussion: "Example: mayday key list --keys-file /etc/mayday/api-keys.json --json | jq -r '.items[].id'")

    @Option(help: "The keys file of the configuration (api.keys_file).") var keysFile: String
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let console = Console.process()
        let keys: [PrintedKey]
        do throws(KeyFailure) {
            keys = try KeyFile(path: keysFile).read().map {
                PrintedKey(id: $0.id, scopes: $0.scopes.map(\.description))
            }
        } catch {
            throw CommandFailure(error)
        }
        if json { return console.line(try jsonText(Page(items: keys))) }
        var table = Table(.text("key"), .text("scopes"))
        for key in keys { table.add(key.id, key.scopes.joined(separator: " ")) }
        console.out(table.rendered())
    }
}

/// A key as `--json` prints it.
private struct PrintedKey: Codable, Hashable, Sendable {
    var id: String
    var scopes: [String]
    /// Only of a key that was just made; left out otherwise.
    var secret: String?
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
