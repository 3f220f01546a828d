import ARI
import Queueing
import Telephony
import Testing

@testable import CallCenter

@Suite("G4 lamps for agents and queues")
struct LampsTests {
    private let clock = ManualClock()

    private func settings(_ agents: [String]) -> Settings {
        Settings(
            queues: [QueueSettings(id: CoreScene.sales, name: "Sales", wrapUp: .seconds(10))],
            agents: agents.map {
                AgentSettings(
                    id: AgentID($0), name: $0, endpoint: "PJSIP/\($0)", server: CoreScene.one,
                    queues: [CoreScene.sales], startsReady: true)
            })
    }

    private func run(
        _ asterisk: ScriptedAsterisk, agents: [String] = ["anna"],
        _ body: (Lamps, Picture, CoreScene) async throws -> Void
    ) async throws {
        let picture = Picture.empty(clock)
        let folding = Task { await picture.run() }
        let scene = await CoreScene(agents: agents, clock: clock, readers: picture)
        await scene.core.load(settings(agents), numbers: NumberTable([("700", CoreScene.sales)], default: nil))
        await scene.up()
        let lamps = Lamps(
            picture: picture, requests: [CoreScene.one: asterisk], application: "mayday", log: quiet)
        picture.link(CoreScene.one, LinkStatus(phase: .up, since: clock.now))
        await picture.settled()
        try await body(lamps, picture, scene)
        picture.finish()
        await folding.value
    }

    private static func put(_ name: String, _ state: String) -> String {
        "PUT /deviceStates/Stasis:mayday-\(name)?deviceState=\(state)"
    }

    @Test("G4 what an agent does is one lamp each", arguments: Queueing.AgentState.allCases)
    func states(_ state: Queueing.AgentState) {
        let expected: [Queueing.AgentState: ARI.DeviceStateValue] = [
            .offline: .unavailable, .unreachable: .unavailable, .ready: .notInUse, .reserved: .ringing,
            .dialling: .ringing, .ringing: .ringing, .talking: .inUse, .consulting: .inUse, .otherCall: .inUse,
            .held: .onHold, .wrapUp: .busy, .notReady: .busy,
        ]
        #expect(Lamps.lamp(of: state) == expected[state])
    }

    @Test("G4 only what has changed is told, and what is right in Asterisk is not told again")
    func changes() async throws {
        let asterisk = ScriptedAsterisk { request, _ in
            request.hasPrefix("GET")
                ? .ok(
                    #"[{"name":"Stasis:mayday-agent-anna","state":"NOT_INUSE"},{"name":"Stasis:mayday-agent-gone","state":"INUSE"},{"name":"Stasis:other-agent-x","state":"INUSE"},{"name":"PJSIP/anna","state":"INUSE"}]"#
                ) : .done
        }
        try await run(asterisk) { lamps, picture, scene in
            await lamps.tick()
            #expect(
                asterisk.requests == [
                    "GET /deviceStates", Self.put("queue-sales", "NOT_INUSE"),
                    "DELETE /deviceStates/Stasis:mayday-agent-gone",
                ])
            await lamps.tick()
            #expect(asterisk.requests.count == 3)
            // A caller comes and the phone rings; what came and went in between is not told.
            await scene.core.command(AgentID("anna"), .notReady(reason: "tea"))
            await scene.core.command(AgentID("anna"), .ready)
            await scene.enter("c1")
            await picture.settled()
            await lamps.tick()
            #expect(
                asterisk.requests.dropFirst(3) == [
                    Self.put("agent-anna", "RINGING"), Self.put("queue-sales", "RINGING"),
                ])
        }
    }

    @Test("G4 an agent who is removed has no lamp any more; a new connection begins with what Asterisk has")
    func removal() async throws {
        let asterisk = ScriptedAsterisk { request, _ in request.hasPrefix("GET") ? .ok("[]") : .done }
        try await run(asterisk, agents: ["anna", "bert"]) { lamps, picture, scene in
            await lamps.tick()
            #expect(asterisk.requests.count == 4)
            await scene.core.load(settings(["anna"]), numbers: NumberTable([], default: nil))
            await picture.settled()
            await lamps.tick()
            #expect(asterisk.requests.dropFirst(4) == ["DELETE /deviceStates/Stasis:mayday-agent-bert"])
            picture.link(CoreScene.one, LinkStatus(phase: .down, since: clock.now))
            await picture.settled()
            await lamps.tick()
            #expect(asterisk.requests.count == 5)
            clock.pass(.seconds(3))
            picture.link(CoreScene.one, LinkStatus(phase: .up, since: clock.now))
            await picture.settled()
            await lamps.tick()
            #expect(
                asterisk.requests.dropFirst(5) == [
                    "GET /deviceStates", Self.put("agent-anna", "NOT_INUSE"), Self.put("queue-sales", "NOT_INUSE"),
                ])
        }
    }

    @Test("G4 a flood is a trickle, and a server that refuses is left alone for a while and told everything then")
    func limits() async throws {
        let agents = (100..<220).map { "a\($0)" }
        let asterisk = ScriptedAsterisk { request, attempt in
            guard request.hasPrefix("GET") else { return .done }
            return attempt == 1 ? .refused(500, "not now") : .ok("[]")
        }
        try await run(asterisk, agents: agents) { lamps, _, _ in
            for _ in 0...Lamps.rest { await lamps.tick() }
            #expect(asterisk.requests == ["GET /deviceStates"])
            await lamps.tick()
            #expect(asterisk.requests.count == 2 + Lamps.portion)
            await lamps.tick()
            #expect(asterisk.requests.count == 2 + 2 * Lamps.portion)
            await lamps.tick()
            #expect(Set(asterisk.requests).count == 1 + agents.count + 1)
            await lamps.tick()
            #expect(asterisk.requests.count == 2 + agents.count + 1)
        }
    }
}
