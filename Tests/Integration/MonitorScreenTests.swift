import APIClient
import Foundation
import MaydayAPI
import Testing

@Suite("The monitor on a terminal", .serialized)
struct MonitorScreenTests {
    @Test("S1 80×24: queue, caller and agent live; it follows a resize, q ends it and the terminal is as before")
    func fullScreen() async throws {
        try await withCentre("monitor") { centre in
            try await centre.start()
            try await centre.registeredAgent("1001", talk: "forever")
            try centre.phone("--caller", "--from", "4930001", "--to", "700", "--hold", "120s")
            try await centre.connectedCall(of: "4930001")
            let waiting = try await centre.waitingCaller("4930002")
            try await withScreen(centre) { screen in
                try await screen.type("stty -g > before; \(Repository.mayday.path) monitor; echo ended-$?")
                try await eventually(within: 20, "queue, caller and agent") {
                    let lines = try await screen.lines()
                    return lines.first?.hasPrefix(" Mayday OK") == true
                        && lines.contains { $0.hasPrefix("Support") }
                        && lines.contains { $0.contains("4930002") && $0.contains("waiting") }
                        && lines.contains { $0.hasPrefix("Agent 1001") && $0.contains("talking") }
                }
                #expect(try await screen.state() == (true, false))
                #expect(try await screen.lines().contains { $0.contains("q quit") })
                for (width, height) in [(120, 40), (60, 15), (80, 24)] {
                    try await screen.resize(width: width, height: height)
                    try await eventually(within: 10, "\(width)×\(height)") {
                        let lines = try await screen.lines()
                        let rule = lines.first { $0.contains("Queues") && $0.contains("─") }
                        return rule?.count == width && lines.count(where: { $0.contains("q quit") }) == 1
                    }
                }
                await waiting.end()
                try await eventually(within: 10, "the caller's end on the screen") {
                    try await !screen.text().contains("4930002")
                }
                try await screen.press("q")
                try await isAsBefore(screen, status: 0, in: centre.folder)
            }
        }
    }

    @Test("S1 an interrupt, and a service that goes away and comes back: told on the screen, the terminal is restored")
    func interrupted() async throws {
        try await withCentre("monitor-int") { centre in
            try await centre.start()
            try await withScreen(centre) { screen in
                try await screen.type("stty -g > before; \(Repository.mayday.path) monitor; echo ended-$?")
                try await eventually(within: 20, "the monitor") {
                    try await screen.lines().first?.hasPrefix(" Mayday OK") == true
                }
                try await centre.killService()
                try await eventually(within: 20, "the loss on the screen") {
                    try await screen.lines().first?.hasPrefix(" Mayday OK") == false
                }
                try await screen.press("C-c")
                try await eventually(within: 10, "the end") { try await screen.text().contains("ended-") }
                #expect(try await screen.state() == (false, true))
            }
        }
    }

    @Test("S1 --plain prints lines, and a reader that has enough ends it quietly")
    func plain() async throws {
        try await withCentre("monitor-plain") { centre in
            try await centre.start()
            _ = try await centre.waitingCaller("4930001")
            let lines = try Running(
                URL(fileURLWithPath: "/bin/sh"),
                ["-c", "\(Repository.mayday.path) monitor --plain --interval 0.2 | head -n 40; echo ended"],
                environment: centre.clientEnvironment(), output: centre.folder.appending(path: "plain.log"))
            try await eventually(within: 30, "forty lines") { !lines.isRunning }
            let text = lines.text
            #expect(text.contains("4930001"))
            #expect(text.contains("Support") || text.contains("support"))
            #expect(text.contains("1001"))
            #expect(!text.contains("\u{1B}"), "no escape sequences in lines")
            #expect(text.split(separator: "\n").count == 41, "nothing but the lines: \(text)")
        }
    }

    private func isAsBefore(_ screen: TerminalScreen, status: Int, in folder: URL) async throws {
        try await eventually(within: 10, "the shell") { try await screen.text().contains("ended-\(status)") }
        #expect(try await screen.state() == (false, true))
        try await screen.type("stty -g > after; echo written")
        try await eventually(within: 10, "the settings") {
            try await screen.lines().contains { $0 == "written" }
        }
        let (before, after) = try (
            String(contentsOf: folder.appending(path: "before"), encoding: .utf8),
            String(contentsOf: folder.appending(path: "after"), encoding: .utf8)
        )
        #expect(before == after)
    }

    private func withScreen(_ centre: Centre, _ body: (TerminalScreen) async throws -> Void) async throws {
        let screen = try await TerminalScreen.open(
            centre.name, in: centre.folder, environment: centre.clientEnvironment())
        do {
            try await body(screen)
        } catch {
            let picture = (try? await screen.text()) ?? ""
            await screen.close()
            throw ShellFailure(description: "\(error); on the screen:\n\(picture)")
        }
        await screen.close()
    }
}
