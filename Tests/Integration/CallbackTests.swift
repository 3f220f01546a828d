import APIClient
import Foundation
import MaydayAPI
import Testing

@Suite("Callbacks, on a real Asterisk", .serialized)
struct CallbackTests {
    private static let customer = "4930777"

    /// - Parameters:
    ///   - rules: further keys of `callback`, each after a comma.
    ///   - beside: what follows the queue `support` in the list.
    private func withCustomers(
        _ name: String, rules: String = "", beside: String = "", _ body: @Sendable (Centre) async throws -> Void
    ) async throws {
        let settings =
            "wrap_up: 1s, ring_timeout: 15s, "
            + "callback: {key: \"2\", endpoint: \"PJSIP/{number}@trunk\", ring_timeout: 8s\(rules)}\(beside)"
        try await withCentre("cb-\(name)", settings: settings) { centre in
            try centre.editConfiguration { $0 += "\ndialling: {allow: [\"4930\"], emergency: [\"112\"]}\n" }
            try await centre.start()
            try await body(centre)
        }
    }

    /// A telephone behind the trunk: whichever number is called there, it rings.
    private func telephone(_ centre: Centre, _ behaviour: String...) async throws -> Running {
        let port = try #require(try centre.value("TRUNK").split(separator: ":").last)
        let phone = try centre.phone(
            ["--agent", Self.customer, "--no-register", "--port", String(port), "--talk", "forever"] + behaviour,
            at: centre.environment)
        try await eventually(within: 20, "the customer's telephone") { phone.text.contains("\"listening\"") }
        return phone
    }

    /// Somebody who waits presses the key, and is off the line with their place kept.
    private func asks(_ centre: Centre, _ number: String = CallbackTests.customer) async throws -> Caller {
        let phone = try centre.phone(
            "--caller", "--from", number, "--to", "700", "--hold", "60s", "--press", "2@1500ms")
        try await eventually(within: 30, "the request") {
            try await centre.client().callers().contains { $0.number == number && $0.callback == "requested" }
        }
        try await eventually(within: 20, "the end of the first call") { !phone.lines(of: "call").isEmpty }
        return try #require(try await centre.client().callers().first { $0.number == number })
    }

    @Test("Q14 key → off the line → an agent → the customer's telephone rings once → both hear each other")
    func whole() async throws {
        try await withCustomers("whole") { centre in
            let request = try await asks(centre)
            let client = try centre.client()
            let other = try await centre.waitingCaller("4930002")
            let before = try await client.queue("support")
            #expect(before.callbacks == 1 && before.waiting == 1 && before.today.otherExits.callback == 1)
            let telephone = try await telephone(centre, "--answer-after", "2s")
            let agent = try await centre.registeredAgent("1001", talk: "6s")
            try await eventually(within: 30, "the connection") {
                try await client.queue("support").today.answered >= 1
            }
            #expect(try await client.callers().map(\.number) == ["4930002"], "who came later is served later")
            let talking = try await client.queue("support").today
            #expect(talking.otherExits.callback == 0 && talking.offered == 2)
            try await eventually(within: 30, "the end of the talk") { !telephone.lines(of: "call").isEmpty }
            #expect(telephone.lines(of: "call").count == 1)
            let heard = try #require(try await telephone.hangUp()).heard.map(\.who)
            #expect(heard.contains("1001"), "the customer heard \(heard)")
            try await centre.connectedCall(of: "4930002")
            await other.end()
            let agentHeard = try agent.lines(of: "call").first.map {
                try JSONDecoder().decode(CallSummary.self, from: Data($0.utf8)).heard.map(\.who)
            }
            #expect(agentHeard?.contains(Self.customer) == true, "the agent heard \(agentHeard ?? [])")
            let why = try await client.why(call: request.callId)
            #expect(why.entries.first?.outcome == .answered)
        }
    }

