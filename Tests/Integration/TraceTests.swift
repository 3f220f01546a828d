import APIClient
import Foundation
import MaydayAPI
import Testing

@Suite("One call under one id", .serialized)
struct TraceTests {
    /// What an ordinary call asks of Asterisk, in the words of its trace; `C` is the caller's channel, `A` the agent's.
    private static let exchanges = [
        "POST /channels/C/answer: 204", "POST /channels/C/moh?mohClass=default: 204",
        "POST /channels/C/variables: 204",
        "POST /channels/create?endpoint=PJSIP/1001&app=mayday&appArgs=agent,ID&channelId=A: 200",
        "POST /channels/A/dial?timeout=20: 204", "POST /bridges/B?type=mixing,dtmf_events&name=B: 200",
        "POST /bridges/B/addChannel?channel=A: 204",
        "POST /channels/C/variable?variable=TIMEOUT(absolute)&value=0: 204", "DELETE /channels/C/moh: 204",
        "POST /bridges/B/addChannel?channel=C: 204", "DELETE /channels/C?reason=normal: 204",
        "DELETE /bridges/B: 204",
    ]

    @Test("O8 one id runs through SIP header, API, journal, trace and log; the trace has every exchange with Asterisk")
    func trace() async throws {
        try await withCentre("trace") { centre in
            try await centre.start(["MAYDAY_LOG__LEVEL": "debug"])
            _ = try await centre.waitingCaller("4930001")
            let call = try #require(try await centre.client().callers().first).callId
            let again = "variable=TIMEOUT(absolute)&value=28: 204"
            try await eventually(within: 20, "the dead-man's next arming in the trace") {
                // Trace lines are written when the store has time; until then there may be none.
                let items = (try? await centre.client().trace(ofCall: call).items) ?? []
                return items.contains { $0.text.contains(again) }
            }
            let agent = try await centre.registeredAgent("1001", talk: "forever")
            let talk = try await centre.connectedCall(of: "4930001")
            #expect(talk.id == call)
            let line = try #require(agent.lines(of: "invite").first)
            let invite = try JSONDecoder().decode(Invite.self, from: Data(line.utf8))
            #expect(invite.correlation == call)
            #expect(invite.from == "4930001", "the agent's phone shows who calls")
            _ = try await centre.client().hangUp(call: call)
            try await eventually(within: 20, "the whole trace") {
                let items = try await centre.client().trace(ofCall: call).items
                return items.contains { $0.text.hasPrefix("entry_closed") }
                    && items.contains { $0.text.hasPrefix("DELETE /bridges") }
                    && items.count { Self.isExchange($0) } == Self.requests(centre, of: call).count
            }
            try await eventually(within: 10, "the log's last line about the call") {
                Self.lines(centre, of: call).contains { $0.hasSuffix("the call is over") }
            }
            let items = try await centre.client().trace(ofCall: call).items
            #expect(Set(items.map(\.kind)) == [.input, .decision, .request, .response])
            let caller = try #require(talk.legs.first { $0.role == .caller }).channelId
            let leg = try #require(talk.legs.first { $0.role == .agent }).channelId
            try Self.expectExchanges(items, call: call, caller: caller, agent: leg)
            Self.expectDecisions(items, caller: caller)
            #expect(items.contains { $0.text == "order_given: by admin, queue support, hangup" })
            Self.expectLog(centre, call: call, legs: [caller, leg])
        }
    }

    private static func isExchange(_ item: TraceItem) -> Bool {
        item.kind == .response && item.text.contains(/^(GET|POST|PUT|DELETE) \//)
    }

    private static func expectExchanges(_ items: [TraceItem], call: String, caller: String, agent: String) throws {
        let found = items.filter(isExchange).map(\.text)
        for text in found { #expect(text.contains(/, [0-9]+ ms$/), "\(text)") }
        let made = try #require(found.first { $0.hasPrefix("POST /bridges/") })
        let bridge = String(made.dropFirst("POST /bridges/".count).prefix { $0 != "?" })
        for exchange in exchanges {
            let names = ["C": caller, "A": agent, "B": bridge, "ID": call]
            let text = exchange.replacing(/\b(C|A|B|ID)\b/) { names[String($0.output.1)] ?? "" }
            #expect(found.contains { $0.hasPrefix(text + ", ") }, "\(text) is not among \(found)")
        }
    }

    private static func expectDecisions(_ items: [TraceItem], caller: String) {
        let decisions = items.filter { $0.kind == .decision }.map(\.text)
        let expected = [
            "entry_opened: queue support, channel \(caller), server main", "offer_made: agent 1001, channel ",
            "offer_answered: agent 1001", "entry_connected: agent 1001, bridge ",
            "entry_closed: answered, by order, agent 1001",
        ]
        for words in expected {
            #expect(decisions.contains { $0.hasPrefix(words) }, "\(words) is not among \(decisions)")
        }
    }

    /// The log's lines of requests that were sent for a call.
    private static func requests(_ centre: Centre, of call: String) -> [Substring] {
        lines(centre, of: call).filter { $0.hasSuffix("ARI request") }
    }

    private static func lines(_ centre: Centre, of call: String) -> [Substring] {
        centre.serviceLog.split(separator: "\n").filter { $0.contains(" call=\(call) ") }
    }

    private static func expectLog(_ centre: Centre, call: String, legs: [String]) {
        let steps = lines(centre, of: call).filter { $0.contains(" info ") }
        let expected = [
            ("a caller entered the queue", ["queue=support"]), ("offered to an agent", ["agent=1001"]),
            ("caller and agent are connected", ["agent=1001"]),
            ("the call is over", ["outcome=answered", "agent=1001"]),
        ]
        for (words, details) in expected {
            let found = steps.filter { $0.hasSuffix(words) }
            #expect(found.count == 1, "\(words): \(found)")
            for detail in details { #expect(found.first?.contains(" \(detail) ") == true, "\(words): \(found)") }
        }
        // No request about one of the call's channels goes without its id.
        let about = centre.serviceLog.split(separator: "\n").filter { line in
            line.hasSuffix("ARI request") && legs.contains { line.contains("path=/channels/\($0)") }
        }
        // Each of the two legs is hung up once.
        #expect(about.count >= 9)
        for line in about { #expect(line.contains(" call=\(call) "), "\(line)") }
        #expect(!centre.serviceLog.contains("4930001"), "the log names no caller")
    }

    private struct Invite: Decodable {
        var correlation: String?
        var from: String?
    }
}
