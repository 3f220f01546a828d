import APIClient
import Foundation
import MaydayAPI
import TestSupport
import Testing

@Suite("What the documents tell people to type", .serialized)
struct DocsTests {
    /// What an example must print. Those that never end are ended after a moment.
    private struct Example {
        var command: String
        var prints: String
        var isEndless = false
    }

    private static let readme = [
        Example(command: "mayday monitor", prints: "queue support waiting 1", isEndless: true),
        Example(command: "mayday queues", prints: "support        1"),
        Example(command: "mayday agent login alice", prints: "alice"),
        Example(command: "mayday agent not-ready alice --reason lunch", prints: "lunch"),
        Example(command: "mayday call show ID --trace", prints: "entry_opened"),
        Example(command: "mayday ari listen --app probe --all", prints: "\"type\":\"", isEndless: true),
        Example(command: "mayday --generate-completion-script bash", prints: "complete "),
        Example(
            command: "curl -H \"Authorization: Bearer $MAYDAY_KEY\" http://127.0.0.1:8470/v1/queues",
            prints: "\"items\":["),
        Example(
            command: "curl -N -H \"Authorization: Bearer $MAYDAY_KEY\" http://127.0.0.1:8470/v1/events",
            prints: "id:", isEndless: true),
    ]

    /// What stands beside them as words.
    private static let mentioned = [
        Example(command: "mayday agents", prints: "Alice Example"),
        Example(command: "mayday calls", prints: "4930001"),
        Example(command: "mayday callers", prints: "4930001"),
        Example(command: "mayday queues --json", prints: "\"short_abandoned\""),
    ]

    @Test("B4 the README's commands work with mayday.example.yaml as it stands, only its places moved")
    func readme() async throws {
        try await withCentre("docs") { centre in
            let port = try Sockets.freePort()
            let library = centre.folder.appending(path: "lib")
            try FileManager.default.createDirectory(at: library, withIntermediateDirectories: true)
            func moved(_ text: String) throws -> String {
                text.replacing("/var/lib/mayday", with: library.path)
                    .replacing("127.0.0.1:8470", with: "127.0.0.1:\(port)")
                    .replacing("http://127.0.0.1:8088", with: try #require(centre.environment["MAYDAY_BENCH_ARI_URL"]))
                    .replacing("secrets/ari-password", with: "password")
            }
            let example = try moved(Self.text("mayday.example.yaml"))
            try example.write(to: centre.configuration, atomically: true, encoding: .utf8)

            let readme = try Self.text("README.md")
            let block = try #require(Self.blocks(readme).first { $0.contains { $0.hasPrefix("export MAYDAY_KEY") } })
            let setup = try #require(block.first)
            // Whoever follows the README has these in the environment, or reads them in `--help`.
            let environment = [
                "MAYDAY_URL=http://127.0.0.1:\(port)", "MAYDAY_ARI_URL=\(try centre.value("ARI_URL"))",
                "MAYDAY_ARI_USER=\(try centre.value("ARI_USER"))",
                "MAYDAY_ARI_PASSWORD=\(try centre.value("ARI_PASSWORD"))",
                "PATH=\(Repository.mayday.deletingLastPathComponent().path):/usr/bin:/bin",
            ]
            func shell(_ line: String, isEndless: Bool = false) async throws -> (status: Int32, text: String) {
                let lines = environment.map { "export \($0)" } + ["cd \(centre.folder.path)", line]
                let whole = lines.joined(separator: "\n")
                let answer = try await Command.run(
                    "/usr/bin/timeout", [isEndless ? "4" : "30", "/bin/sh", "-c", whole])
                return (answer.status, answer.printed + answer.said)
            }

            let doctor = try await shell("mayday doctor --config mayday.yaml")
            #expect(doctor.status == 0, "\(doctor.text)")
            // Keys that stand there as comments are keys, too.
            let whole = example.replacing("    # listen: ", with: "    listen: ").replacing(
                "  # hosts: ", with: "  hosts: ")
            #expect(whole != example)
            try whole.write(
                to: centre.folder.appending(path: "whole.yaml"), atomically: true, encoding: .utf8)
            let wholeDoctor = try await shell("mayday doctor --config whole.yaml")
            #expect(wholeDoctor.status == 0, "\(wholeDoctor.text)")

            try FileManager.default.createSymbolicLink(
                at: centre.folder.appending(path: "keys.admin"),
                withDestinationURL: URL(fileURLWithPath: Self.path(in: try moved(setup))))
            try await centre.start()
            _ = try await centre.waitingCaller("4930001", to: "701")
            let call = try #require(try await centre.client().callers().first).callId
            let commands = block.dropFirst().map { line in
                line.split(separator: "#", maxSplits: 1).first.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
            }
            #expect(
                commands == Self.readme.map(\.command), "an example of the README that no test runs, or the reverse")
            let early = try await shell(moved(setup) + "\nmayday agent not-ready alice")
            #expect(early.status == 1 && early.text.contains("offline"), "\(early.text)")
            for example in Self.readme + Self.mentioned {
                let command = try moved(setup) + "\n" + moved(example.command).replacing(" ID ", with: " \(call) ")
                let answer = try await shell(command, isEndless: example.isEndless)
                #expect(answer.status == (example.isEndless ? 124 : 0), "\(example.command): \(answer.text)")
                #expect(answer.text.contains(example.prints), "\(example.command): \(answer.text)")
            }
            centre.signalService(SIGKILL)
        }
    }

