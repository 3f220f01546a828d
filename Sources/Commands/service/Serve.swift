import APIServer
import ARIClient
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

            SIGTERM or SIGINT drains: new callers go to the dialplan's fall-back queue, those who are here are served,
            then the service ends. A second one stops at once; Asterisk keeps the callers who talk or wait.
            SIGHUP reads the configuration again, as mayday config reload does.
            """)

    @Option(help: "The configuration file.")
    var config = "mayday.yaml"

    @Option(help: "Write the API's port to this file once it listens (for scripts, with a listen port of 0).")
    var portFile: String?

    func run() async throws {
        let console = Console.process()
        try checkPortFile()
        let loaded = try ServiceConfiguration.load(path: config, environment: console.environment)
        if let portFile, let owner = loaded.files[FilePlace(onDisk: portFile)] {
            throw CommandFailure(.usage, "--port-file \(portFile): is \(owner); name a file of its own")
        }
        let output = LogOutput.begin()
        for warning in loaded.warnings { console.word("mayday: \(warning)") }
        let configuration = loaded.configuration
        LoggingSystem.bootstrap(
            { label, metadata in
                var handler = StreamLogHandler(label: label, stream: output, metadataProvider: metadata)
                handler.logLevel = Logger.Level(rawValue: configuration.log.level.rawValue) ?? .info
                return handler
            }, metadataProvider: Correlation.metadata)
        FileLimit.raise()
        let log = Logger(label: "mayday")
        let portFile = portFile
        let service = CallCenter(
            loaded, from: .file(config, environment: console.environment), version: maydayVersion,
            boot: IdentifierSource.boot { Int.random(in: 0..<$0) }, log: log
        ) { port in
            log.notice("listening", metadata: ["port": "\(port)"])
            guard let portFile else { return }
            do {
                try "\(port)\n".write(toFile: portFile, atomically: true, encoding: .utf8)
            } catch {
                log.error("the port file cannot be written", metadata: ["file": "\(portFile)", "error": "\(error)"])
            }
        }
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)], logger: log))
        let signals = Task { await Self.obey(service, group, log) }
        defer { signals.cancel() }
        do {
            try await group.run()
        } catch let error as APIServerFailure {
            throw CommandFailure(.failed, "\(loaded.listenPlace): api.listen: \(error)")
        } catch let error as ARIError {
            throw CommandFailure(.failed, "\(error)")
        } catch let error as KeyFailure {
            throw CommandFailure(.failed, "\(error)")
        } catch let error as StoreError {
            throw CommandFailure(.failed, "\(error)")
        } catch let error as ServiceFailure {
            throw CommandFailure(.failed, "\(error)")
        }
    }

    /// Whoever waits for the file would wait for ever.
    private func checkPortFile() throws {
        guard let portFile else { return }
        let folder = (portFile as NSString).deletingLastPathComponent
        guard FileManager.default.isWritableFile(atPath: folder.isEmpty ? "." : folder) else {
            throw CommandFailure(
                .usage, "--port-file \(portFile): its folder is missing or cannot be written")
        }
    }

    /// The first signal drains, the second stops; SIGHUP reads the configuration again.
    private static func obey(_ service: CallCenter, _ group: ServiceGroup, _ log: Logger) async {
        var first = true
        for await signal in await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup) {
            if signal == .sighup {
                log.notice("reading the configuration again", metadata: ["signal": "\(signal)"])
                await service.reload()
                continue
            }
            if first {
                first = false
                log.notice(
                    "draining: new callers go to the fall-back; once more to stop now",
                    metadata: ["signal": "\(signal)"])
                Task {
                    await service.drain()
                    log.notice("nobody waits or talks any more; stopping")
                    await group.triggerGracefulShutdown()
                }
            } else {
                log.notice("stopping; Asterisk keeps the callers who are there")
                await group.triggerGracefulShutdown()
            }
        }
    }
}
