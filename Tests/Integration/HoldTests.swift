import APIClient
import Foundation
import MaydayAPI
import Testing

@Suite("Callers on hold at the agent's own phone, on a real Asterisk", .serialized)
struct HoldTests {
    @Test("G3 C8 on hold the caller hears music, then the agent again; states and figures tell it, also over a kill -9")
    func hold() async throws {
        try await withCentre("hold") { centre in
            let phone = try await centre.registeredAgent("1001", talk: "300s")
            try await centre.start()
            try await ready(centre)
            let watched = try Running(
                Repository.mayday, ["agent", "watch", "1001"], environment: try centre.clientEnvironment(),
                output: centre.folder.appending(path: "watch"))
            let caller = try centre.phone("--caller", "--from", "4930091", "--to", "700", "--hold", "120s")
            let call = try await centre.connectedCall(of: "4930091")
            try await lines(1, of: "voice", from: caller)
            #expect(try await centre.client().call(call.id).holdMs == 0)

            phone.send(SIGUSR1)
            try await isHeld(centre, call)
            try await lines(1, of: "music", from: caller)
            let held = try await centre.client().agent("1001")
            #expect(held.callId == call.id)
            #expect(held.calls?.map(\.state) == ["held"])
            #expect(try await centre.client().queue("support").talking == 1)
            try await eventually(within: 10, "the state on the agent's screen") { watched.text.contains("held") }
            await watched.end()

            try await centre.killService()
            try await centre.start()
            let after = try await centre.client().agent("1001")
            #expect(after.state == .held)
            #expect(after.stateSinceAt == held.stateSinceAt, "the time in state goes on")
            try await isHeld(centre, call)
            #expect(caller.lines(of: "voice_again").isEmpty)

            phone.send(SIGUSR2)
            try await isTalking(centre, call)
            try await lines(1, of: "voice_again", from: caller)
            let resumed = try #require(try await centre.client().call(call.id).holdMs)
            let truth = try moment("resumed", of: phone) - moment("held", of: phone)
            #expect(abs(Int(resumed) - truth) < 500, "\(resumed) of \(truth) ms")
            let today = try await centre.client().agent("1001").today
            #expect(abs(today.holdSumMs - resumed) < 500)
            #expect(today.talkSumMs >= today.holdSumMs)

            let summary = try #require(try await caller.hangUp())
            #expect(summary.heard.map(\.who) == ["1001"])
            try await eventually(within: 20, "the wrap-up's end") {
                try await centre.client().agent("1001").state == .ready
            }
            #expect(try await centre.client().call(call.id).holdMs == resumed)
            let queue = try await centre.client().queue("support").today
            #expect((queue.held, queue.holdSumMs) == (1, resumed))
            #expect(queue.talkSumMs > queue.holdSumMs)
        }
    }

    @Test("G3 what began or ended on hold while the service was away is found when it is back")
    func gap() async throws {
        try await withCentre("hold-gap") { centre in
            let phone = try await centre.registeredAgent("1001", talk: "300s")
            try await centre.start()
            try await ready(centre)
            let caller = try centre.phone("--caller", "--from", "4930092", "--to", "700", "--hold", "120s")
            let call = try await centre.connectedCall(of: "4930092")
            try await lines(1, of: "voice", from: caller)
            try await centre.killService()
            phone.send(SIGUSR1)
            try await lines(1, of: "music", from: caller)
            try await centre.start()
            try await isHeld(centre, call)
            try await centre.killService()
            phone.send(SIGUSR2)
            try await lines(1, of: "voice_again", from: caller)
            try await centre.start()
            try await isTalking(centre, call)
            let trace = try await centre.client().trace(ofCall: call.id).items.map(\.text)
            #expect(trace.contains { $0.hasPrefix("hold_begun: agent 1001, inferred") })
            #expect(trace.contains { $0.hasPrefix("hold_ended: agent 1001, inferred") })
            _ = try await caller.hangUp()
        }
    }