    @Test("O2 the commands of docs/bench.md give a caller who talks to an agent")
    func bench() async throws {
        let block = try #require(Self.blocks(try Self.text("docs/bench.md")).first)
        #expect(block.count == 6)
        let folder = FileManager.default.temporaryDirectory.appending(path: "mayday-docs-\(getpid())")
        defer { try? FileManager.default.removeItem(at: folder) }
        // A place of its own, so that the name that the document does not give cannot be somebody else's bench.
        let setup = "export MAYDAY_BENCH_DIR=\(folder.path); cd \(Repository.root.path)"
        let script = ([setup, "set -e"] + block.dropLast() + ["kill %1", "wait || true"]).joined(separator: "\n")
        let answer = try await Command.run("/usr/bin/timeout", ["90", "/bin/bash", "-c", script])
        let end = try await Command.run("/bin/bash", ["-c", "\(setup); \(block.last ?? "")"])
        #expect(answer.status == 0, "\(answer.printed) \(answer.said)")
        #expect(end.status == 0, "\(end.said)")
        #expect(answer.printed.contains("\"event\": \"voice\""), "\(answer.printed)")
        #expect(answer.printed.contains("active channel"), "\(answer.printed)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).allSatisfy { $0.hasPrefix(".") })
    }

    @Test("Q7 the commands of docs/simulation.md run seeds of the model world")
    func simulation() async throws {
        let lines = try Self.text("docs/simulation.md").split(separator: "\n").filter {
            $0.hasPrefix("    scripts/simulate ")
        }
        #expect(lines.count == 4)
        let program = Repository.mayday.deletingLastPathComponent().appending(path: "simulate")
        for line in lines {
            let words = line.split(separator: " ").map(String.init).prefix {
                !["seeds", "one", "a", "how"].contains($0)
            }
            // The same commands with fewer seeds: the document's numbers are for a release build.
            let arguments = words.dropFirst().map { ["10000", "500"].contains($0) ? "5" : $0 }
            let printed = try await run(program, Array(arguments))
            let ran = arguments.contains("--count") ? 5 : 1
            #expect(
                printed.split(separator: "\n").contains { $0.hasPrefix("\(ran) seeds, 0 failed; ") },
                "\(arguments): \(printed.suffix(500))")
        }
    }

    @Test("Q7 docs/simulation.md tells of as many mistakes as are listed")
    func mistakes() async throws {
        let told = try Self.text("docs/simulation.md").split(separator: "\n").compactMap { line -> Int? in
            let words = line.split(separator: " ")
            guard words.count > 2, words[0] == "scripts/mutants", words[2] == "mistakes" else { return nil }
            return Int(words[1])
        }
        let list = Repository.root.appending(path: "Tests/Simulation/Mutants/mutants.py")
        let listed = try await run(URL(fileURLWithPath: "/usr/bin/python3"), [list.path, "--list"])
        #expect(told == [listed.split(separator: "\n").count])
    }

    @Test("K5 K6 each figure of the API has its definition in docs/figures.md")
    func figures() throws {
        let document = try Self.text("docs/figures.md")
        let names =
            try Self.members(of: QueueFigures()) + Self.members(of: ExitCounts()) + Self.members(of: AgentFigures())
            + Self.members(of: AgentCounts()).map { "agents.\($0)" }
        #expect(names.count > 40)
        for name in names { #expect(document.contains("`\(name)`"), "\(name)") }
    }

    /// The names that a value has in JSON, but for those of its members that are absent.
    private static func members(of value: some Encodable) throws -> [String] {
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value))
        return try #require(object as? [String: Any]).keys.sorted()
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
    }

    /// The lines of each fenced block.
    private static func blocks(_ text: String) -> [[String]] {
        let parts = text.components(separatedBy: "```")
        return stride(from: 1, to: parts.count, by: 2).map { index in
            parts[index].split(separator: "\n").map(String.init)
        }
    }

    /// The file that `export MAYDAY_KEY=$(cat FILE)` reads.
    private static func path(in line: String) -> String {
        String(line.split(separator: "(cat ").last?.prefix { $0 != ")" } ?? "")
    }
}
