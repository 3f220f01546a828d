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
                "\(config): \(counted(configuration.queues.count, "queue")), "
                    + "\(counted(configuration.agents.count, "agent")), "
                    + "\(counted(configuration.asterisk.count, "server"))")
        ]
        findings += loaded.warnings.map {
            .warning("configuration", "\($0)", "Correct it, or leave it if it is meant.")
        }
        if configuration.queues.isEmpty || configuration.agents.isEmpty {
            findings.append(
                .warning(
                    "configuration",
                    "without \(configuration.queues.isEmpty ? "queues" : "agents") no caller is served",
                    "Name them under `queues` and `agents`; mayday.example.yaml shows how."))
        }
        findings += StoreExamination(path: configuration.store.path).run()
        findings.append(await PortExamination(listen: configuration.api.listen, place: loaded.listenPlace).run())
        for asterisk in configuration.asterisk {
            let examination = AsteriskExamination(
                asterisk: asterisk,
                endpoints: configuration.agents.filter { $0.server == asterisk.name }.map(\.endpoint),
                numbers: configuration.queues.flatMap(\.numbers),
                places: Set(configuration.queues.flatMap(\.dialplanPlaces)).sorted(), now: WallClock.system.now)
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
}

private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