    @Test("G3 Q6 the first call is on hold for a second one: the agent talks, and holds when only the first is left")
    func several() async throws {
        try await withCentre("hold-two", settings: "wrap_up: 1s, exclusive: false") { centre in
            try centre.editConfiguration {
                $0 = $0.replacing("initial_state: ready}", with: "initial_state: ready, capacity: 2}")
            }
            let phone = try await centre.registeredAgent(
                "1001", ["--answer-after", "200ms", "--talk", "300s", "--lines", "2", "--hold-others"])
            try await centre.start()
            try await ready(centre)
            let first = try centre.phone("--caller", "--from", "4930093", "--to", "700", "--hold", "120s")
            let held = try await centre.connectedCall(of: "4930093")
            try await lines(1, of: "voice", from: first)
            let second = try centre.phone("--caller", "--from", "4930094", "--to", "700", "--hold", "120s")
            try await centre.connectedCall(of: "4930094")
            try await lines(1, of: "music", from: first)
            try await eventually(within: 10, "one call on hold") {
                try await centre.client().agent("1001").calls?.map(\.state) == ["held", "connected"]
            }
            #expect(try await centre.client().agent("1001").state == .talking)
            _ = try await second.hangUp()
            try await isHeld(centre, held)
            phone.send(SIGUSR2)
            try await isTalking(centre, held)
            try await lines(1, of: "voice_again", from: first)
            _ = try await first.hangUp()
        }
    }

    @Test("G3 Q16 nobody is put through to a headset on hold, and the next caller is once it is off hold")
    func headset() async throws {
        try await withCentre("hold-headset", settings: "wrap_up: 0s") { centre in
            try centre.editConfiguration {
                $0 = $0.replacing("initial_state: ready}", with: "initial_state: ready, connection: nailed_up}")
            }
            let phone = try await centre.registeredAgent("1001", talk: "300s")
            try await centre.start()
            try await ready(centre)
            let first = try centre.phone("--caller", "--from", "4930095", "--to", "700", "--hold", "120s")
            let call = try await centre.connectedCall(of: "4930095")
            try await lines(1, of: "voice", from: first)
            phone.send(SIGUSR1)
            try await isHeld(centre, call)
            try await lines(1, of: "music", from: first)
            _ = try await first.hangUp()
            try await eventually(within: 20, "an agent whose headset is on hold") {
                let agent = try await centre.client().agent("1001")
                return agent.state == .unreachable && agent.reason == "headset"
            }
            let second = try await centre.waitingCaller("4930096")
            phone.send(SIGUSR2)
            try await centre.connectedCall(of: "4930096")
            try await lines(1, of: "voice", from: second)
            _ = try await second.hangUp()
        }
    }

    // MARK: What is waited for

    private func ready(_ centre: Centre) async throws {
        try await eventually(within: 30, "a ready agent") { try await centre.client().agent("1001").state == .ready }
    }

    private func isHeld(_ centre: Centre, _ call: Call) async throws {
        try await eventually(within: 20, "the call on hold") {
            let agent = try await centre.client().agent("1001")
            return try await centre.client().call(call.id).state == .held && agent.state == .held
        }
    }

    private func isTalking(_ centre: Centre, _ call: Call) async throws {
        try await eventually(within: 20, "the call off hold") {
            let agent = try await centre.client().agent("1001")
            return try await centre.client().call(call.id).state == .up && agent.state == .talking
        }
    }

    private func lines(_ count: Int, of event: String, from phone: Running) async throws {
        try await eventually(within: 20, "\(event) at a phone") { phone.lines(of: event).count >= count }
    }

    /// When a phone did something first, in milliseconds since 1970.
    private func moment(_ event: String, of phone: Running) throws -> Int {
        struct Line: Decodable { var at: Int }
        let line = try #require(phone.lines(of: event).first)
        return try JSONDecoder().decode(Line.self, from: Data(line.utf8)).at
    }
}
