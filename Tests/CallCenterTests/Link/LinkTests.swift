import ARI
import ARIClient
import Logging
import MaydayAPI
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("The link to one server")
struct LinkTests {
    private func event(_ json: String) throws -> ARIStreamElement {
        .event(try Array(json.utf8).withUnsafeBytes { try ARIEventReader().read($0) })
    }

    private func start(_ channel: String) throws -> ARIStreamElement {
        try event(
            #"{"type":"StasisStart","timestamp":"2099-11-20T10:00:00.000+0000","application":"mayday","args":["700"],"#
                + #""asterisk_id":"a1","channel":\#(Answer.channel(channel))}"#)
    }

    @Test("A9 a new connection: filter, subscription, then everything, then the beat and a pulse")
    func connects() async throws {
        let scene = await LinkScene()
        try await scene.run {
            #expect(await scene.health?.connection == .connecting)
            scene.connect()
            await scene.asked(LinkScene.pulse)
            let asked = scene.asterisk.requests
            #expect(Array(asked.prefix(9)) == [LinkScene.filter, LinkScene.subscription] + LinkScene.questions)
            #expect(asked.dropFirst(9).contains(LinkScene.beat + "1795168800"), "by the server's own clock")
            let health = try #require(await scene.health)
            #expect(health.connection == .up)
            #expect(health.version == "22.10.1")
            #expect(health.asteriskId == "a1")
        }
    }

    @Test("A12 a server without device states tells of its phones by their endpoints")
    func noDeviceStates() async {
        let scene = await LinkScene { request, _ in
            request == LinkScene.subscription ? .refused(400, "Invalid scheme") : nil
        }
        await scene.run {
            scene.connect()
            await scene.reconciled()
            let asked = scene.asterisk.requests
            #expect(Array(asked.prefix(3)) == [LinkScene.filter, LinkScene.subscription, LinkScene.endpoints])
        }
    }

    @Test("A12 what an earlier service listened to is given up, so that nothing is told twice")
    func earlierSubscription() async {
        let before = Answer.application.replacing(#""endpoint_ids":[]"#, with: #""endpoint_ids":["PJSIP"]"#)
        let unsubscription = LinkScene.endpoints.replacing("POST", with: "DELETE")
        let scene = await LinkScene { request, attempt in
            if request == LinkScene.filter { return .ok(before) }
            return request == unsubscription ? .ok(attempt == 1 ? before : Answer.application) : nil
        }
        await scene.run {
            scene.connect()
            await scene.reconciled()
            let asked = scene.asterisk.requests
            #expect(Array(asked[2..<5]) == [unsubscription, unsubscription] + LinkScene.questions.prefix(1))
        }
    }

    @Test("A9 a server that starts anew between the questions is asked again")
    func restartsMeanwhile() async {
        let scene = await LinkScene { request, attempt in
            request == "GET /asterisk/ping" && attempt == 2 ? .ok(Answer.ping("another")) : nil
        }
        await scene.run {
            scene.connect()
            await scene.reconciled()
            #expect(scene.asterisk.requests.filter { $0 == "GET /channels" }.count == 2)
        }
    }

    @Test("A9 questions that are not answered are put again, and what came meanwhile is not lost")
    func retries() async throws {
        let scene = await LinkScene { request, attempt in
            request == "GET /channels" && attempt <= 2 ? .lost : nil
        }
        try await scene.run {
            scene.connect()
            await scene.asked("GET /channels")
            scene.inbox.put([try start("c1")])
            await scene.core.journal.facts.until { facts in
                facts.contains { if case .entryOpened = $0.fact { true } else { false } }
            }
            #expect(scene.asterisk.requests.filter { $0 == LinkScene.filter }.count == 3)
        }
    }

    @Test("A4 a lost connection is told with its reason, and the next one begins anew")
    func lost() async throws {
        let scene = await LinkScene()
        await scene.run {
            scene.connect()
            await scene.reconciled()
            scene.core.clock.pass(.seconds(4))
            scene.disconnect(.closedByPeer(code: 1000, text: ""))
            await scene.core.journal.facts.until { $0.contains { $0.fact == .serverLost(CoreScene.one) } }
            #expect(await scene.health?.connection == .down)
            scene.connect(2)
            await scene.reconciled(times: 2)
            await scene.asked(LinkScene.pulse)
        }
    }

    @Test("A9 another program that takes the application: we hear nothing more, say so, and stop the beat")
    func replaced() async throws {
        let scene = await LinkScene()
        await scene.run {
            scene.connect()
            await scene.asked(LinkScene.pulse)
            scene.inbox.put([.replaced(application: "mayday")])
            await scene.core.journal.facts.until { $0.contains { $0.fact == .serverLost(CoreScene.one) } }
            #expect(await scene.health?.connection == .replaced)
            #expect(scene.state.alarms.map(\.code) == ["asterisk_replaced_one"])
            #expect(scene.redials.items.isEmpty)
            scene.connect(2)
            await scene.reconciled(times: 2)
            #expect(scene.state.alarms.isEmpty)
        }
    }

    @Test("A12 what was passed over, or did not fit, has everything asked for again", arguments: [true, false])
    func resync(_ isOverflow: Bool) async throws {
        let scene = await LinkScene()
        await scene.run {
            scene.connect()
            await scene.reconciled()
            if isOverflow {
                scene.inbox.put(Array(repeating: .passedOver(bytes: 0), count: 200_001))
            } else {
                scene.inbox.put([.passedOver(bytes: 99_000_000)])
            }
            await scene.reconciled(times: 2)
            await scene.up()
            #expect(await scene.health?.connection == .up)
        }
    }

    @Test("A9 a server whose stop was called off is asked for everything", .timeLimit(.minutes(1)))
    func calledOff() async {
        let scene = await LinkScene()
        await scene.run {
            scene.connect()
            await scene.reconciled()
            // By the server's clock, which is ahead of ours here.
            let later = Instant(milliseconds: 4_000_000_000_000)
            await scene.core.hear(
                at: later, [.legHangupRequested(scene.core.leg("c1"), HangupCause(4), soft: true)])
            scene.core.clock.pass(.seconds(17))
            await scene.reconciled(times: 2)
            await scene.up()
            await scene.core.hear(at: later, [scene.core.entrance("c2")])
            #expect(scene.core.opened.count == 1)
        }
    }

    @Test("A2 what cannot be read is counted and passed over")
    func malformed() async throws {
        let scene = await LinkScene()
        try await scene.run {
            scene.connect()
            await scene.reconciled()
            let bad = ARIStreamElement.malformed(.notAnObject, start: [1, 2])
            scene.inbox.put([
                bad, try event(#"{"type":"Novelty","timestamp":"2099-11-20T10:00:00.000+0000"}"#), try start("c1"),
            ])
            await scene.core.journal.facts.until { facts in
                facts.contains { if case .entryOpened = $0.fact { true } else { false } }
            }
            #expect(await scene.link.malformed == 1)
            #expect(await scene.link.unknown == 1)
        }
    }

    @Test("A3 a socket that is open and says nothing is dialled anew; that, not our hanging up, is the reason told")
    func mute() async throws {
        let scene = await LinkScene(muteAfter: .milliseconds(20))
        await scene.run {
            scene.connect()
            await scene.redials.until { !$0.isEmpty }
            scene.disconnect(.stopped)
            await scene.core.journal.facts.until { $0.contains { $0.fact == .serverLost(CoreScene.one) } }
            #expect(await scene.health?.connection == .down)
            #expect(scene.state.alarms.map(\.text).contains { $0.contains("mute") })
            scene.connect(2)
            await scene.reconciled(times: 2)
        }
    }

    @Test("A4 why there is no connection is logged in words with advice, and again only when the reason changes")
    func loggedReasons() async {
        let lines = Told<String>()
        let scene = await LinkScene(log: Logger(label: "test") { _ in GatheringLog(lines: lines) })
        await scene.run {
            for detail in ["refused", "refused again"] { scene.disconnect(.unreachable(detail), wasConnected: false) }
            for _ in 0..<2 { scene.disconnect(.unauthorized(status: 401), wasConnected: false) }
            scene.disconnect(.unauthorized(status: 403), wasConnected: false)
            scene.connect()
            await scene.reconciled()
            scene.disconnect(.lost)
            scene.disconnect(.unreachable("refused"), wasConnected: false)
            await scene.core.journal.facts.until { $0.contains { $0.fact == .serverLost(CoreScene.one) } }
        }
        let told = lines.items.filter { $0.hasPrefix("warning no connection") }
        #expect(
            told.map { $0.prefix { $0 != ";" } } == [
                "warning no connection: not reachable (refused)",
                "warning no connection: Asterisk does not know the user, or the password is wrong (401)",
                "warning no connection: the user may not do this (403)",
                "warning no connection: the connection was lost",
                "warning no connection: not reachable (refused)",
            ])
        #expect(told[1].contains("ari.conf"))
        #expect(!lines.items.contains { $0.contains("status:") })
    }

    @Test("A9 the health page tells why we were blind, the first reason first", .timeLimit(.minutes(1)))
    func reasons() async {
        let scene = await LinkScene()
        await scene.run {
            scene.connect()
            await scene.reconciled()
            scene.core.clock.pass(.seconds(1))
            scene.disconnect(.lost)
            scene.disconnect(.unreachable("refused"))
            scene.connect(2)
            await scene.reconciled(times: 2)
            await scene.up()
            scene.core.clock.pass(.seconds(1))
            scene.inbox.put([.passedOver(bytes: 1)])
            await scene.reconciled(times: 3)
            // The comparison is decided on before readers see it.
            var reasons: [String] = []
            while reasons.count < 2 {
                reasons = await scene.health?.blindIntervals.map(\.reason) ?? []
            }
            #expect(reasons == ["the connection was lost", "an event was passed over"])
        }
    }

    @Test("G3 agents' legs are asked whether their phones have them on hold; one that cannot say keeps nobody waiting")
    func holds() async throws {
        let legs = ["t0-a1", "t0-a2", "t0-c3", "17.1"].map { Answer.channel($0, data: "mayday,agent") }
        @Sendable func question(_ leg: String) -> String { "GET /channels/\(leg)/variable?variable=CHANNEL(rtp,hold)" }
        let scene = await LinkScene { request, _ in
            switch request {
            case "GET /channels": .ok(Answer.list(legs))
            case question("t0-a1"): .ok(#"{"value":"1"}"#)
            case question("t0-a2"): .gone
            default: nil
            }
        }
        await scene.run {
            scene.connect()
            await scene.up()
            let asked = scene.asterisk.requests.filter { $0.contains("rtp,hold") }
            #expect(asked.sorted() == [question("t0-a1"), question("t0-a2")])
            #expect(await scene.picture.call("t0-a1")?.state == .held)
            #expect(await scene.picture.call("t0-a2")?.state == .up)
        }
    }
}
