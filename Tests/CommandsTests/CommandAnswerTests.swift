import ArgumentParser
import Locking
import MaydayAPI
import Testing

@testable import Commands

@Suite struct CommandAnswerTests {
    /// What is printed for an answer, and what is said beside it.
    private func show(_ answer: some Encodable, _ arguments: [String]) throws -> (printed: String, said: String) {
        let printed = Locked("")
        let said = Locked("")
        let console = Console(
            out: { text in printed.withLock { $0 += text } }, attempt: { _ in nil },
            err: { text in said.withLock { $0 += text } }, isTerminal: false, isColourful: false, columns: nil,
            environment: [:])
        try ClientOptions.parse(arguments).show(answer, on: console) { _ in "a table\n" }
        return (printed.withLock { $0 }, said.withLock { $0 })
    }

    private func agent(kept: Bool?) -> Agent {
        var agent = Agent(
            id: "anna", name: "Anna", endpoint: "PJSIP/1001", state: .ready, stateSinceAt: APITime(milliseconds: 0))
        agent.kept = kept
        return agent
    }

    @Test("K1 what is done and not kept is told on standard error", arguments: [[], ["--json"]])
    func notKept(_ arguments: [String]) throws {
        let told = try show(agent(kept: false), arguments)
        #expect(
            told.said
                == "done, but not yet kept: the journal's disk is full, or cannot be written (see /v1/health)\n")
        #expect(told.printed.contains("\"kept\":false") == !arguments.isEmpty)
        var report = ConfigurationReport()
        report.kept = false
        #expect(try !show(report, arguments).said.isEmpty)
    }

    @Test("K1 of what is kept nothing is said, nor of an answer to no command", arguments: [[], ["--json"]])
    func kept(_ arguments: [String]) throws {
        let told = try show(agent(kept: nil), arguments)
        #expect(told.said.isEmpty && !told.printed.contains("kept"))
        #expect(try show(["a": 1], arguments).said.isEmpty)
    }
}
