import MaydayAPI
import Testing

@testable import APIServer

@Suite("Texts that people write with commands")
struct FreeTextTests {
    /// One character to the eye, of so many scalars.
    private static func marked(_ count: Int) -> String { "e" + String(repeating: "\u{301}", count: count - 1) }

    @Test(
        "E4 how much is taken, in scalars: marks upon marks count",
        arguments: [
            (.reason, "tea", true), (.reason, "", false), (.reason, String(repeating: "ü", count: 64), true),
            (.reason, String(repeating: "ü", count: 65), false), (.reason, marked(64), true),
            (.reason, marked(65), false), (.reason, marked(57_000), false), (.reason, "a\nb", false),
            (.reason, "a\tb", false), (.reason, "\u{7F}", false), (.reason, "\u{85}", false),
            (.reason, "\u{2028}", false), (.reason, "👩‍👩‍👧", true),
            (.note, "a\n\tb", true), (.note, "a\rb", false), (.note, marked(2000), true), (.note, marked(2001), false),
            (.number, "+4930123", true), (.number, marked(33), false), (.id, marked(129), false), (.id, "sales", true),
        ] as [(FreeText, String, Bool)])
    func limits(_ rule: FreeText, _ text: String, _ isTaken: Bool) {
        #expect(rule.accepts(text) == isTaken)
        #expect(rule.problem(with: text, in: "x")?.detail == (isTaken ? nil : rule.expectation))
        #expect(rule.problem(with: nil, in: "x") == nil)
    }

    @Test(
        "E4 a text of 57 kB is refused wherever one is taken, with the member and the limit",
        arguments: [
            ("/v1/agents/1001/not-ready", #"{"reason":"#, "reason", "1 to 64"),
            ("/v1/agents/1001/not-ready", #"{"queue":"#, "queue", "a queue's id"),
            ("/v1/agents/1001/dispose", #"{"disposition":"#, "disposition", "configured disposition"),
            ("/v1/agents/1001/dispose", #"{"disposition":"solved","call_id":"#, "call_id", "a call's id"),
            ("/v1/agents/1001/dispose", #"{"disposition":"solved","note":"#, "note", "1 to 2000"),
            ("/v1/agents/1001/login", #"{"endpoint":"#, "endpoint", "PJSIP/1001"),
            ("/v1/queues/support/close", #"{"reason":"#, "reason", "1 to 64"),
            ("/v1/queues/support/close", #"{"target":"#, "target", "queue ID"),
            ("/v1/queues/support/add-member", #"{"agent":"#, "agent", "1 to 128"),
            ("/v1/queues/support/remove-member", #"{"agent":"#, "agent", "1 to 128"),
            ("/v1/callers/entry-support/withdraw", #"{"reason":"#, "reason", "1 to 64"),
            ("/v1/callers/entry-support/withdraw", #"{"target":"#, "target", "hangup, dialplan"),
            ("/v1/callers/entry-support/move", #"{"queue":"#, "queue", "1 to 128"),
            ("/v1/callers/entry-support/pick", #"{"agent":"#, "agent", "1 to 128"),
            ("/v1/callers/entry-support/callback", #"{"number":"#, "number", "1 to 32"),
        ])
    func everywhere(_ path: String, _ begin: String, _ field: String, _ limit: String) async throws {
        try await RunningServer.run { server in
            let raw = RawHTTP(port: server.port)
            for text in [Self.marked(28_000), "queue " + String(repeating: "x", count: 57_000)] {
                let answer = await raw.request(
                    "POST", path, headers: ["Content-Type: application/json"], body: begin + "\"\(text)\"}")
                #expect(answer.status == 400, "\(answer.body.prefix(300))")
                #expect(answer.body.contains("\"field\":\"\(field)\""), "\(answer.body.prefix(300))")
                #expect(answer.body.contains(limit))
                #expect(answer.body.utf8.count < 1000)
            }
            #expect(server.center.commands.isEmpty)
        }
    }
}
