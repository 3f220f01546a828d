import APIClient
import ArgumentParser
import MaydayAPI

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "The configuration of the running service.",
        discussion: "Example: mayday config reload", subcommands: [ConfigShow.self, ConfigReload.self])
}

struct ConfigShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "What was changed over the file, and what waits for a restart.",
        discussion: "Example: mayday config show")

    @OptionGroup var options: ClientOptions

    func run() async throws {
        let console = Console.process()
        let state = try await options.client(console).configuration()
        try options.show(state, on: console) { state in
            var text = "\(state.file), taken over \(state.loadedAt)\n"
            for change in state.changes { text += "changed: \(ConfigurationText.line(change))\n" }
            for change in state.suspended { text += "without effect: \(ConfigurationText.line(change))\n" }
            if let reason = state.suspendedBecause { text += "because: \(reason)\n" }
            for value in state.needsRestart { text += "needs a restart: \(ConfigurationText.line(value))\n" }
            return text
        }
    }
}

struct ConfigReload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Read the configuration's file again.",
        discussion: """
            It is checked whole first: if anything is wrong, everything stays as it was, and the exit status is 78. What
            cannot be changed while the service runs is told as needing a restart.
            Example: mayday config reload
            Example: mayday config reload --discard-changes
            """)

    @Flag(help: "Forget what was changed while the service ran: the file alone counts again.")
    var discardChanges = false
    @OptionGroup var options: ClientOptions

    func run() async throws {
        let console = Console.process()
        try await ConfigurationText.show(options, console) { client in
            try await client.reload(discardingChanges: discardChanges)
        }
    }
}

/// What a change of the configuration has done, for people.
enum ConfigurationText {
    /// Prints the report of `change`; a refusal with each problem on a line of its own.
    static func show(
        _ options: ClientOptions, _ console: Console,
        _ change: (APIClient) async throws -> ConfigurationReport
    ) async throws {
        do {
            let report = try await change(try options.client(console))
            try options.show(report, on: console, table: text)
            for value in report.needsRestart { console.word("needs a restart: \(line(value))") }
            for warning in report.warnings { console.word("mayday: \(warning)") }
        } catch APIClientFailure.problem(let problem) where problem.code == "configuration_invalid" && !options.json {
            let lines = (problem.errors ?? []).map { "\($0.field): \($0.detail)" }
            throw CommandFailure(.configuration, ([problem.title] + lines).joined(separator: "\n"))
        }
    }

    static func text(_ report: ConfigurationReport) -> String {
        var text = report.changed.map { line($0) + "\n" }.joined()
        if report.changed.isEmpty { text = "nothing has changed\n" }
        for change in report.changes { text += "lies over the file: \(line(change))\n" }
        for change in report.suspended { text += "without effect: \(line(change))\n" }
        for dropped in report.dropped { text += "forgotten: \(dropped.target): \(dropped.reason)\n" }
        return text
    }

    static func line(_ value: ChangedValue) -> String {
        "\(value.key): \(value.from ?? "–") → \(value.to ?? "–")"
    }

    static func line(_ change: KeptChange) -> String {
        "\(change.target): \(change.value) (by \(change.by), \(change.at))"
    }
}
