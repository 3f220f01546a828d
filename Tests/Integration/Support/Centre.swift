import APIClient
import ARI
import ARIClient
import Foundation
import Locking
import Logging
import MaydayAPI

/// A contact centre of a test's own: an Asterisk, a service, phones. Nothing is left of it after `close`.
final class Centre: Sendable {
    let name: String
    let folder: URL
    let environment: [String: String]
    let ari: ARIRESTClient
    private let service = Locked<Running?>(nil)
    private let phones = Locked<[Running]>([])

    /// - Parameters:
    ///   - agents: how many of the agents 1001, 1002, … are configured, all ready from the start.
    ///   - link: further keys of the Asterisk server, each after a comma.
    ///   - bench: further options of `scripts/bench up`.
    init(
        _ name: String, agents: Int = 1, settings: String = "wrap_up: 1s", link: String = "", bench: [String] = []
    ) async throws {
        self.name = "it-\(name)-\(getpid())"
        folder = FileManager.default.temporaryDirectory.appending(path: "mayday-\(self.name)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let text = try await run(Repository.root.appending(path: "scripts/bench"), ["up", "--name", self.name] + bench)
        var environment: [String: String] = [:]
        for line in text.split(separator: "\n") where line.hasPrefix("export ") {
            let pair = line.dropFirst(7).split(separator: "=", maxSplits: 1)
            environment[String(pair[0])] = pair.count > 1 ? pair[1].trimmingCharacters(in: ["'"]) : ""
        }
        self.environment = environment
        let password = environment["MAYDAY_BENCH_ARI_PASSWORD"] ?? ""
        let url = environment["MAYDAY_BENCH_ARI_URL"] ?? ""
        let user = environment["MAYDAY_BENCH_ARI_USER"] ?? ""
        ari = try ARIRESTClient(
            server: ARIServer(url: url, credentials: ARICredentials(user: user, password: password)),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let secret = folder.appending(path: "password")
        try password.write(to: secret, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret.path)
        let list = (1001..<1001 + agents).map {
            "  - {id: \"\($0)\", name: Agent \($0), endpoint: PJSIP/\($0), queues: [support], initial_state: ready}"
        }
        try """
        node: test
        asterisk:
          - {name: main, url: "\(url)", user: \(user), password_file: password\(link)}
        store: {path: journal.sqlite}
        api: {listen: "127.0.0.1:0", keys_file: keys}
        queues:
          - {id: support, name: Support, numbers: ["700"], retry: 1s, \(settings)}
        agents:
        \(list.joined(separator: "\n"))
        """.write(to: configuration, atomically: true, encoding: .utf8)
    }

    var configuration: URL { folder.appending(path: "mayday.yaml") }
    /// Changes mayday.yaml; whatever runs goes on with the old one.
    func editConfiguration(_ change: (inout String) -> Void) throws {
        var text = try String(contentsOf: configuration, encoding: .utf8)
        let before = text
        change(&text)
        guard text != before else { throw ShellFailure(description: "nothing was changed in \(configuration.path)") }
        try text.write(to: configuration, atomically: true, encoding: .utf8)
    }

    var journal: URL { folder.appending(path: "journal.sqlite") }

    // MARK: The service

    /// Starts the service and waits until it is in step with Asterisk.
    ///
    /// - Parameter overrides: variables that replace what the configuration says.
    func start(_ overrides: [String: String] = [:]) async throws {
        let port = folder.appending(path: "port")
        try? FileManager.default.removeItem(at: port)
        let log = folder.appending(path: "service-\(UInt64.random(in: 0 ..< .max)).log")
        let running = try Running(
            Repository.mayday, ["serve", "--config", configuration.path, "--port-file", port.path],
            environment: overrides,
            output: log)
        service.withLock { $0 = running }
        try await eventually(within: 60, "the service") {
            guard running.isRunning else { throw ShellFailure(description: "the service ended: \(running.text)") }
            guard FileManager.default.fileExists(atPath: port.path) else { return false }
            return (try? await self.client().isReady()) ?? false
        }
    }

    func client() throws -> APIClient {
        let port = try String(contentsOf: folder.appending(path: "port"), encoding: .utf8)
        let key = try String(contentsOf: folder.appending(path: "keys.admin"), encoding: .utf8)
        return try APIClient(
            url: "http://127.0.0.1:\(port.trimmingCharacters(in: .whitespacesAndNewlines))",
            key: key.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// What `scripts/bench` printed for a name.
    func value(_ name: String) throws -> String {
        guard let value = environment["MAYDAY_BENCH_\(name)"] else {
            throw ShellFailure(description: "the bench printed no \(name)")
        }
        return value
    }

    /// What the commands need to reach the service.
    func clientEnvironment() throws -> [String: String] {
        let port = try String(contentsOf: folder.appending(path: "port"), encoding: .utf8)
        return [
            "MAYDAY_URL": "http://127.0.0.1:\(port.trimmingCharacters(in: .whitespacesAndNewlines))",
            "MAYDAY_KEY_FILE": folder.appending(path: "keys.admin").path,
        ]
    }

    /// What the service that was started last has written.
    var serviceLog: String { service.withLock { $0?.text ?? "" } }

    /// Waits for the log, which comes out some milliseconds after what it tells of.
    func logs(_ words: String) async throws {
        try await eventually(within: 10, "'\(words)' in the log") { self.serviceLog.contains(words) }
    }

    /// Waits for the end of the service, and returns its exit status.
    func serviceEnd(within seconds: Double = 20) async throws -> Int32 {
        try await eventually(within: seconds, "the end of the service") {
            self.service.withLock { $0?.isRunning != true }
        }
        return service.withLock { $0?.status ?? -1 }
    }

    func signalService(_ signal: Int32) { service.withLock { $0?.send(signal) } }

    func killService() async throws {
        signalService(SIGKILL)
        try await eventually(within: 10, "the kill") { self.service.withLock { $0?.isRunning != true } }
    }

    // MARK: The phones

    /// Starts a scripted phone; its log comes as JSON lines.
    @discardableResult
    func phone(_ arguments: String...) throws -> Running { try phone(arguments, at: environment) }

    /// - Parameter environment: what `scripts/bench` printed of the Asterisk that the phone belongs to.
    @discardableResult
    func phone(_ arguments: [String], at environment: [String: String]) throws -> Running {
        let number = phones.withLock { $0.count }
        let running = try Running(
            Repository.root.appending(path: "scripts/phone"), arguments, environment: environment,
            output: folder.appending(path: "phone-\(number).jsonl"))
        phones.withLock { $0.append(running) }
        return running
    }

    @discardableResult
    func registeredAgent(_ number: String, talk: String) async throws -> Running {
        try await registeredAgent(number, ["--answer-after", "200ms", "--talk", talk])
    }

    /// - Parameter options: of `scripts/phone --agent`.
    @discardableResult
    func registeredAgent(_ number: String, _ options: [String]) async throws -> Running {
        let phone = try phone(["--agent", number] + options, at: environment)
        try await eventually(within: 20, "the registration of \(number)") { phone.text.contains("\"registered\"") }
        return phone
    }

    // MARK: Asterisk

    /// The application that each live channel of a caller is in, by the caller's number.
    func applications() async throws -> [String: String] {
        let channels = try await ari.send(ARI.Channels.list())
        return Dictionary(
            channels.map { ($0.caller.number, $0.dialplan.appName) }, uniquingKeysWith: { first, _ in first })
    }

    /// A verb of `scripts/bench` for this centre's Asterisk.
    func bench(_ verb: String, _ options: String...) async throws {
        try await run(Repository.root.appending(path: "scripts/bench"), [verb, "--name", name] + options)
    }

    func asterisk(_ command: String) async throws {
        try await run(Repository.root.appending(path: "scripts/bench"), ["cli", "--name", name, command])
    }

    /// What the dialplan says of callers to come (`MAYDAY_WANTS`).
    func want(_ wishes: String) async throws {
        try await asterisk("dialplan set global MAYDAY_WANTS \"\(wishes)\"")
    }

    /// Ends everything. Call it in every test, also one that failed.
    func close() async {
        for phone in phones.withLock({ $0 }) { await phone.end() }
        if let running = service.withLock({ $0 }), running.isRunning {
            running.send(SIGCONT)
            running.send(SIGTERM)
            running.send(SIGTERM)
            await running.end()
        }
        _ = try? await run(Repository.root.appending(path: "scripts/bench"), ["down", "--name", name])
        try? FileManager.default.removeItem(at: folder)
    }
}

/// Runs a body with a centre and takes the centre down whatever happens.
func withCentre(
    _ name: String, agents: Int = 1, settings: String = "wrap_up: 1s", link: String = "", bench: [String] = [],
    _ body: @Sendable (Centre) async throws -> Void
) async throws {
    let centre = try await Centre(name, agents: agents, settings: settings, link: link, bench: bench)
    do {
        try await body(centre)
        await centre.close()
    } catch {
        await centre.close()
        throw error
    }
}
