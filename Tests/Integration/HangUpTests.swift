import APIClient
import Foundation
import MaydayAPI
import Testing

@Suite("Calls that somebody has hung up, on a real Asterisk", .serialized)
struct HangUpTests {
    /// Has the call of a caller hung up, and waits until their phone says that it was.
    private func hangUp(_ number: String, _ phone: Running, _ centre: Centre) async throws -> Call {
        let client = try centre.client()
        let call = try #require(try await client.calls().first { $0.caller.number == number })
        let answer = try await client.hangUp(call: call.id)
        #expect(answer.id == call.id && answer.kept == nil)
        // What came of it was kept before the answer, with who said so.
        let words = try await client.trace(ofCall: call.id).items.filter { $0.kind == .decision }.map(\.text)
        #expect(words.count { $0 == "order_given: by admin, queue support, hangup" } == 1, "\(words)")
        #expect(words.count { $0.hasPrefix("entry_closed: ") } == 1, "\(words)")
        try await eventually(within: 20, "the end of \(number)'s call") { !phone.lines(of: "call").isEmpty }
        return call
    }

    private func closing(_ call: Call, _ centre: Centre) async throws -> [String] {
        try await centre.client().trace(ofCall: call.id).items.map(\.text).filter { $0.hasPrefix("entry_closed: ") }
    }

    @Test("C3 who waits is withdrawn, and a ring costs its agent nothing: neither counts as abandoned")
    func beforeTheTalk() async throws {
        try await withCentre("hang-up", settings: "wrap_up: 0s, ring_timeout: 60s") { centre in
            try await centre.start()
            let client = try centre.client()
            let first = try await centre.waitingCaller("4930001")
            let waited = try await hangUp("4930001", first, centre)
            #expect(try await closing(waited, centre) == ["entry_closed: withdrawn, by order, to hangup"])
            #expect(try await first.hangUp()?.endedBy == "peer")

            let phone = try await centre.registeredAgent("1001", ["--answer-after", "60s", "--talk", "forever"])
            try await centre.ready(1)
            let second = try centre.phone("--caller", "--from", "4930002", "--to", "700", "--hold", "120s")
            try await eventually(within: 20, "a phone that rings") {
                try await client.agent("1001").state == .ringing
            }
            let rung = try await hangUp("4930002", second, centre)
            #expect(try await closing(rung, centre) == ["entry_closed: withdrawn, by order, to hangup"])
            try await eventually(within: 20, "a phone that stopped") { !phone.lines(of: "call").isEmpty }
            try await centre.ready(1)
            let today = try await client.queue("support").today
            #expect([today.offered, today.abandoned, today.otherExits.withdrawn] == [2, 0, 2])
            let offers = try await client.agent("1001").today
            #expect([offers.offered, offers.lost] == [1, 0])
            try await centre.serves(exactly: [])
        }
    }

    @Test("C3 a talk ends by order, once, also where the service is killed right after the answer")
    func talk() async throws {
        try await withCentre("hang-up-talk", settings: "wrap_up: 0s") { centre in
            let agent = try await centre.registeredAgent("1001", talk: "forever")
            try await centre.start()
            let caller = try centre.phone("--caller", "--from", "4930001", "--to", "700", "--hold", "120s")
            try await centre.connectedCall(of: "4930001")
            let call = try #require(try await centre.client().calls().first)
            _ = try await centre.client().hangUp(call: call.id)
            try await centre.killService()
            try await centre.start()
            for phone in [caller, agent] {
                try await eventually(within: 30, "the end of the call") { !phone.lines(of: "call").isEmpty }
            }
            #expect(
                try await closing(call, centre) == ["entry_closed: answered, by order, agent 1001"])
            let today = try await centre.client().queue("support").today
            #expect([today.offered, today.answered, today.abandoned] == [1, 1, 0])
            try await centre.ready(1)
            try await centre.serves(exactly: [])
        }
    }
}
