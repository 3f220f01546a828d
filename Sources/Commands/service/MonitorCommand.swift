import APIClient
import ArgumentParser
import CallCenter
import Foundation
import MaydayAPI
import Monitor
import Telephony
import TerminalUI

struct MonitorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor", abstract: "Watch queues, callers and agents live.",
        discussion: """
            Example: mayday monitor
            Example: mayday monitor --plain --interval 5 | tee queue.log

            Keys: ? help, tab next table, arrows scroll, p pause the display, q quit. NO_COLOR turns colours off.
            """)

    @OptionGroup var options: ClientOptions
    @Flag(help: "Print lines instead of filling the screen; the default where the output is no terminal.")
    var plain = false
    @Option(parsing: .unconditional, help: "Seconds between two blocks of lines.") var interval = 2.0

    func validate() throws {
        guard !options.json else {
            throw ValidationError("the monitor prints no JSON; see `mayday queues --json`, or read /v1/events")
        }
        guard interval >= 0.1, interval <= 3600 else { throw ValidationError("--interval is 0.1 to 3600 seconds") }
    }

    func run() async throws {
        let console = Console.process()
        let client = try options.client(console)
        let now: @Sendable () -> APITime = { APITime(milliseconds: WallClock.system.now().milliseconds) }
        let feed = ServiceFeed(client: client, now: now)
        let zone = TimeZone.current
        let name = zone.abbreviation() ?? "UTC"
        let offset = zone.secondsFromGMT()
        let service = options.address(console)
        guard !plain, console.isTerminal else {
            let model = MonitorModel(service: service, now: now(), zoneOffset: offset, zoneName: name)
            try await MonitorRun.plain(model, interval: .seconds(interval), now: now, feed: feed) { lines in
                console.out(lines.joined(separator: "\n") + "\n")
                return true
            }
            return
        }
        let terminal = try TerminalSession.open(
            depth: ColourDepth(environment: console.environment),
            terminalName: console.environment["TERM"] ?? "unknown")
        let model = MonitorModel(
            service: service, now: now(), width: terminal.width, height: terminal.height, zoneOffset: offset,
            zoneName: name)
        let loop = MonitorLoop(terminal: terminal, theme: Theme(terminal.depth), now: now)
        do {
            try await MonitorRun.fullScreen(model, loop: loop, inputs: terminal.inputs, feed: feed)
            await terminal.close()
        } catch {
            await terminal.close()
            throw error
        }
    }
}
