import ArgumentParser
import CallCenter
import Foundation
import MaydayConfiguration
import Store
import Telephony

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look for what is wrong, here and on the Asterisk side, and say what to do.",
        discussion: """
            Example: mayday doctor --config /etc/mayday/mayday.yaml

            Changes nothing but a global variable of its own (MAYDAY_DOCTOR). Exit status 1 if something fails, 78 if
            the configuration itself is wrong.
            """)

    @Option(help: "The configuration file.") var config = "mayday.yaml"
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let console = Console.process()
        let loaded = try ServiceConfiguration.load(path: config, environment: console.environment)
        let configuration = loaded.configuration
        var findings = [
            Finding.ok(
                "configuration",
                "\(config): \(configuration.queues.count) queues, \(configuration.agents.count) agents, "
                    + "\(configuration.asterisk.count) servers")
        ]
        findings += loaded.warnings.map {
            .warning("configuration", "\($0)", "Correct it, or leave it if it is meant.")
        }
        findings.append(store(configuration.store.path))
        findings.append(await PortExamination(listen: configuration.api.listen, place: loaded.listenPlace).run())
        for (index, asterisk) in configuration.asterisk.enumerated() {
            // Agents are dialled through the first server.
            let examination = AsteriskExamination(
                asterisk: asterisk, endpoints: index == 0 ? configuration.agents.map(\.endpoint) : [],
                now: WallClock.system.now)
            findings += await examination.run()
        }
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            console.line(String(decoding: try encoder.encode(["items": findings]), as: UTF8.self))
        } else {
            console.out(findingText(findings))
        }
        let failures = findings.filter { $0.verdict == .failure }.count
        if failures > 0 {
            throw CommandFailure(.failed, failures == 1 ? "one check failed" : "\(failures) checks failed")
        }
    }

    private func store(_ path: String) -> Finding {
        let folder = (path as NSString).deletingLastPathComponent
        if FileManager.default.fileExists(atPath: path) {
            do throws(StoreError) {
                _ = try StoreReader(path: path)
                return .ok("store", "\(path) can be read")
            } catch {
                return .failure("store", "\(error)", "Restore a backup, or move the file away to begin a new journal.")
            }
        }
        guard FileManager.default.isWritableFile(atPath: folder.isEmpty ? "." : folder) else {
            return .failure(
                "store", "the folder of \(path) is missing or cannot be written",
                "Make it, and let it belong to the user that runs the service.")
        }
        return .ok("store", "\(path) will be made at the first start")
    }
}
