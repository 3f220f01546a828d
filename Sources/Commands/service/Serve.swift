import ArgumentParser
import CallCenter
import Foundation
import Logging
import MaydayConfiguration
import ServiceLifecycle
import Store
import UnixSignals

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run the service.",
        discussion: """
            Example: mayday serve --config /etc/mayday/mayday.yaml

            SIGTERM or SIGINT drains: callers who talk or wait are left to Asterisk, new ones go to the dialplan's
            fall-back. A second one stops at once.
            """)

    @Option(help: "The configuration file.")
    var config = "mayday.yaml"

    @Option(help: "Write the API's port to this file once it listens (for scripts, with a listen port of 0).")
    var portFile: String?

    func run() async throws {
        let console = Console.process()
        let loaded = try ServiceConfiguration.load(path: config, environment: console.environment)
        for warning in loaded.warnings { console.word("mayday: \(warning)") }
        let configuration = loaded.configuration
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = Logger.Level(rawValue: configuration.log.level.rawValue) ?? .info
            return handler
        }
        let log = Logger(label: "mayday")
        var generator = SystemRandomNumberGenerator()
        let portFile = portFile
        let service = CallCenter(
            configuration: configuration, version: maydayVersion, boot: IdentifierSource.boot(using: &generator),
            log: log
        ) { port in
            log.notice("listening", metadata: ["port": "\(port)"])
            if let portFile { try? "\(port)\n".write(toFile: portFile, atomically: true, encoding: .utf8) }
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: log))
        do {
            try await group.run()
        } catch let error as StoreError {
            throw CommandFailure(.failed, "\(error)")
        }
    }
}
