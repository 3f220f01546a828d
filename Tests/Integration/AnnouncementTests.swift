import APIClient
import Foundation
import MaydayAPI
import Testing

@Suite("What is said to callers and agents, on a real Asterisk", .serialized)
struct AnnouncementTests {
    @Test("Q11 a caller is told their place and hears music again; who answers meanwhile has them at once")
    func place() async throws {
        // demo-congrats lasts half a minute.
        let settings =
            "wrap_up: 0s, announce: {position: always, after: 1s, every: 6s, periodic: {sounds: [demo-congrats], every: 12s}}"
        try await withCentre("announce", settings: settings) { centre in
            let agent = try await centre.registeredAgent("1001", talk: "120s")
            try await centre.start()
            let client = try centre.client()
            _ = try await client.perform(.notReady(reason: "tea"), agent: "1001")
            let caller = try centre.phone("--caller", "--from", "4930051", "--to", "700", "--hold", "120s")
            func told() async throws -> [String] {
                guard let call = try await client.callers().first?.callId else { return [] }
                return try await client.trace(ofCall: call).items.map(\.text)
            }
            try await eventually(within: 20, "the music after the first words") {
                let lines = try await told()
                guard let first = lines.firstIndex(where: { $0.hasPrefix("say sound:queue-youarenext") }) else {
                    return false
                }
                return lines[first...].contains { $0.contains("moh") && $0.contains("POST") }
            }
            try await eventually(within: 20, "the long sound") {
                try await told().contains { $0.contains("sound:demo-congrats") && $0.hasSuffix("done") }
            }
            // In the middle of it: Asterisk would let the connection wait for its end.
            _ = try await client.perform(.ready(), agent: "1001")
            let began = ContinuousClock.now
            let call = try await centre.connectedCall(of: "4930051")
            #expect(call.agent == "1001")
            #expect(ContinuousClock.now - began < .seconds(10), "half a minute is what the sound lasts")
            try await eventually(within: 10, "the end of the trace") {
                try await connectIsTold(call.id, client)
            }
            #expect(try await client.trace(ofCall: call.id).items.contains { $0.text.contains("DELETE /playbacks/") })
            let heard = try #require(try await caller.hangUp())
            #expect(try #require(heard.longestGap) < 2000, "music before, between and after the words")
            _ = agent
        }
    }

