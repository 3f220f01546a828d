import APIClient
import ARI
import ARIClient
import Foundation
import MaydayAPI
import TestSupport
import Testing

@Suite("How calls went, on a real Asterisk", .serialized)
struct DispositionTests {
    @Test(
        "G5 G12 a wrap-up that lasts until it is said how the call went: by command with a note, by code, changed later, after a kill -9"
    )
    func dispositions() async throws {
        let settings = "wrap_up: 0s, disposition: {required: true, longest: 10m}"
        try await withCentre("dispositions", agents: 1, settings: settings) { centre in
            try centre.editConfiguration {
                $0 += "\ndispositions: [{id: solved, name: Solved}, {id: callback, name: Call back}]\n"
            }
            try await centre.registeredAgent("1001", talk: "120s")
            try await centre.start()
            func talk(from number: String) async throws -> String {
                try await eventually(within: 30, "a ready agent") {
                    try await centre.client().agent("1001").state == .ready
                }
                let caller = try centre.phone("--caller", "--from", number, "--to", "700", "--hold", "120s")
                let call = try await centre.connectedCall(of: number).id
                _ = try await caller.hangUp()
                try await eventually(within: 20, "a wrap-up that waits") {
                    let agent = try await centre.client().agent("1001")
                    return agent.state == .wrapUp && agent.dispositionDue == true && agent.lastCallId == call
                }
                return call
            }
            let environment = try centre.clientEnvironment()
            func mayday(_ words: String...) async throws -> (status: Int32, said: String) {
                let answer = try await Command.run(Repository.mayday.path, words, environment: environment)
                return (answer.status, answer.said)
            }

            let first = try await talk(from: "4930051")
            let early = try await mayday("agent", "ready", "1001")
            #expect(early.status == 1)
            #expect(early.said.contains("dispose"))
            let unknown = try await mayday("agent", "dispose", "1001", "sloved")
            #expect(unknown.status == 1)
            #expect(unknown.said.contains("expected one of solved, callback"))
            #expect(try await mayday("agent", "dispose", "1001", "solved", "--call", "no-such").status == 1)
            try await centre.killService()
            try await centre.start()
            let again = try centre.clientEnvironment()
            let owed = try await centre.client().agent("1001")
            #expect(owed.dispositionDue == true)
            #expect(owed.state == .wrapUp)
            let said = try await Command.run(
                Repository.mayday.path,
                ["agent", "dispose", "1001", "callback", "--note", "wants a quote by Friday"], environment: again)
            #expect(said.status == 0)
            #expect(try await centre.client().agent("1001").dispositionDue == nil)

            // By the desk phone; its own channel enters the agents' context at the code.
            let second = try await talk(from: "4930052")
            _ = try await centre.ari.send(
                ARI.Channels.originate(endpoint: "PJSIP/1001", extension: "*161", context: "from-agents"))
            try await eventually(within: 15, "the word by code") {
                try await centre.client().call(second).dispositions?.first?.disposition == "solved"
            }
            #expect(try await centre.client().call(second).dispositions?.first?.by == "phone PJSIP/1001")

            // Of the first call, now that there was another: the last word counts, the earlier is kept.
            _ = try await centre.client().perform(.dispose("solved", call: first), agent: "1001")
            let shown = try await centre.client().call(first).dispositions ?? []
            #expect(shown.map(\.disposition) == ["callback", "solved"])
            #expect(shown.map(\.note) == ["wants a quote by Friday", nil])
            let show = try await Command.run(
                Repository.mayday.path, ["call", "show", first], environment: again)
            #expect(show.printed.contains("wants a quote by Friday"))
            let history = try await centre.client().history(ofAgent: "1001", hours: 1)
            #expect(history.items.contains { $0.kind == "disposition_given" && $0.by == "admin" })
            let trace = try await centre.client().trace(ofCall: first)
            #expect(trace.items.contains { $0.text.contains("disposition_given") })
            #expect(!trace.items.contains { $0.text.contains("quote") || $0.json?.contains("quote") == true })
        }
    }
}