    @Test("Q14 kill -9 between: the request stands, and its customer is called once")
    func restart() async throws {
        try await withCustomers("restart") { centre in
            let request = try await asks(centre)
            try await centre.killService()
            try await centre.start()
            let after = try await centre.client().callers()
            #expect(after.map(\.id) == [request.id] && after.first?.callback == "requested")
            #expect(after.first?.enteredAt == request.enteredAt)
            let telephone = try await telephone(centre, "--answer-after", "500ms")
            try await centre.registeredAgent("1001", talk: "2s")
            try await eventually(within: 30, "the end of the talk") { !telephone.lines(of: "call").isEmpty }
            #expect(telephone.lines(of: "call").count == 1)
            try await eventually(within: 20, "nobody left") { try await centre.client().callers().isEmpty }
            let today = try await centre.client().queue("support").today
            #expect(today.answered == 1 && today.offered == 1 && today.otherExits.callback == 0)
        }
    }

    @Test(
        "Q14 a customer who is not reached is not called again; the agent is free at once",
        arguments: ["busy", "reject", "noanswer"])
    func notReached(behaviour: String) async throws {
        try await withCustomers("not-\(behaviour)") { centre in
            _ = try await asks(centre)
            let telephone = try await telephone(centre, "--behaviour", behaviour)
            try await centre.registeredAgent("1001", talk: "forever")
            let client = try centre.client()
            try await eventually(within: 40, "the one call") { !telephone.lines(of: "call").isEmpty }
            try await eventually(within: 20, "the end of the request") { try await client.callers().isEmpty }
            let today = try await client.queue("support").today
            #expect(today.otherExits.callback == 1 && today.answered == 0 && today.offered == 1)
            try await eventually(within: 10, "a free agent") { try await client.agent("1001").state == .ready }
            // Somebody else is served meanwhile, and nobody rings the customer.
            let caller = try centre.phone("--caller", "--from", "4930002", "--to", "700", "--hold", "5s")
            try await centre.connectedCall(of: "4930002")
            await caller.end()
            #expect(telephone.lines(of: "call").count == 1)
        }
    }

    @Test(
        "Q14 a new call of the same number takes the place of the request; numbers that may not be dialled are refused")
    func callsAgain() async throws {
        try await withCustomers("again") { centre in
            let client = try centre.client()
            _ = try await asks(centre)
            let other = try await centre.waitingCaller("4930002")
            let again = try centre.phone("--caller", "--from", Self.customer, "--to", "700", "--hold", "120s")
            try await eventually(within: 20, "their new call in the place of the request") {
                let callers = try await client.callers()
                return callers.map(\.number) == [Self.customer, "4930002"] && callers.allSatisfy { $0.callback == nil }
            }
            let call = try #require(try await client.callers().last)
            for (number, code) in [
                ("112", "number_emergency"), ("4940123", "number_not_allowed"), ("12*3", "number_unusable"),
            ] {
                #expect(try await client.refusal(of: .callback(number: number), caller: call.id) == code)
            }
            let asked = try await client.perform(.callback(number: "4930 888"), caller: call.id)
            #expect(asked.callback == "requested" && asked.number == "4930888")
            _ = try await client.perform(.withdraw(target: nil, reason: nil), caller: call.id)
            #expect(try await client.callers().map(\.number) == [Self.customer])
            await other.end()
            await again.end()
        }
    }