    @Test("Q12 the agent hears the queue's name and the wait before the caller, who stays on the music")
    func briefing() async throws {
        let settings = "wrap_up: 0s, announce: {agent: [queue-thankyou, wait]}"
        try await withCentre("brief", settings: settings) { centre in
            let agent = try await centre.registeredAgent("1001", talk: "120s")
            try await centre.start()
            let caller = try centre.phone("--caller", "--from", "4930052", "--to", "700", "--hold", "120s")
            let call = try await centre.connectedCall(of: "4930052")
            try await eventually(within: 10, "the end of the trace") {
                try await connectIsTold(call.id, try centre.client())
            }
            let trace = try await centre.client().trace(ofCall: call.id).items
            let answered = try #require(trace.firstIndex { $0.text.hasPrefix("offer_answered") })
            let said = try #require(
                trace.firstIndex { $0.text.contains("to the agent at") && $0.text.hasSuffix("done") })
            let connected = try #require(trace.firstIndex { $0.text.hasPrefix("entry_connected") })
            #expect(answered < said && said < connected)
            #expect(trace[connected].at.milliseconds - trace[answered].at.milliseconds > 2000, "so long are the words")
            let called = try #require(try await caller.hangUp())
            #expect(try #require(called.longestGap) < 2000, "music until the connection")
            // As the agent's phone has it: words from the pick-up on, then the caller.
            let spokenTo = try #require(try await agent.hangUp())
            let pickUp = try #require(spokenTo.answeredAt)
            #expect(try #require(spokenTo.soundFirstAt) - pickUp < 2000)
            let voice = try #require(spokenTo.heard.first)
            #expect(voice.who == "4930052" && (voice.from ?? 0) - pickUp > 2000)
        }
    }

    @Test("Q11 the place only when it is better, the estimated wait when it is known, sounds at random")
    func better() async throws {
        let settings =
            "wrap_up: 0s, announce: {position: better, estimate: true, after: 1s, every: 5s, "
            + "periodic: {sounds: [vm-goodbye, demo-thanks], every: 6s, order: random}}"
        try await withCentre("better", settings: settings) { centre in
            try await centre.registeredAgent("1001", talk: "120s")
            try await centre.start()
            let client = try centre.client()
            let first = try await centre.waitingCaller("4930055")
            try await centre.connectedCall(of: "4930055")
            // Nobody has finished a call yet: the place alone.
            let second = try await centre.waitingCaller("4930056")
            let next = try #require(try await client.callers().first)
            #expect(next.estimatedWaitMs == nil)
            try await eventually(within: 20, "the place of who is next") {
                try await centre.said(to: next.callId) == ["queue-youarenext", "queue-thankyou"]
            }
            _ = try await first.hangUp()
            try await centre.connectedCall(of: "4930056")
            let third = try await centre.waitingCaller("4930057")
            let fourth = try await centre.waitingCaller("4930058")
            let last = try #require(try await client.callers().first { $0.number == "4930058" })
            #expect(try #require(last.estimatedWaitMs) > 0)
            let estimate = ["queue-holdtime", "queue-less-than", "number:1", "queue-minute", "queue-thankyou"]
            let two = ["queue-thereare", "number:2", "queue-callswaiting"] + estimate
            // Still the second: the place is not told again, the wait is; and one of the sounds.
            try await eventually(within: 30, "the second time") {
                let words = try await centre.said(to: last.callId)
                return words.starts(with: two) && words.dropFirst(two.count).contains("queue-holdtime")
                    && words.contains { $0 == "vm-goodbye" || $0 == "demo-thanks" }
            }
            #expect(try await centre.said(to: last.callId).filter { $0 == "queue-thereare" }.count == 1)
            _ = try await third.hangUp()
            try await eventually(within: 20, "the better place") {
                try await centre.said(to: last.callId).contains("queue-youarenext")
            }
            for caller in [second, fourth] { _ = try await caller.hangUp() }
        }
    }

    @Test("Q11 a queue's own music from the first moment and after each sound, and the sounds in turn")
    func inTurn() async throws {
        let settings =
            "wrap_up: 0s, music: waltz, announce: {periodic: "
            + "{sounds: [vm-goodbye, queue-thankyou], every: 5s, order: in_turn}}"
        try await withCentre("inturn", agents: 0, settings: settings) { centre in
            try await centre.start()
            let client = try centre.client()
            let caller = try await centre.waitingCaller("4930059")
            let waiting = try #require(try await client.callers().first)
            func music() async throws -> [String] {
                try await client.trace(ofCall: waiting.callId).items.filter { $0.kind == .response }.map(\.text)
                    .filter { $0.hasPrefix("POST /channels/") && $0.contains("/moh") }
            }
            // Once at first, and once after each of three sounds.
            try await eventually(within: 60, "the music after the third sound") {
                guard let said = try? await centre.said(to: waiting.callId), said.count >= 3 else { return false }
                return try await music().count >= 4
            }
            let said = try await centre.said(to: waiting.callId)
            #expect(Array(said.prefix(3)) == ["vm-goodbye", "queue-thankyou", "vm-goodbye"])
            for exchange in try await music() {
                #expect(exchange.contains("/moh?mohClass=waltz: 204"), "\(exchange)")
            }
            #expect(try #require(try await caller.hangUp()).soundFirstAt != nil)
        }
    }

    @Test("Q11 Q18 the service is killed while something is said: nobody hears silence until the fall-back queue")
    func killedInTheWords() async throws {
        let settings = "wrap_up: 0s, announce: {position: always, after: 1s, every: 60s}"
        try await withCentre("words", settings: settings) { centre in
            try await centre.start()
            let caller = try await centre.waitingCaller("4930053")
            try await eventually(within: 20, "the words' beginning") { try await centre.isSaying("queue-youarenext") }
            try await centre.killService()
            try await eventually(within: 40, "the caller in app_queue") {
                try await centre.applications()["4930053"] == "Queue"
            }
            let call = try #require(try await caller.hangUp())
            #expect(try #require(call.longestGap) < 2000, "the words last about 3 s, the dead-man 28")
        }
    }

    @Test("Q11 Q17 what was being said as the service was killed does not hold up the connection after its start")
    func wordsOfTheProcessBefore() async throws {
        // demo-congrats lasts half a minute.
        let settings = "wrap_up: 0s, announce: {periodic: {sounds: [demo-congrats], every: 5s}}"
        try await withCentre("strange", settings: settings) { centre in
            try await centre.registeredAgent("1001", talk: "120s")
            try await centre.start()
            _ = try await centre.client().perform(.notReady(reason: "tea"), agent: "1001")
            let caller = try await centre.waitingCaller("4930054")
            try await eventually(within: 20, "the long sound") { try await centre.isSaying("demo-congrats") }
            try await centre.killService()
            try await centre.start()
            try await eventually(within: 20, "the agent, not ready") {
                try await centre.client().agent("1001").state == .notReady
            }
            _ = try await centre.client().perform(.ready(), agent: "1001")
            let began = ContinuousClock.now
            try await centre.connectedCall(of: "4930054")
            #expect(ContinuousClock.now - began < .seconds(10), "half a minute is what the sound lasts")
            _ = try await caller.hangUp()
        }
    }

    /// Whether the trace, which is written behind what happens, has come as far as the bridge.
    private func connectIsTold(_ call: String, _ client: APIClient) async throws -> Bool {
        try await client.trace(ofCall: call).items.contains {
            $0.text.hasPrefix("connect ") && $0.text.hasSuffix("done")
        }
    }
}

extension Centre {
    /// What a caller has been told so far, sound by sound.
    fileprivate func said(to call: String) async throws -> [String] {
        try await client().trace(ofCall: call).items.map(\.text)
            .filter { $0.hasPrefix("say ") && !$0.hasPrefix("say no more") && $0.hasSuffix("done") }
            .flatMap { line in
                line.dropFirst("say ".count).components(separatedBy: " to ")[0].components(separatedBy: ", ")
                    .map { $0.replacing("sound:", with: "") }
            }
    }

    /// Whether the one who waits is being told something, as the trace of their call has it.
    fileprivate func isSaying(_ sound: String) async throws -> Bool {
        guard let call = try await client().callers().first?.callId else { return false }
        return try await client().trace(ofCall: call).items.contains {
            $0.text.hasPrefix("say ") && $0.text.contains(sound) && $0.text.hasSuffix("done")
        }
    }
}
