import APIClient
import Foundation
import MaydayAPI
import Testing

@Suite("The queue_log beside app_queue's, and under kills", .serialized)
struct QueueLogTests {
    @Test("Q21 the same script through app_queue and through Mayday: docs/queue-log.md lists every difference")
    func beside() async throws {
        let keys = "}\n  - {id: keys, numbers: [\"703\"], exit_keys: {\"1\": hangup}"
        try await withCentre("queuelog", agents: 5, settings: "wrap_up: 0s, ring_timeout: 6s\(keys)") { centre in
            var accounts: [[String]] = []
            for make in [QueueLogSide.native, QueueLogSide.mayday] {
                let side = try await make(centre)
                try await side.hears("QUEUESTART", after: 0)
                var account = ["# the beginning"] + QueueLogEntry.plain(side.lines.prefix(1))
                for scenario in QueueLogScenario.all {
                    let lines = try await scenario.run(on: side)
                    account += ["# \(scenario.name)"] + QueueLogEntry.plain(lines)
                    // app_queue asks for the time anew for each figure; ours are those between the lines.
                    let isNative = accounts.isEmpty
                    #expect(
                        QueueLogEntry.agree(lines, slack: isNative ? 1 : 0),
                        "\(isNative ? "app_queue" : "Mayday"), \(scenario.name): \(lines)")
                }
                accounts.append(account)
            }
            try compare(Self.differences(accounts[0], accounts[1]))
        }
    }

    @Test("Q21 kill -9 and logrotate while people call: each line once, none missing")
    func kills() async throws {
        try await withCentre("queuekill", settings: "wrap_up: 0s") { centre in
            let file = centre.folder.appending(path: "queue_log")
            let overrides = ["MAYDAY_QUEUE_LOG__PATH": file.path]
            try await centre.start(overrides)
            let side = Self.side(centre, file)
            var files: [URL] = []
            for round in 1...6 {
                let caller = try await centre.waitingCaller("493000\(round)")
                try await eventually(within: 20, "the line of caller \(round)") {
                    side.call(of: "493000\(round)") != nil
                }
                await caller.end()
                if round.isMultiple(of: 2) {
                    files.append(centre.folder.appending(path: "queue_log.\(files.count + 1)"))
                    try FileManager.default.moveItem(at: file, to: files[files.count - 1])
                }
                // The log is written once a second: the kills are spread over one, before the line, after it, or within.
                try await Task.sleep(for: .milliseconds(200 * (round - 1)))
                try await centre.killService()
                try await centre.start(overrides)
                try await centre.serves(exactly: [])
            }
            let last = try await centre.waitingCaller("4930009")
            await last.end()
            try await eventually(within: 20, "the last line") {
                side.lines.contains { $0.event == "ABANDON" && $0.call == side.call(of: "4930009") }
            }
            let lines = (files + [file]).flatMap { Self.side(centre, $0).lines }
            let entered = lines.filter { $0.event == "ENTERQUEUE" }
            #expect(entered.map { $0.data[1] } == (1...6).map { "493000\($0)" } + ["4930009"])
            for call in entered.map(\.call) {
                #expect(lines.filter { $0.call == call }.map(\.event) == ["ENTERQUEUE", "ABANDON"])
            }
            #expect(lines.filter { $0.event == "QUEUESTART" }.count == 1)
        }
    }

    @Test(
        "Q21 a full disk under the queue_log: an alarm, calls go on, and afterwards every line is there",
        .enabled(if: SmallDisk.works))
    func full() async throws {
        try await withCentre("queuefull") { centre in
            let disk = try SmallDisk(centre.folder.appending(path: "disk"))
            defer { disk.unmount() }
            let file = disk.folder.appending(path: "queue_log")
            try await centre.start(["MAYDAY_QUEUE_LOG__PATH": file.path])
            let side = Self.side(centre, file)
            try await side.hears("QUEUESTART", after: 0)
            try disk.fill()
            let client = try centre.client()
            // The file's last page has some room; pauses fill it.
            try await eventually(within: 30, "the alarm") {
                _ = try await client.perform(.notReady(reason: "break"), agent: "1001")
                _ = try await client.perform(.ready(), agent: "1001")
                let health = try await client.health()
                return health.alarms.contains { $0.code == "queue_log" && $0.text.contains("No space left") }
            }
            let health = try await client.health()
            #expect(health.status == .degraded && health.store.state == .ok)
            let calls = 3
            for number in 1...calls {
                let caller = try await centre.waitingCaller("493000\(number)")
                await caller.end()
            }
            try await centre.serves(exactly: [])
            #expect(!side.lines.contains { $0.event == "ENTERQUEUE" })
            try disk.empty()
            try await side.hears("ABANDON", calls, after: 0)
            try await eventually(within: 20, "the end of the alarm") { try await client.health().status == .ok }
            let numbers = side.lines.filter { $0.event == "ENTERQUEUE" }.map { $0.data[1] }
            #expect(numbers == (1...calls).map { "493000\($0)" })
        }
    }

    /// Mayday's log, of whom nothing is asked.
    private static func side(_ centre: Centre, _ file: URL) -> QueueLogSide {
        QueueLogSide(
            centre: centre, file: file, support: "700", short: "", all: "", keys: "", left: "", pausing: "", full: "",
            shut: ""
        ) { _, _ in }
    }

    // MARK: The list

    /// Line by line: two blanks before what both write, `-` before what only app_queue does, `+` before what only Mayday does.
    private static func differences(_ native: [String], _ mayday: [String]) -> [String] {
        let difference = mayday.difference(from: native)
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var lines: [String] = []
        var (left, right) = (0, 0)
        while left < native.count || right < mayday.count {
            if removed.contains(left) {
                lines.append("- " + native[left])
                left += 1
            } else if inserted.contains(right) {
                lines.append("+ " + mayday[right])
                right += 1
            } else {
                lines.append("  " + native[left])
                left += 1
                right += 1
            }
        }
        return lines
    }

    /// Holds what was found beside the list in the document; `MAYDAY_RECORD_SNAPSHOTS=1` writes it there.
    private func compare(_ found: [String]) throws {
        let document = Repository.root.appending(path: "docs/queue-log.md")
        let text = try String(contentsOf: document, encoding: .utf8)
        let before = try #require(text.range(of: "```diff\n"))
        let after = try #require(text.range(of: "\n```", range: before.upperBound..<text.endIndex))
        let listed = text[before.upperBound..<after.lowerBound]
        if ProcessInfo.processInfo.environment["MAYDAY_RECORD_SNAPSHOTS"] == "1" {
            try text.replacingCharacters(
                in: before.upperBound..<after.lowerBound, with: found.joined(separator: "\n")
            ).write(to: document, atomically: true, encoding: .utf8)
            return
        }
        #expect(found == listed.split(separator: "\n").map(String.init))
    }
}

extension QueueLogSide {
    /// The id of the call from a number.
    fileprivate func call(of number: String) -> String? {
        lines.first { $0.event == "ENTERQUEUE" && $0.data.dropFirst().first == number }?.call
    }
}