    @Test("Q14 requests older than `keep` are dropped, who asked first first, and nobody is dialled")
    func keep() async throws {
        try await withCustomers("keep", rules: ", keep: 10s") { centre in
            let client = try centre.client()
            let first = try await asks(centre)
            let second = try await asks(centre, "4930778")
            let telephone = try await telephone(centre, "--answer-after", "500ms")
            try await eventually(within: 30, "the end of the older request") {
                try await !client.callers().contains { $0.id == first.id }
            }
            try await eventually(within: 30, "the end of the younger one") { try await client.callers().isEmpty }
            var ends: [APITime] = []
            for request in [first, second] {
                let expired = "callback_ended: expired"
                try await eventually(within: 10, "the end in the trace") {
                    try await client.trace(ofCall: request.callId).items.contains { $0.text == expired }
                }
                let items = try await client.trace(ofCall: request.callId).items
                let taken = try #require(items.first { $0.text.hasPrefix("callback_taken: ") })
                let ended = try #require(items.first { $0.text == expired })
                #expect(ended.at.milliseconds - taken.at.milliseconds >= 10_000, "not before its time")
                ends.append(ended.at)
            }
            #expect(ends[0] < ends[1])
            // Whoever calls now has the agent, and nobody else is called.
            try await centre.registeredAgent("1001", talk: "forever")
            let caller = try centre.phone("--caller", "--from", "4930002", "--to", "700", "--hold", "300s")
            try await centre.connectedCall(of: "4930002")
            #expect(telephone.lines(of: "invite").isEmpty)
            let queue = try await client.queue("support")
            #expect(queue.callbacks == 0 && queue.today.otherExits.callback == 2 && queue.today.offered == 3)
            _ = try await caller.hangUp()
        }
    }

    @Test("Q14 as many requests as `max` allows: the next one is refused, by key and by command, until there is room")
    func full() async throws {
        try await withCustomers("max", rules: ", max: 1") { centre in
            let client = try centre.client()
            let request = try await asks(centre)
            let caller = try centre.phone(
                "--caller", "--from", "4930778", "--to", "700", "--hold", "300s", "--press", "2@1500ms")
            try await eventually(within: 30, "a key that is refused") {
                centre.serviceLog.contains("callbacks_full")
            }
            let waiting = try #require(try await client.callers().first { $0.number == "4930778" })
            #expect(waiting.callback == nil && caller.lines(of: "call").isEmpty)
            #expect(try await client.refusal(of: .callback(number: nil), caller: waiting.id) == "callbacks_full")
            _ = try await client.perform(.withdraw(target: nil, reason: nil), caller: request.id)
            #expect(try await client.perform(.callback(number: nil), caller: waiting.id).callback == "requested")
            try await eventually(within: 20, "the end of the call") { !caller.lines(of: "call").isEmpty }
            #expect(try await client.callers().map(\.number) == ["4930778"])
        }
    }

    @Test("Q14 while the queue is closed nobody is called back, though an agent is free; once it is open they are")
    func closed() async throws {
        let beside = "}\n  - {id: sales, numbers: [\"701\"], wrap_up: 0s"
        try await withCustomers("closed", beside: beside) { centre in
            try centre.editConfiguration { $0 = $0.replacing("queues: [support]", with: "queues: [support, sales]") }
            let client = try centre.client()
            _ = try await client.reload()
            let request = try await asks(centre)
            let telephone = try await telephone(centre, "--answer-after", "500ms")
            _ = try await client.perform(
                QueueCommand(.close, QueueCommandBody(reason: "fire alarm")), queue: "support")
            let agent = try await centre.registeredAgent("1001", talk: "forever")
            try await centre.ready(1)
            #expect(try await client.why(call: request.callId).entries.last?.now?.held == "queue_closed")
            #expect(try await client.refusal(of: .pick(agent: "1001"), caller: request.id) == "queue_closed")
            // The agent takes others meanwhile, and is free again, without a ring for the request.
            let other = try centre.phone("--caller", "--from", "4930002", "--to", "701", "--hold", "300s")
            try await centre.connectedCall(of: "4930002")
            _ = try await other.hangUp()
            try await centre.ready(1)
            #expect(try await client.callers().map(\.callback) == ["requested"])
            #expect(agent.lines(of: "invite").count == 1 && telephone.lines(of: "invite").isEmpty)
            _ = try await client.perform(QueueCommand(.open), queue: "support")
            try await eventually(within: 30, "the connection") {
                try await client.queue("support").today.answered == 1
            }
            #expect(agent.lines(of: "invite").count == 2 && telephone.lines(of: "invite").count == 1)
            #expect(try await client.callers().isEmpty)
            _ = try await telephone.hangUp()
        }
    }
}
